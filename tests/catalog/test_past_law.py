"""The law of then, by the digest that receipts name."""

from datetime import date

import pytest
from sqlalchemy import Connection

from catalog.errors import UnknownLawError
from catalog.past_law import PastLaws, law_of_digest
from catalog.store import book
from validators.evidence import Level
from validators.standards_draft import read_draft
from validators.standards_file import STANDARDS, documents

FILE = "cn-central-mof-2016-27.yaml"


def test_the_law_in_force_is_found_by_its_digest_with_or_without_a_draft(
    opened: Connection,
) -> None:
    row = book(opened)
    assert row is not None
    law = law_of_digest(opened, row.law_digest)
    changed = (STANDARDS / FILE).read_text().replace('ceiling: "5000"', 'ceiling: "4000"')
    draft = read_draft("draft.yaml", changed.encode(), documents())
    beside = PastLaws(draft).by(opened)(row.law_digest)
    day = date(2026, 1, 1)
    used = {it.id: it.digest for it in beside.in_force("cn", Level.CENTRAL, day).used}
    assert used.pop(draft.id) == draft.digest
    others = {it.id: it.digest for it in law.in_force("cn", Level.CENTRAL, day).used}
    assert others.pop(draft.id) != draft.digest
    assert used == others
    again = PastLaws()
    assert again.by(opened)(row.law_digest) is again.by(opened)(row.law_digest)


def test_a_law_that_was_never_in_force_is_not_found(opened: Connection) -> None:
    with pytest.raises(UnknownLawError, match="sha256:none"):
        law_of_digest(opened, "sha256:none")
