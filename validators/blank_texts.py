"""Texts that stand where a fact should and state none: "待定", "N/A", "详见附件", "—".

A form that wants a text gets one. What is written there to be done with it is a blank, and a blank
is never a pass. A text counts as one only where nothing else is left of it: "Windows 11(详见附件)"
names a product. The words are those of forms and order lines, not of any law.
"""

import re
from functools import lru_cache
from typing import Final

from validators.matching import plain

_KEPT: Final = 4096
"""Texts that are remembered: order lines say the same few."""

_OPEN: Final = (
    *("待定", "未定", "待确认", "待补", "待填", "待办", "待提供", "另定", "另行", "另购", "另配"),
    *("提供", "通知", "确认", "确定", "约定", "选定", "配置", "安装", "购买", "填写", "补充"),
    *(
        "自购",
        "自装",
        "自备",
        "自配",
        "自行",
        "后装",
        "后补",
        "后续",
        "暂",
        "缺",
        "预留",
        "空",
        "无",
    ),
    *(
        "不详",
        "不明",
        "未知",
        "未填",
        "不装",
        "按需",
        "以实际为准",
        "为准",
        "实际",
        "同",
        "上",
        "见",
    ),
    *("详", "附件", "附表", "清单", "合同", "投标", "招标", "文件", "客户", "用户", "采购人", "由"),
    *("n/a", "na", "tbd", "tba", "tbc", "nil", "null", "none", "unknown", "pending", "unspecified"),
    *("to be determined", "to be confirmed", "see attachment", "see contract"),
)
"""What says that a fact is told later, elsewhere, by somebody else or not at all."""

_GENERIC: Final = (
    *(
        "操作系统",
        "系统",
        "软件",
        "正版",
        "国产",
        "原装",
        "标配",
        "主流",
        "最新",
        "预装",
        "含",
        "桌面",
    ),
    *("计算机", "电脑", "商用", "专用", "版本", "版", "常用", "通用", "信创"),
    *("operating system", "system", "software", "genuine", "licensed", "original", "domestic"),
    *(
        "preinstalled",
        "preloaded",
        "standard",
        "default",
        "latest",
        "desktop",
        "oem",
        "linux",
        "os",
    ),
)
"""What any product of a kind may be called, so that it tells none from another."""

_DIGIT: Final = re.compile(r"[0-9０-９]")
_LEAST: Final = 2
"""Letters and digits of the shortest text that names anything."""


def _pattern(*words: str) -> re.Pattern[str]:
    # The longest first; one in Latin letters stands for itself and is no part of another.
    told = sorted(words, key=len, reverse=True)
    each = (rf"(?<![a-z]){re.escape(it)}(?![a-z])" if it.isascii() else it for it in told)
    return re.compile("|".join(each))


_SAYS_NOTHING: Final = _pattern(*_OPEN)
_NAMES_NOTHING: Final = _pattern(*_OPEN, *_GENERIC)


def says_nothing(text: str) -> bool:
    """Return whether a text states no fact: what has a digit in it does."""
    return _DIGIT.search(text) is None and _is_empty(text)


def tells_no_version(text: str) -> bool:
    """Return whether a text states no version: "待定", "最新版"."""
    return _DIGIT.search(text) is None and names_nothing(text)


@lru_cache(maxsize=_KEPT)
def _is_empty(text: str) -> bool:
    return not any(map(str.isalpha, _SAYS_NOTHING.sub("", plain(text))))


@lru_cache(maxsize=_KEPT)
def names_nothing(text: str) -> bool:
    """Return whether a text names no product: it says nothing, or what any of its kind is called.

    A single letter or a bare number names none either.
    """
    told = plain(text)
    letters = any(map(str.isalpha, _NAMES_NOTHING.sub("", told)))
    return not letters or sum(map(str.isalnum, told)) < _LEAST
