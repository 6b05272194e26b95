"""Why a file is refused: one sentence for each code, in both languages. The codes stay stable."""

from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from integrations.errors import FileRefused, Place
from validators.wording import Sentences, worded


@unique
class FileFault(StrEnum):
    """The walls around every reader (``integrations.confined``), by code."""

    TOO_LARGE = "file-too-large"
    TAKES_TOO_LONG = "file-takes-too-long"
    TAKES_TOO_MUCH_MEMORY = "file-takes-too-much-memory"
    HOLDS_TOO_MUCH = "file-holds-too-much"
    UNREADABLE = "file-unreadable"


SENTENCES: Final[Sentences] = MappingProxyType(
    {
        FileFault.TOO_LARGE: (
            "文件为{size}字节,最多{most}字节:请删去图片和无关的表,或分成几个文件",
            (
                "the file has {size} bytes, at most {most} are taken: remove pictures and sheets"
                " that are not needed, or split it"
            ),
        ),
        FileFault.TAKES_TOO_LONG: (
            "读取该文件超过了时限:请只保留所需的表,另存后重试",
            (
                "reading the file takes longer than it may: keep only what is needed, save it anew"
                " and try again"
            ),
        ),
        FileFault.TAKES_TOO_MUCH_MEMORY: (
            "读取该文件所需内存超过上限:请只保留所需的表,另存后重试",
            (
                "reading the file takes more memory than it may: keep only what is needed, save it"
                " anew and try again"
            ),
        ),
        FileFault.HOLDS_TOO_MUCH: (
            "文件内容超过可接受的量(读出后最多{most}字节):请分成几个文件",
            "the file holds more than can be taken (at most {most} bytes once read): split it",
        ),
        FileFault.UNREADABLE: (
            "无法读取该文件:文件已损坏,或不是其扩展名所示的格式;请重新保存后再试",
            (
                "the file cannot be read: it is damaged, or not of the format its name says; save"
                " it anew and try again"
            ),
        ),
    }
)


def refusal(code: FileFault, place: Place | None = None, /, **values: object) -> FileRefused:
    """Return the refusal of that code, with its sentence filled in, to be raised.

    Raises:
        KeyError: a value that the sentence shows is not given.
    """
    return FileRefused(code.value, worded(SENTENCES, code, **values), place)
