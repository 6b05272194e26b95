"""Fuzzes one target in this process: `python -m tests.fuzzing.one TARGET [what libFuzzer takes]`.

Needs atheris, which `make fuzz-readers` puts beside the locked packages.
"""

import logging
import sys

import atheris  # type: ignore[import-untyped]  # beside the locked packages, and without types

_INSTRUMENTED = [
    "api",
    "approvals",
    "integrations",
    "ledger",
    "validators",
    "json",
    "csv",
    "zipfile",
]
"""Whose branches lead the fuzzer."""


def main(name: str, options: list[str]) -> None:
    """Fuzz until the time that the options give is over, or a fault is found; never returns."""
    # A reader may log what it refuses, and would a million times.
    logging.disable()
    with atheris.instrument_imports(include=_INSTRUMENTED):
        from tests.fuzzing.targets import TARGETS  # noqa: PLC0415 - imported as instrumented
    atheris.Setup([name, *options], TARGETS[name].read)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
