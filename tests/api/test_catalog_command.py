"""`procheck catalog` on the files of the release, and on a database where it is asked to count."""

import json

import pytest

from api.__main__ import main
from tests.api.stage import Stage


def test_one_listing_is_shown_as_it_stands_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["catalog", "show", "cpu-ls-3a5000", "--on"]
    states = []
    for day in ("2023-12-25", "2023-12-26", "2026-12-26", "2026-12-27"):
        assert main([*words, day]) == 0
        shown = json.loads(capsys.readouterr().out)
        assert shown["why"]["zh"]
        states.append(shown["state"])
    assert states == ["not-yet", "listed", "last-day", "expired"]
    assert main([*words, "2026-12-27", "--text"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "龙芯3A5000 [anke-2023-1]  2026-12-27  expired",
        "  已到期;截止日为 2026-12-26 / expired; its last day was 2026-12-26",
    ]


def test_a_listing_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", "show", "no-such-listing"]) == 65
    assert capsys.readouterr().err == "procheck: no listing has the id no-such-listing\n"


def test_listings_that_end_soon_are_told_the_next_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["catalog", "expiring", "--on", "2026-11-23"]
    assert main([*words, "--days", "32"]) == 0
    assert capsys.readouterr().out == ""
    assert main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(it.startswith("2026-12-26    33  ") for it in lines)


def test_what_rests_on_them_is_counted_in_the_database(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.place(quantity=1, processor={"name": "龙芯3A5000"})
    monkeypatch.setenv("PROCHECK_DATABASE_URL", stage.made.app_url)
    monkeypatch.setenv("PROCHECK_DATA_DIR", str(stage.folder))
    assert main(["catalog", "expiring", "--on", "2026-11-23", "--days", "40", "--resting"]) == 0
    (line,) = [it for it in capsys.readouterr().out.splitlines() if "龙芯3A5000" in it]
    assert line.startswith("2026-12-26    33  龙芯3A5000 [anke-2023-1]  ")
    assert line.endswith(" approvals in force, 0 open orders")
