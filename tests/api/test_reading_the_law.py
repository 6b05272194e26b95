"""The law as a person reads it in a terminal: tables of one place or edition, and two beside."""

import json

import pytest

from api.__main__ import main


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["standards", *words])
    return code, capsys.readouterr().out


def folded(text: str) -> str:
    """The text of a table without its borders and breaks."""
    return " ".join("".join(mark for mark in text if mark not in "│┃").split())


def test_an_edition_is_read_with_every_figure_and_its_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out = shown(capsys, "show", "--edition", "cn-jiangxi-prov-2013-17", "--text")
    text = folded(out)
    assert code == 0
    assert "Notice on the basic configuration standard for office desktop computers" in text
    assert "价格 price: ≤ 6000 元 yuan" in text
    assert "处理器核数 / number of" in text
    assert "江西省财政厅" in text
    assert "义务 duty: preloaded-operating-system (desktop)" in text
    assert "书面报省财政厅批准" in text
    assert "来源 source s1:" in text
    assert text.count("(read)") > 8
    assert "cpu_cores" not in text


def test_measures_have_titles_for_machines_too(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = shown(capsys, "show", "--edition", "cn-jiangxi-prov-2013-17")
    (edition,) = json.loads(out)
    (row,) = edition["rows"]
    titles = {it["attribute"]: it["title"]["zh"] for it in row["specifications"]}
    assert titles["cpu_cores"] == "处理器核数"


def test_the_limits_of_a_place_are_read_by_class_and_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("show", "--jurisdiction", "cn-sichuan-nanchong", "--on", "2021-06-10", "--text")
    _, whole = shown(capsys, *words)
    _, laptops = shown(capsys, *words, "--class", "laptop")
    assert "台式机" in folded(whole)
    assert "cn-sichuan-nanchong-2020 r1" in folded(laptops)
    assert "≤ 7000 元 yuan" in folded(laptops)
    assert "Desktop computer" not in folded(laptops)


def test_a_level_is_that_of_the_place_unless_another_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("show", "--jurisdiction", "cn-jiangxi", "--on", "2026-06-10")
    _, of_province = shown(capsys, *words)
    _, of_county = shown(capsys, *words, "--level", "county")
    editions = [{it["edition"] for it in json.loads(out)} for out in (of_province, of_county)]
    assert "cn-jiangxi-prov-2013-17" in editions[0] - editions[1]


def test_two_editions_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = "cn-central-mof-2011-budget", "cn-central-mof-2016-27"
    code, out = shown(capsys, "diff", old, new, "--text")
    row = next(line for line in out.splitlines() if "便携式计算机" in line)
    cells = [cell.strip() for cell in row.split("│")]
    assert code == 1
    assert cells[2:6] == [
        "价格 price",
        "≤ 10000 元 yuan (read)",
        "≤ 7000 元 yuan (含 with operating-system) (read)",
        "≠",
    ]
    code, out = shown(capsys, "diff", new, new, "--text")
    assert (code, out.count("≠")) == (0, 0)
    assert "(inferred)" in out


@pytest.mark.parametrize(
    "words", [("show", "--edition", "none-such", "--text"), ("diff", "none-such", "none-such")]
)
def test_an_edition_that_is_not_there_is_said_by_its_name(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["standards", *words]) == 65
    assert "none-such" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2016-13-01", "20160101", "2016-W01-1", "today", ""])
def test_a_day_that_is_none_is_refused_by_name(
    day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="64"):
        main(["standards", "show", "--on", day])
    assert f"--on: {day!r} is no day such as 2026-06-10" in capsys.readouterr().err


def test_a_class_nobody_knows_is_no_empty_table(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="64"):
        main(["standards", "show", "--class", "spaceship"])
    assert "'spaceship'" in capsys.readouterr().err


def test_silence_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = shown(capsys, "show", "--class", "desktop", "--on", "1999-01-01", "--text")
    assert out == "没有现行标准涉及 / no edition in force speaks of it\n"
