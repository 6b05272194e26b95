"""Replays what a stage acted out, under the law of then or with a draft beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from approvals.history import Act
from approvals.history_store import Place, Stretch, acts_after
from approvals.rehearsal import Rehearsal, rehearse
from approvals.rehearsal_tally import ChangedOrder, Tally
from ledger.store import last_event
from tests.approvals.builders import GOLDEN, SYSTEM, law, law_digest
from tests.approvals.stage import Stage
from validators.edition import Edition
from validators.law import Law
from validators.standards_draft import read_draft
from validators.standards_file import documents


@dataclass(frozen=True)
class Replayed:
    changed: list[ChangedOrder]
    tally: Tally
    rehearsal: Rehearsal

    @property
    def ways(self) -> dict[str, tuple[str, str]]:
        """Order → the states it has in history and in the replay."""
        return {it.order_id: (it.history.state, it.replay.state) for it in self.changed}


def history(
    stage: Stage, since: date | None = None, until: date | None = None, page: int = 3
) -> list[Act]:
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        stretch = Stretch(since=since, until=until, through=last_event(connection))
        read = acts_after(connection, stretch, Place(), page=page)
        return [act for _, act in read if act is not None]


def replay(
    stage: Stage,
    edition: Edition | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Replayed:
    rehearsal = Rehearsal(laws(edition), edition)
    changed = list(rehearse(history(stage, since, until), rehearsal))
    return Replayed(changed, rehearsal.tally, rehearsal)


def laws(edition: Edition | None = None) -> Callable[[str], Law]:
    beside = law() if edition is None else law().with_edition(edition)
    return {law_digest(): beside}.__getitem__


def draft(*changes: tuple[str, str]) -> Edition:
    """The edition of the stage, changed as a keeper would write it."""
    given = list(documents(GOLDEN / "law-1"))
    text = dict(given)["example.yaml"].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_draft("draft.yaml", text.encode(), given)
