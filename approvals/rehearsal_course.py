"""Where each agency and each open order stands while a replay is under way. Plain values."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from msgspec import structs

from approvals.history import Decided, Ended, Examined, Narrowed, SentBack
from approvals.quota import Kind, kind_of
from approvals.rehearsal_cause import Cause, Need, Through
from approvals.rehearsal_tally import ChangedOrder, Standing
from approvals.rehearsal_waivers import Purses
from approvals.replaying import spares_of
from approvals.states import Awaits, OrderState
from approvals.unfolding import Account
from validators.evidence import Evidence
from validators.licensing import LicenceDraw
from validators.order import Order
from validators.resting import SpareDraw
from validators.waiving import Draw


@dataclass(slots=True, kw_only=True)
class Course:
    """One order that history is not done with: where it stands there (``was``) and here.

    ``seen``: it was examined within the days that are replayed. ``granted``: the examination to
    come is an approver's grant.
    """

    agency: str
    state: OrderState
    awaits: Awaits | None = None
    outcome: str = ""
    was: OrderState
    was_awaiting: Awaits | None = None
    was_outcome: str = ""
    seen: bool = False
    granted: bool = False
    placed_on: date | None = None
    order: Order | None = None
    amount: Decimal = Decimal(0)
    tax: str = ""
    cause: Cause | None = None
    needs: tuple[Need, ...] = ()

    @classmethod
    def first(cls, agency: str) -> "Course":
        """Return the course of an order that was not examined yet."""
        return cls(agency=agency, state=OrderState.HELD, was=OrderState.HELD)

    @classmethod
    def before(cls, agency: str, state: OrderState, awaits: Awaits | None) -> "Course":
        """Return the course of an order as history had it before the days that are replayed."""
        return cls(agency=agency, state=state, awaits=awaits, was=state, was_awaiting=awaits)

    @property
    def closed(self) -> bool:
        """Return whether no examination can move it any more."""
        return self.state in {OrderState.APPROVED, OrderState.REFUSED}

    def price(self) -> tuple[Decimal, str]:
        """Return the whole price in yuan, and whether tax is in it; reckoned when first asked."""
        if self.order is not None:
            self.amount = sum((it.unit_price * it.quantity for it in self.order.lines), Decimal(0))
            self.tax = self.order.price_basis.tax.value
            self.order = None
        return self.amount, self.tax

    def changed(self, order_id: str) -> ChangedOrder:
        """Return the order as one that came out otherwise."""
        amount, tax = self.price()
        return ChangedOrder(
            order_id=order_id,
            agency=self.agency,
            placed_on="" if self.placed_on is None else self.placed_on.isoformat(),
            amount=amount,
            tax=tax,
            history=_standing(self.was_outcome, self.was, self.was_awaiting),
            replay=_standing(self.outcome, self.state, self.awaits),
            cause=self.cause or Cause(through=Through.DECISION),
            needs=self.needs,
        )


def _standing(outcome: str, state: OrderState, awaits: Awaits | None) -> Standing:
    return Standing(
        outcome=outcome, state=state.value, awaits=None if awaits is None else awaits.value
    )


class Run:
    """Where all stands: accounts and approvers by agency, and the orders history is not done with.

    ``absent`` are serials that history delivered on approvals the replay did not grant. ``sway``
    names by agency and kind of thing the first order whose outcome changed what was left;
    ``purses`` is what orders hold of waivers, ``licences`` of licence grants, and ``spares`` of
    unused licences.
    """

    __slots__ = ("absent", "accounts", "licences", "namings", "open", "purses", "spares", "sway")

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.namings: dict[str, list[tuple[date, int, bool]]] = {}
        self.open: dict[str, Course] = {}
        self.absent: set[str] = set()
        self.purses = Purses()
        self.licences = Purses()
        self.spares = Purses()
        self.sway: dict[str, dict[Kind, str]] = {}

    def account(self, agency: str) -> Account:
        """Return the account of an agency, opened with nothing in it."""
        found = self.accounts.get(agency)
        if found is None:
            found = self.accounts[agency] = Account()
        return found

    def name(self, agency: str, since: date, *, any_named: bool) -> None:
        """Let an agency name its approvers, or say that nobody need decide, from a day on."""
        known = self.namings.setdefault(agency, [])
        insort(known, (since, len(known), any_named))

    def names_approvers(self, agency: str, on: date) -> bool:
        """Return whether orders of a day need a decision, as far as was said by then."""
        named = False
        for since, _, any_named in self.namings.get(agency, ()):
            if since > on:
                break
            named = any_named
        return named

    def leaves(self, evidence: Evidence, order_id: str, instead_of: str | None) -> Evidence:
        """Return evidence with what the replay leaves to an order of all that is drawn of."""
        return structs.replace(
            evidence,
            waivers=self.purses.left(evidence.waivers, order_id, instead_of),
            licences=self.licences.left(evidence.licences, order_id, instead_of),
            spares=self.spares.beside(evidence, order_id, instead_of),
        )

    def drawn_before(self, act: Examined) -> None:
        """Keep what an act drew before the days that are replayed."""
        self.purses.before(act.order_id, act.waivers)
        self.licences.before(act.order_id, act.licences)
        self.spares.before(act.order_id, act.spares)

    def drawn_in_history(self, act: Examined | Decided | Ended) -> None:
        """Keep what history says that an act drew or gave back."""
        self.purses.recorded(act.order_id, act.waivers)
        self.licences.recorded(act.order_id, act.licences)
        self.spares.recorded(act.order_id, act.spares)

    def holds(
        self,
        agency: str,
        order_id: str,
        units: Iterable[Draw],
        copies: Iterable[LicenceDraw],
        rests: Iterable[SpareDraw],
    ) -> None:
        """Let an order hold just this of waivers, licence grants and unused licences."""
        self.purses.holds(order_id, tuple([(it.waiver, it.units) for it in units]))
        self.licences.holds(order_id, tuple([(it.licence, it.copies) for it in copies]))
        spares = [(spares_of(agency, it.item_class.value), it.copies) for it in rests]
        self.spares.holds(order_id, tuple(spares))

    def gives_back(self, act: Decided | Ended) -> None:
        """Let an order give back what it drew: as it did in history, or all of it."""
        self.purses.ends(act.order_id, act.waivers)
        self.licences.ends(act.order_id, act.licences)
        self.spares.ends(act.order_id, act.spares)

    def drops(self, act: Narrowed | SentBack) -> None:
        """Let an approved order give back some units, and what it drew for them."""
        self.account(act.agency).drop(act.order_id, act.quota)
        self.spares.gives_back(act.order_id, act.spares)
        if isinstance(act, SentBack):
            self.purses.gives_back(act.order_id, act.waivers)
            self.licences.gives_back(act.order_id, act.licences)

    def swayed(self, agency: str, order: Order, order_id: str) -> None:
        """Keep that an order's outcome changed what is left of the kinds it asks for."""
        known = self.sway.setdefault(agency, {})
        for line in order.lines:
            known.setdefault(kind_of(line), order_id)

    def swaying(self, agency: str, order: Order) -> str | None:
        """Return the first order that changed what was left for another: of one kind, or any."""
        known = self.sway.get(agency, {})
        same = (known.get(kind_of(line)) for line in order.lines)
        return next(filter(None, same), None) or next(iter(known.values()), None)
