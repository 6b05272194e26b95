"""The database's own checks of orders, lines and movements say what they are to say, blanks too."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import psycopg
import pytest

from tests.cluster import TestDatabase

_COUNTS = (None, -1, 0, 1, 2)
_OPEN = {"referred": ("decision", "answers"), "held": ("facts",)}
_OVER = ("approved", "refused", "cancelled", "superseded")
_PLACED = "2026-11-23T02:00Z"


def _stands(state: str | None, awaits: str | None, lapses_at: str | None) -> bool:
    if state in _OPEN:
        return awaits in _OPEN[state] and lapses_at is not None
    return state in _OVER and awaits is None and lapses_at is None


def _moves(verb: str | None, *changes: int | None) -> bool:
    if None in changes:
        return False
    reserved, committed, on_hand = (it or 0 for it in changes)
    match verb:
        case "reserve":
            return reserved > 0 and committed == on_hand == 0
        case "commit":
            return committed > 0 and on_hand == 0 and reserved in {0, -committed}
        case "consume":
            return on_hand > 0 and reserved == 0 and committed in {0, -on_hand}
        case "release":
            return max(reserved, committed, on_hand) == 0 and min(reserved, committed, on_hand) < 0
        case _:
            return False


def _adds_up(*counts: int | None) -> bool:
    if None in counts:
        return False
    quantity, reserved, committed, consumed, released, under_way, returned = (
        it or 0 for it in counts
    )
    told = reserved + committed + consumed + released
    return (
        quantity > 0
        and min(it or 0 for it in counts) >= 0
        and told <= quantity
        and under_way <= committed
        and returned <= released
        and (consumed + under_way + returned == 0 or told == quantity)
    )


_CASES: dict[str, tuple[Callable[..., bool], str, Iterable[tuple[Any, ...]]]] = {
    "order_stands": (
        _stands,
        "text, text, timestamptz",
        product(
            (None, "", "lapsed", *_OPEN, *_OVER),
            (None, "", "decision", "answers", "facts"),
            (None, _PLACED),
        ),
    ),
    "quota_moves": (
        _moves,
        "text, integer, integer, integer",
        product(
            (None, "", "lend", "reserve", "commit", "consume", "release"),
            *[(None, -2, -1, 0, 1, 2)] * 3,
        ),
    ),
    "line_adds_up": (
        _adds_up,
        ", ".join(["integer"] * 7),
        (it for it in product(_COUNTS, repeat=7) if sum(one in {None, -1} for one in it) <= 1),
    ),
}


@pytest.mark.parametrize("name", _CASES)
def test_a_check_says_what_it_is_to_say(worker_database: TestDatabase, name: str) -> None:
    rule, types, given = _CASES[name]
    rows = list(given)
    holds = _told(worker_database, name, types, rows)
    wrong = [(row, told) for row, told in zip(rows, holds, strict=True) if told is not rule(*row)]
    assert wrong == []
    assert {True, False} == set(holds)


def _told(
    database: TestDatabase, name: str, types: str, rows: Iterable[tuple[Any, ...]]
) -> list[bool]:
    places = ", ".join(f"%s::{it}" for it in types.split(", "))
    query = f"select procheck.{name}({places})"
    with psycopg.connect(database.superuser_url.replace("+psycopg", "")) as connection:
        cursor = connection.cursor()
        cursor.executemany(query, rows, returning=True)
        found = []
        while True:
            row = cursor.fetchone()
            assert row is not None
            found.append(bool(row[0]))
            if not cursor.nextset():
                return found
