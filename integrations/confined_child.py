"""The other half of ``confined``: what runs in the reading process. Nothing else imports it.

It bounds itself before it touches the file. It answers on its output with one JSON object: the
``value``; why the file is ``refused``; the bound it ``passed``; or how the reader ``failed``.
"""

import importlib
import json
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, Final

from integrations.errors import FileRefused
from storage.processes import die_with_parent

_MOST_FRAMES: Final = 12

# Input, output and errors. With no number left, no file, pipe or connection can be opened.
_OPEN_FILES: Final = 3


def main(module: str, function: str, cpu: str, memory: str, output: str, parent: str) -> None:
    """Read the file on the standard input with the named reader, and answer.

    Args:
        module: name of the reader's module.
        function: name of the reader in it.
        cpu: seconds of processor time.
        memory: bytes of address space.
        output: bytes of the answer's value.
        parent: pid of the process that waits for the answer.
    """
    answer_to = sys.stdout.buffer
    # What a library prints must not stand between the lines of the answer.
    sys.stdout = sys.stderr
    answer_to.write(_answer(module, function, (int(cpu), int(memory), int(output), int(parent))))
    answer_to.flush()


def _answer(module: str, function: str, figures: tuple[int, int, int, int]) -> bytes:
    cpu, memory, output, parent = figures
    try:
        die_with_parent(signal.SIGKILL, parent)
        _limit_what_it_costs(cpu, memory)
        reader = getattr(importlib.import_module(module), function)
        _limit_what_it_opens()
        said = _json({"value": reader(sys.stdin.buffer.read())})
    except FileRefused as error:
        where = None
        if error.place is not None:
            at = error.place
            where = [at.sheet, at.row, at.cell, at.path]
        words = {"code": error.code, "zh": error.message.zh, "en": error.message.en}
        return _json({"refused": {**words, "place": where}})
    except MemoryError:
        return _json({"passed": "memory"})
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is told and the process ends
        return _json({"failed": type(error).__name__, "at": _frames(error)})
    return said if len(said) <= output else _json({"passed": "output"})


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")


def _limit_what_it_costs(cpu: int, memory: int) -> None:
    # The second figure kills without appeal, should the first one's signal have been caught.
    _limit(resource.RLIMIT_CPU, cpu, cpu + 1)
    _limit(resource.RLIMIT_AS, memory, memory)
    _limit(resource.RLIMIT_FSIZE, 0, 0)
    _limit(resource.RLIMIT_CORE, 0, 0)


def _limit_what_it_opens() -> None:
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES)
    _limit(resource.RLIMIT_NPROC, 0, 0)


def _limit(kind: int, soft: int, hard: int) -> None:
    # What the machine allows already may be less, and may not be raised.
    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def _frames(error: BaseException) -> str:
    """Return where an error arose, innermost last; no values, which may be the file's."""
    frames = [
        f"{Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return " > ".join(frames[-_MOST_FRAMES:])
