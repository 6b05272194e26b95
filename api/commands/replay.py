"""What would have become of the recorded orders under a draft edition: nothing but a rehearsal.

History happens again from an empty quota, in recorded order, under the law of each day with the
draft beside it. Without a draft it has to come out as it did. Only reads. The sums are printed;
with --output they and every changed order are written to a file as JSON. Stopped (Ctrl-C, SIGTERM,
or killed), --resume goes on where it stood, at most half a minute before, and comes to the same.

Exit 0: no order comes out otherwise. 1: some do. 75: stopped, to be resumed. 65: a faulty draft.
"""

import argparse
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Connection

from api.clock import now
from api.commands.faulty import FAULTS, faulty
from api.commands.line import (
    BAD_DATA,
    FINE,
    REFUSED,
    Parser,
    complain,
    day,
    read_file,
    say,
)
from api.commands.refusal import REFUSALS, refused
from api.reaching import reached
from api.rehearsing import table_of
from api.replay_files import Files
from api.settings import Settings
from approvals.errors import ActRefused
from approvals.history_store import Place
from approvals.rehearsal import Rehearsal
from approvals.rehearsal_question import Question, carry_on
from approvals.rehearsal_saving import restored, saved
from approvals.rehearsal_tally import ChangedOrder
from catalog.errors import CatalogError
from catalog.past_law import PastLaws
from ledger.errors import LedgerError
from ledger.store import last_event
from storage.roles import AUDIT
from storage.scope import Scope

STOPPED: Final = 75
"""The exit code of a replay that was stopped and can be taken up again (EX_TEMPFAIL)."""

_READER = Scope(role="auditor", person="system:replay")
_SHOWN_EVERY = timedelta(seconds=2)
_SAVED_EVERY = timedelta(seconds=30)


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("--draft", metavar="FILE", type=Path, help="an edition; none: the same law")
    parser.add_argument(
        "--as-if-from", metavar="DATE", type=day, help="the draft's first day, whatever it says"
    )
    parser.add_argument("--since", metavar="DATE", type=day, help="the first day that is replayed")
    parser.add_argument("--until", metavar="DATE", type=day, help="the last day")
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="where sums and changed orders go, as JSON"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on where the replay to the same --output stood"
    )


def run(arguments: argparse.Namespace) -> int:
    """Replay, or go on replaying."""
    if arguments.resume and arguments.output is None:
        complain("--resume needs the --output that the replay was begun with")
        return BAD_DATA
    with _stop_asked() as asked:
        return _run(arguments, asked)


def _run(arguments: argparse.Namespace, asked: list[int]) -> int:
    try:
        draft = None if arguments.draft is None else read_file(arguments.draft)
        question = Question(
            name="" if arguments.draft is None else arguments.draft.name,
            draft=draft,
            as_if_from=arguments.as_if_from,
            since=arguments.since,
            until=arguments.until,
        )
        settings = Settings.from_environment(os.environ)
        files = None if arguments.output is None else Files(arguments.output)
        with reached(settings, AUDIT) as database, database.snapshot(_READER) as connection:
            return _replay(connection, question, files, asked, resume=arguments.resume)
    except REFUSALS as error:
        return refused(error)
    except FAULTS as error:
        return faulty(error)
    except (ActRefused, CatalogError, LedgerError) as error:
        complain(str(error))
        return BAD_DATA


@dataclass(slots=True)
class _Way:
    """A replay under way."""

    question: Question
    through: int
    rehearsal: Rehearsal
    place: Place = field(default_factory=Place)
    begun_at: datetime = field(default_factory=now)
    lines_before: int = 0

    def stand(self) -> dict[str, Any]:
        """Return where it stands, as plain JSON values."""
        return {
            "through": self.through,
            "event": self.place.event,
            "begun": self.place.begun,
            "replay": saved(self.rehearsal.run, self.rehearsal.tally),
        }

    def show(self, at: datetime) -> None:
        """Say on standard error how far it is."""
        lines, taken = self.rehearsal.tally.lines, (at - self.begun_at) / timedelta(seconds=1)
        share = self.place.event * 100 // max(self.through, 1)
        rate = int((lines - self.lines_before) / max(taken, 1))
        complain(f"{share} % of the record, {lines:,} order lines, {rate:,} a second")


def _replay(
    connection: Connection,
    question: Question,
    files: Files | None,
    asked: list[int],
    *,
    resume: bool,
) -> int:
    edition = question.edition(connection)
    laws = PastLaws(edition).by(connection)
    if resume and files is not None:
        document = files.stood(question)
        run, tally = restored(document["replay"])
        way = _Way(question, document["through"], Rehearsal(laws, edition, run=run, tally=tally))
        way.place = Place(event=document["event"], begun=document["begun"])
        way.lines_before, written = tally.lines, document["orders"]
    else:
        way, written = _Way(question, last_event(connection), Rehearsal(laws, edition)), 0
    with nullcontext() if files is None else files.orders(written) as orders:
        if not _go(connection, way, files, orders, asked):
            return _stopped(files)
        for changed in way.rehearsal.end():
            _write(orders, changed)
    return _tell(way, files)


def _go(
    connection: Connection,
    way: _Way,
    files: Files | None,
    orders: IO[bytes] | None,
    asked: list[int],
) -> bool:
    """Let history happen again; return whether it came to its end, or was ``asked`` to stop."""
    shown = kept = way.begun_at
    steps = carry_on(connection, way.question.stretch(way.through), way.place, way.rehearsal)
    for count, (place, changed) in enumerate(steps):
        way.place = place
        if changed is not None:
            _write(orders, changed)
        if asked or count % _LOOKED_EVERY == 0:
            at = now()
            if at - shown >= _SHOWN_EVERY:
                shown = at
                way.show(at)
            due = asked or at - kept >= _SAVED_EVERY
            if due and files is not None and orders is not None:
                kept = at
                files.save(way.question, way.stand(), orders)
            if asked:
                return False
    return True


_LOOKED_EVERY = 100
"""After how many acts the clock is looked at."""


@contextmanager
def _stop_asked() -> Iterator[list[int]]:
    """Gather the signals that ask to stop, instead of being broken off by them."""
    asked: list[int] = []
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = {kind: signal.signal(kind, lambda number, _: asked.append(number)) for kind in kinds}
    try:
        yield asked
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _write(orders: IO[bytes] | None, changed: ChangedOrder) -> None:
    if orders is not None:
        orders.write(json.dumps(changed.document(), ensure_ascii=False).encode() + b"\n")


def _stopped(files: Files | None) -> int:
    if files is None:
        complain("stopped; with --output it could have been resumed")
    else:
        complain(f"stopped; where it stands is in {files.state}: --resume goes on from there")
    return STOPPED


def _tell(way: _Way, files: Files | None) -> int:
    """Print the sums, and put the result together."""
    sums = way.rehearsal.tally.document()
    for line in table_of(sums):
        say(line)
    if files is not None:
        files.put_together(way.question, sums)
        say("")
        say(f"{files.result}")
    if way.question.draft is not None:
        return REFUSED if sums["changed_orders"] else FINE
    if not sums["changed_orders"] + sums["other_verdicts"]:
        return FINE
    complain("under the law of then history does not come out as it is recorded: see reconcile")
    return REFUSED
