"""Replays recorded history from an empty quota, in recorded order, under the law asked about.

What an agency has left at each order is what the replay's own earlier outcomes left: an order that
is refused takes nothing, one that passes takes what it asks for. Everything else an examination
rests on (headcounts, devices named, listings, answers) is as its receipt sealed it. Under the law
of then the replay is history again, verdict for verdict. (SK3, SK4, FEATURES insight 14.)

What people did stays as it was: who cancelled, cancels; who granted, grants, if the order is still
open. What only the replay lets pass stays taken to the end, as nobody knows what would have become
of it, and what only the replay leaves open waits, as nobody was asked.

Pure: acts and laws in, changed orders out. Nothing is written, signed or granted.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import structs

from approvals.history import (
    Act,
    ApproversNamed,
    Decided,
    Delivered,
    Disposed,
    Ended,
    Ending,
    Examined,
    Narrowed,
    Sealed,
    SentBack,
)
from approvals.quota import Kind
from approvals.receipt import ENGINES
from approvals.rehearsal_cause import (
    Cause,
    Through,
    first_cause,
    needs,
    only_over_caps,
    same,
)
from approvals.rehearsal_course import Course, Run
from approvals.rehearsal_tally import ChangedOrder, Tally
from approvals.states import Awaits, Disposition, OrderState, dispose
from validators.edition import Edition
from validators.evidence import Evidence
from validators.finding import EditionUsed, Verdict
from validators.law import Law
from validators.licensing import licence_draws
from validators.order import Order
from validators.resting import resting, spare_classes
from validators.waiving import draws

Laws = Callable[[str], Law]
"""Gives the law to examine by for the digest of the law that history examined under."""

_CLOSED = frozenset({OrderState.APPROVED, OrderState.REFUSED})
_BY_AGENCY = frozenset({Ending.CANCELLED, Ending.SUPERSEDED})


class Rehearsal:
    """One replay under way: hand it the acts of history, then end it.

    Attributes:
        tally: the sums so far.
        run: where every agency and order stands; plain, so that it can be written down.
    """

    def __init__(
        self,
        laws: Laws,
        draft: Edition | None = None,
        *,
        run: Run | None = None,
        tally: Tally | None = None,
    ) -> None:
        """Begin from an empty quota, or go on from where another stood.

        Args:
            laws: the law for each digest, with the draft in it.
            draft: what is asked about; without one, verdicts are compared whole, editions included.
            run: where to go on from.
            tally: the sums up to there.
        """
        self._laws = laws
        self._draft = draft
        self._seen: tuple[EditionUsed, ...] = ()
        self._among = False
        self.run = Run() if run is None else run
        self.tally = Tally() if tally is None else tally

    def take(self, act: Act) -> ChangedOrder | None:
        """Let one act happen again; return the order it was the last of, if that changed.

        Raises:
            KeyError: an order is of an engine, or of a place of the law, that is not known.
        """
        self.tally.acts += 1
        match act:
            case Examined():
                return self._examined(act)
            case Decided():
                return self._decided(act)
            case Narrowed() | SentBack():
                self.run.drops(act)
            case Ended():
                return self._ended(act)
            case Delivered():
                self._delivered(act)
            case Disposed():
                account = self.run.account(act.agency)
                if act.serial not in self.run.absent:
                    account.move(act.quota)
                self.run.absent.discard(act.serial)
            case ApproversNamed():
                self.run.name(act.agency, act.since, any_named=act.any)
        return None

    def end(self) -> Iterator[ChangedOrder]:
        """Yield the orders that history left open and that stand otherwise in the replay."""
        for order_id in list(self.run.open):
            changed = self._over(order_id)
            if changed is not None:
                yield changed

    def _examined(self, act: Examined) -> ChangedOrder | None:
        course = self.run.open.get(act.order_id)
        account = self.run.account(act.agency)
        if act.sealed is None:
            account.move(act.quota, act.order_id)
            self.run.drawn_before(act)
            if act.state in _CLOSED:
                self.run.open.pop(act.order_id, None)
            else:
                self.run.open[act.order_id] = Course.before(act.agency, act.state, act.awaits)
            return None
        if course is None:
            course = self.run.open[act.order_id] = Course.first(act.agency)
        course.was, course.was_awaiting = act.state, act.awaits
        course.was_outcome = act.sealed.verdict["outcome"]
        if not course.closed:
            self._examine(act, act.sealed, course)
        self.run.drawn_in_history(act)
        return self._over(act.order_id) if act.state in _CLOSED else None

    def _examine(self, act: Examined, sealed: Sealed, course: Course) -> None:
        """Examine once more what history examined, on what the replay has left."""
        account, order = self.run.account(act.agency), sealed.order
        holdings = account.holdings(act.order_id, act.instead_of)
        evidence = structs.replace(sealed.evidence, holdings=holdings)
        if evidence.waivers or evidence.licences or any(spare_classes(evidence)):
            evidence = self.run.leaves(evidence, act.order_id, act.instead_of)
        law = self._laws(sealed.law)
        verdict = ENGINES[sealed.engine](order, evidence, law, sealed.dates)
        self.tally.examinations += 1
        self.tally.lines += len(order.lines)
        on = sealed.dates.approved_on or sealed.dates.placed_on
        decided = course.granted or act.consented
        named = self.run.names_approvers(act.agency, on) and not decided
        course.granted = False
        disposition = dispose(verdict, names_approvers=named)
        self._note(act, sealed, course, evidence, law, verdict, disposition)
        passes = False
        if disposition.state is OrderState.APPROVED:
            account.commit(act.order_id, _asked(order))
            passes = True
        elif disposition.awaits is Awaits.DECISION:
            account.reserve(act.order_id, _asked(order))
            passes = True
        else:
            account.release(act.order_id)
        units = draws(verdict.findings) if passes and verdict.findings else ()
        copies = licence_draws(order, evidence.licences, on) if passes else ()
        rests = resting(order, evidence, law, on) if passes else ()
        self.run.holds(act.agency, act.order_id, units, copies, rests)

    def _note(
        self,
        act: Examined,
        sealed: Sealed,
        course: Course,
        evidence: Evidence,
        law: Law,
        verdict: Verdict,
        disposition: Disposition,
    ) -> None:
        """Keep where the order stands now, and why it stands elsewhere than in history."""
        order = sealed.order
        if not course.seen:
            course.seen, course.order = True, order
            course.placed_on = sealed.dates.placed_on
        course.state, course.awaits = disposition.state, disposition.awaits
        course.outcome = verdict.outcome.value
        if not same(sealed.verdict, verdict, editions=self._draft is None):
            self.tally.verdicts += 1
        if self._drafted(verdict.editions):
            self.tally.under_draft += 1
        required = needs(order, evidence, law, verdict) if verdict.findings else ()
        if required:
            self.tally.refuse(act.agency, required, alone=only_over_caps(verdict.findings))
        if (disposition.state, disposition.awaits) == (act.state, act.awaits):
            return
        course.cause = self._cause(act, sealed, law, verdict)
        course.needs = required
        self.run.swayed(act.agency, order, act.order_id)

    def _drafted(self, editions: tuple[EditionUsed, ...]) -> bool:
        """Return whether the draft is among the editions used, which hold for many orders."""
        if editions is not self._seen:
            draft = "" if self._draft is None else self._draft.id
            self._seen, self._among = editions, any(it.id == draft for it in editions)
        return self._among

    def _cause(self, act: Examined, sealed: Sealed, law: Law, verdict: Verdict) -> Cause:
        finding, arose = first_cause(sealed.verdict, verdict)
        if finding is None:
            return Cause(through=Through.DECISION)
        # The same order on the units that history left: what is said then, the draft alone says.
        alone = ENGINES[sealed.engine](sealed.order, sealed.evidence, law, sealed.dates)
        if alone.outcome is verdict.outcome:
            return Cause(through=Through.LAW, finding=finding, arose=arose)
        after = self.run.swaying(act.agency, sealed.order)
        return Cause(through=Through.COURSE, finding=finding, arose=arose, after=after)

    def _decided(self, act: Decided) -> ChangedOrder | None:
        course = self.run.open.get(act.order_id)
        if course is None:
            return None
        if act.granted:
            course.granted = True
            return None
        if course.seen and course.awaits is not Awaits.DECISION:
            self.run.drawn_in_history(act)
        else:
            self.run.gives_back(act)
        if not course.seen:
            self.run.account(act.agency).move(act.quota, act.order_id)
            del self.run.open[act.order_id]
            return None
        course.was, course.was_awaiting = OrderState.REFUSED, None
        if course.awaits is Awaits.DECISION:
            self.run.account(act.agency).release(act.order_id)
            course.state, course.awaits = OrderState.REFUSED, None
        return self._over(act.order_id)

    def _ended(self, act: Ended) -> ChangedOrder | None:
        account = self.run.account(act.agency)
        course = self.run.open.get(act.order_id)
        # An order that lapsed in history was open there; what the replay approved does not lapse.
        if act.how is not Ending.LAPSED or course is None or not course.closed:
            account.release(act.order_id, act.under_way)
            self.run.gives_back(act)
        else:
            self.run.drawn_in_history(act)
        if act.how is Ending.LAPSED or (act.how in _BY_AGENCY and course is not None):
            return self._over(act.order_id)
        return None

    def _delivered(self, act: Delivered) -> None:
        account = self.run.account(act.agency)
        if act.order_id is not None:
            self.run.spares.gives_back(act.order_id, act.spares)
        if act.order_id is None:
            account.move(act.quota)
        elif not account.consume(act.order_id, act.quota):
            self.run.absent.update(act.serials)

    def _over(self, order_id: str) -> ChangedOrder | None:
        """Close an order with which history is done; return it where it came out otherwise."""
        course = self.run.open.pop(order_id, None)
        if course is None or not course.seen:
            return None
        self.tally.orders += 1
        if (course.state, course.awaits) == (course.was, course.was_awaiting):
            return None
        changed = course.changed(order_id)
        self.tally.change(changed)
        return changed


def rehearse(acts: Iterable[Act], rehearsal: Rehearsal) -> Iterator[ChangedOrder]:
    """Yield every order that comes out otherwise when all of history happens again."""
    for act in acts:
        changed = rehearsal.take(act)
        if changed is not None:
            yield changed
    yield from rehearsal.end()


def _asked(order: Order) -> dict[Kind, int]:
    asked: dict[Kind, int] = {}
    for line in order.lines:
        kind = line.item_class, line.attributes
        asked[kind] = asked.get(kind, 0) + line.quantity
    return asked
