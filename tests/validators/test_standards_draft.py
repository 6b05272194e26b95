from datetime import date

import pytest

from tests.validators.documents import EDITION, PLACES, changed
from validators.edition import Status
from validators.evidence import Level
from validators.standards_draft import read_draft
from validators.standards_file import StandardsFault, load

LAW = [("a.yaml", EDITION.encode()), ("places.yaml", PLACES.encode())]
DRAFT = changed(EDITION, 'jurisdiction: "here"', 'status: "draft"\njurisdiction: "here"')
LATER = EDITION.replace('id: "example"', 'id: "later"')


def test_a_draft_takes_the_place_of_the_edition_of_its_name_and_is_in_force() -> None:
    law = load(LAW)
    draft = read_draft("draft.yaml", DRAFT.replace('"5000"', '"4000"').encode(), LAW)
    assert draft.status is Status.ADOPTED
    held = law.with_edition(draft).in_force("here", Level.CENTRAL, date(2023, 1, 1))
    assert [it.digest for it in held.used] == [draft.digest]
    assert law.in_force("here", Level.CENTRAL, date(2023, 1, 1)).used != held.used


def test_a_draft_counts_from_the_day_one_says() -> None:
    draft = read_draft("draft.yaml", DRAFT.encode(), LAW, date(2015, 3, 1))
    assert (draft.since.first, draft.since.last) == (date(2015, 3, 1), date(2015, 3, 1))


def test_a_draft_that_contradicts_the_law_is_refused_though_drafts_are_not_applied() -> None:
    contradicting = changed(LATER, 'jurisdiction: "here"', 'status: "draft"\njurisdiction: "here"')
    with pytest.raises(StandardsFault, match="on days when both hold"):
        read_draft("draft.yaml", contradicting.encode(), LAW)


@pytest.mark.parametrize(
    ("text", "told"), [(PLACES, "a rehearsal is about an edition"), ("{}", "an empty document")]
)
def test_what_is_no_edition_is_refused(text: str, told: str) -> None:
    with pytest.raises(StandardsFault, match=told):
        read_draft("draft.yaml", text.encode(), LAW)


def test_a_draft_beside_a_faulty_law_is_refused() -> None:
    with pytest.raises(StandardsFault):
        read_draft("draft.yaml", DRAFT.encode(), [("a.yaml", b"{")])
