"""What codes are called on pages: one name each, whoever's desk it stands on."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

import api.pages
from api.pages.audit_words import AUDIT_WORDS
from api.pages.words import WORDS, word
from api.roles import Role
from approvals.history import Ending
from approvals.impact import Act as ImpactAct
from approvals.rehearsal_cause import Through
from approvals.reviewing import Cause, Disposition
from approvals.sampling import Method
from approvals.states import ApprovalState, Awaits, OrderState, ReplayState, WaiverState
from approvals.substitution import SubstitutionState
from approvals.substitution_examination import Basis
from approvals.unit_states import UnitState
from catalog.documents import DocumentKind
from integrations.documents.draft import DraftRule
from ledger.kinds import EntryKind
from tests.architecture.tree import read, sources
from validators.classes import ItemClass
from validators.evidence import Standing
from validators.finding import Conclusion, Outcome
from validators.listing import ListingKind
from validators.listing_event import EventKind
from validators.listing_state import State
from validators.order import Demand, EvidenceKind, Included, LicenceChannel, Tax
from validators.rule import Gate
from validators.rulebook import AT

_HAN = re.compile(r"[\u3400-\u9fff]")
OF_ORDERS = frozenset(
    {"order", "approval", "delivery", "substitution", "asset", "evidence", "review", "waiver"}
)
"""What entries on the page of an order can be about."""
_NOT_WALKED = {
    "yes": "truth has two values",
    "proof": "how people come in is told in docs/signing-in.md, and a provider's is its own",
    "rule": "walked below",
    "doubt": "walked below",
    "measure": "walked below",
    "arithmetic": "every sum is walked in tests/pages/test_law_words.py",
    "list": "lists of exports, each with its own test",
    "strata": "members of orders a sample is drawn by",
    "member": "members of entries that a page picks out by name",
    "column": "columns of exports that lists add up, with the exports they stand in",
    "case": "two states, walked in tests/api/test_languages.py",
}
"""Kind of word → why its codes are not those of one enumeration."""
_TEMPLATES = sorted((Path(api.pages.__file__).parent / "templates").glob("*.html"))


def test_the_words_of_one_desk_hide_none_of_anothers() -> None:
    assert {kind: WORDS[kind] for kind in AUDIT_WORDS} == AUDIT_WORDS


def test_every_kind_of_word_that_a_page_shows_is_there() -> None:
    asked = {kind for it in _TEMPLATES for kind in re.findall(r'word\("([a-z]+)"', it.read_text())}
    assert asked
    assert asked <= WORDS.keys()


def test_every_state_of_a_listing_has_its_word() -> None:
    for state in State:
        assert word("zh", "listing", state.value) != state.value


_CODES: Mapping[str, Iterable[StrEnum]] = {
    "role": Role,
    "state": (*OrderState, *ApprovalState, *Ending),
    "awaits": Awaits,
    "outcome": Conclusion,
    "finding": Outcome,
    "class": ItemClass,
    "tax": Tax,
    "included": Included,
    "demand": Demand,
    "drafted": DraftRule,
    "channel": LicenceChannel,
    "paper": EvidenceKind,
    "standing": Standing,
    "gate": (Gate.CONTRACT, Gate.DELIVERY),
    "waiver": WaiverState,
    "unit": UnitState,
    "substitution": SubstitutionState,
    "basis": Basis,
    "cause": Cause,
    "disposition": Disposition,
    "listing": (*State, *EventKind),
    "kind": ListingKind,
    "required": ImpactAct,
    "document": DocumentKind,
    "replay": ReplayState,
    "through": Through,
    "method": Method,
    "act": [it for it in EntryKind if it.value.partition(".")[0] in OF_ORDERS],
}
"""Kind of word → every code of it that can occur."""


@pytest.mark.parametrize("kind", _CODES)
def test_every_code_that_can_occur_has_its_word_in_both_languages(kind: str) -> None:
    for code in _CODES[kind]:
        zh, en = word("zh", kind, code.value), word("en", kind, code.value)
        assert _HAN.search(zh), code
        assert not _HAN.search(en), code
        assert not re.search(r"[a-z][-_.][a-z]", en), code


def test_every_kind_of_word_is_walked_or_has_its_reason() -> None:
    assert _CODES.keys() | _NOT_WALKED.keys() == WORDS.keys()
    assert not _CODES.keys() & _NOT_WALKED.keys()


def test_every_rule_and_every_doubt_has_its_word() -> None:
    assert WORDS["rule"].keys() == {rule.id for rules in AT.values() for rule in rules}
    made = {
        it
        for path in sources("validators")
        for it in re.findall(r'Doubt\(\s*"([a-z-]+)"', read(path))
    }
    assert made <= WORDS["doubt"].keys()
    units = {
        it
        for path in sources("validators")
        for it in re.findall(r'\bunit(?:=|, total = .*?, )"([A-Za-z]+)"', read(path))
    }
    assert units
    assert units <= WORDS["measure"].keys()
