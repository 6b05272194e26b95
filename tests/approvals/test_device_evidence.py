"""Evidence of devices: one value, one device, for ever, under whichever keys a process knows."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.errors import ActRefused
from approvals.fingerprint import EvidenceKey, claims_of, normalised
from approvals.licence_errors import EvidenceUsed
from tests.approvals.builders import AGENCY, OTHER_AGENCY
from tests.approvals.licences import KEYS, bind
from tests.approvals.stage import Stage
from tests.approvals.test_races import at_once
from validators.classes import ItemClass

COUNTED = "select count(*) from procheck.device_evidence"
PLAIN = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=4)


@given(PLAIN, st.lists(st.sampled_from(" -—\u00a0\u200b\u2212_"), max_size=4), st.data())
def test_blanks_and_dashes_anywhere_change_no_value(
    value: str, put: list[str], data: st.DataObject
) -> None:
    spelt = value
    for it in put:
        place = data.draw(st.integers(0, len(spelt)))
        spelt = spelt[:place] + it + spelt[place:]
    assert normalised(spelt) == normalised(value)
    assert normalised(normalised(value)) == normalised(value)


@given(PLAIN, PLAIN)
def test_different_values_have_different_digests_under_every_key(one: str, other: str) -> None:
    same = normalised(one) == normalised(other)
    pairs = zip(claims_of(one, KEYS), claims_of(other, KEYS), strict=True)
    assert all((first == second) is same for first, second in pairs)
    first, second = claims_of(one, KEYS)
    assert first.digest != second.digest


@pytest.mark.parametrize("value", ["", "   ", "----", "a-b c", "\u200b\u200b\u200b\u200b\u200b"])
def test_a_value_of_too_few_characters_is_refused_and_not_said_again(value: str) -> None:
    with pytest.raises(ValueError, match=r"^fewer than 4 characters$"):
        claims_of(value, KEYS)


def test_a_key_is_not_shown() -> None:
    assert "secret" not in repr(EvidenceKey("k", b"very-secret"))


def test_a_value_known_under_an_earlier_key_stays_refused_after_one_was_added(
    stage: Stage,
) -> None:
    stage.register()
    stage.deliver(None, ["S-1", "S-2"], item_class=ItemClass.SCANNER)
    bind(stage, "S-1", "EXAMPLE-1", keys=KEYS[:1])
    with pytest.raises(EvidenceUsed):
        bind(stage, "S-2", "EXAMPLE-1", keys=KEYS)
    bind(stage, "S-1", "EXAMPLE-1", keys=KEYS)
    assert stage.column(COUNTED) == [1]
    with pytest.raises(EvidenceUsed):
        bind(stage, "S-2", "EXAMPLE-1", keys=KEYS[1:])


def test_a_process_that_knows_fewer_keys_is_refused_too(stage: Stage) -> None:
    stage.register()
    stage.deliver(None, ["S-1", "S-2"], item_class=ItemClass.SCANNER)
    bind(stage, "S-1", "EXAMPLE-1", keys=KEYS)
    with pytest.raises(EvidenceUsed):
        bind(stage, "S-2", "EXAMPLE-1", keys=KEYS[:1])


def test_two_agencies_at_once_claim_a_value_once(open_stage: Stage) -> None:
    open_stage.register()
    open_stage.register(OTHER_AGENCY)
    serials = [f"S-{it}" for it in range(12)]
    for uscc, mine in ((AGENCY, serials[:6]), (OTHER_AGENCY, serials[6:])):
        open_stage.deliver(None, mine, item_class=ItemClass.SCANNER, uscc=uscc)
    for attempt in range(4):
        value = f"EXAMPLE-{attempt}"
        found = at_once(
            [
                partial(
                    bind,
                    open_stage,
                    it,
                    value,
                    AGENCY if place < 6 else OTHER_AGENCY,
                    keys=KEYS if place % 2 else KEYS[:1],
                )
                for place, it in enumerate(serials)
            ]
        )
        assert [isinstance(it, ActRefused) for it in found].count(False) == 1
    assert open_stage.column(COUNTED) == [4]
