"""What the words of a line say of its operating system, and what they do not say."""

import pytest

from integrations.documents.stated import LineStated
from integrations.documents.systems import MOST_LOOKED_AT, system_words
from integrations.machine.stated import Said


def _line(text: str) -> LineStated:
    return LineStated(place="/l", descriptions=(Said(key="d", text=text, place="/d"),))


@pytest.mark.parametrize(
    "text",
    [
        "i5/8G/256G，无系统（DOS）",
        "裸机",
        "FreeDOS",
        "Free DOS 2.0",
        "i7, no OS",
        "不含操作系统",
        "不预装操作系统",
        "ＤＯＳ",
        "操作系统由单位自行安装",
        "without operating system",
    ],
)
def test_words_that_say_there_is_none_are_believed(text: str) -> None:
    found = system_words(_line(text))
    assert found is not None
    assert found.absent
    assert found.name is None
    assert [it.place for it in found.grounds] == ["/d"]


@pytest.mark.parametrize(
    ("text", "name", "preloaded"),
    [
        ("i5/16G，预装Windows 11 专业版", "Windows 11 专业版", True),
        ("预装：Windows 11 家庭版；三年保修", "Windows 11 家庭版", True),
        ("银河麒麟桌面操作系统V11", "银河麒麟桌面操作系统V11", False),
        ("with preloaded Windows 11 Pro", "Windows 11 Pro", True),
        ("出厂安装统信桌面操作系统V20", "统信桌面操作系统V20", True),
    ],
)
def test_one_system_that_is_named_is_taken_as_written(
    text: str, name: str, *, preloaded: bool
) -> None:
    found = system_words(_line(text))
    assert found is not None
    assert (found.name, found.preloaded) == (name, preloaded)


@pytest.mark.parametrize(
    "text",
    [
        "预装正版操作系统（统信UOS或麒麟）",
        "预装Windows 11 专业版，可选银河麒麟桌面操作系统V11",
        "Windows 11 Pro or DOS",
        "无系统，可加装银河麒麟桌面操作系统V11",
    ],
)
def test_of_several_none_is_chosen(text: str) -> None:
    found = system_words(_line(text))
    assert found is not None
    assert found.unclear
    assert (found.name, found.absent, found.preloaded) == (None, False, False)


def test_a_line_of_endless_names_is_not_looked_through() -> None:
    found = system_words(_line(",".join(f"uosx{at}" for at in range(MOST_LOOKED_AT + 100))))
    assert found is not None
    assert found.unclear
    assert found.name is None


def test_every_family_is_found_among_the_likely_names() -> None:
    for name in ("银河麒麟V10", "Kylin V11", "统信UOS V20", "方德V5", "HarmonyOS 5", "Windows 11"):
        found = system_words(_line(name))
        assert found is not None, name
        assert found.name == name


@pytest.mark.parametrize(
    "text", ["预装正版操作系统", "8核/16G/512G", "价格不含操作系统价", "window cleaner", "doska"]
)
def test_words_that_name_no_system_say_nothing(text: str) -> None:
    assert system_words(_line(text)) is None
