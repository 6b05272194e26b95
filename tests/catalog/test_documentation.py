"""The page for keepers cannot rot: its examples are loaded, and its errors exist."""

import re
from pathlib import Path

from catalog import errors
from catalog.seed_fields import LIST
from catalog.seeds import load
from validators import standards_fault
from validators.listing_event import EventKind
from validators.listing_state import State
from validators.sentences import SENTENCES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "catalogue.md").read_text(encoding="utf-8")


def _examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_examples_make_a_catalogue() -> None:
    examples = [it for it in _examples() if LIST not in it]
    catalogue = load((f"example-{n}.yaml", it.encode()) for n, it in enumerate(examples))
    assert [it.listing.id for it in catalogue.listings()] == ["example-cpu-3a", "example-os-1"]
    (notice,) = catalogue.notices
    assert notice.id == "example-notice-2026-4"


def test_every_error_in_the_table_exists() -> None:
    named = re.findall(r"^\| `(\w+(?:Error|Fault))` \|", PAGE, flags=re.MULTILINE)
    assert len(named) == 7
    for name in named:
        assert hasattr(errors, name) or hasattr(standards_fault, name)


def test_the_tables_speak_of_every_event_and_every_state_in_the_order_they_are_looked_at() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", PAGE, flags=re.MULTILINE)
    assert {it.value for it in EventKind} <= set(rows)
    states = rows[rows.index("expired") - 2 :][: len(State)]
    assert states == [
        "withdrawn",
        "superseded",
        "expired",
        "suspended",
        "uncertain",
        "not-yet",
        "last-day",
        "listed",
    ]
    assert set(states) == {it.value for it in State}


def test_every_code_in_the_table_of_states_has_a_sentence() -> None:
    named = set(re.findall(r"`(listing-[a-z-]+)`", PAGE))
    assert len(named) == 8
    assert named <= SENTENCES.keys()
