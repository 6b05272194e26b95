"""Nothing is replaced before its minimum service life, unless damaged beyond repair.

A device is replaced once: neither twice in one order nor by two orders (an officer who scraps one
device could else buy any number for it).

Source: the life column of each edition; 财资〔2016〕27号 (minimum life is a floor, in years or, for
copiers, pages). A period of years ends on the corresponding day, or the last day of a shorter
month (民法典 article 202).
"""

from collections.abc import Iterator
from datetime import date

from validators.bound import Doubt, missing
from validators.case import Case, LineCase
from validators.evidence import Asset
from validators.finding import Finding, Message, Outcome, Remedy
from validators.life_end import after_years
from validators.life_text import either, pages_text
from validators.messages import say, say_terms
from validators.provisions import KindLaw, LifeInForce, doubts_of
from validators.rule import DateBasis, Rule, Takes, Waivable, open_point
from validators.serial import of_serials, serial_form


def _check(case: Case) -> Iterator[Finding]:
    named: set[str] = set()
    held, known = case.held, case.evidence.assets
    spelled: dict[str, Asset] | None = None
    for laid in case.lines:
        _, line, _ = laid
        if not line.replaces:
            continue
        for position, serial in enumerate(line.replaces):
            asset, form = known.get(serial), serial_form(serial)
            if asset is None and known:
                # Written otherwise than it is known, which is seldom: looked up once for all.
                if spelled is None:
                    every = [it for other in case.order.lines for it in other.replaces]
                    spelled = of_serials(known, every)
                asset = spelled.get(serial)
            # The common case first: every life that applies is over by years alone.
            if (
                asset is None
                or asset.replaced_by is not None
                or form in named
                or not _plainly_served(asset, held.kind(asset.item_class, asset.attributes))
            ):
                it = LineCase(*laid)
                pointer = f"{it.pointer}/replaces/{position}"
                twice = form in named
                yield from _replaced(case, it, pointer, serial, asset, twice=twice)
            named.add(form)


def _replaced(
    case: Case, held: LineCase, pointer: str, serial: str, asset: Asset | None, *, twice: bool
) -> Iterator[Finding]:
    """Yield what is wrong, or not known, about one device that a line replaces."""
    if twice:
        yield _not_again(pointer, "serial-twice", serial)
    elif asset is None:
        yield _open(pointer, serial, missing(f"asset {serial}"), None)
    elif asset.replaced_by is not None:
        yield _not_again(pointer, "serial-claimed", serial, order=asset.replaced_by)
    elif asset.disposed_on is None and asset.beyond_repair is None:
        yield from _served(case, held, pointer, asset)


def _served(case: Case, held: LineCase, pointer: str, asset: Asset) -> Iterator[Finding]:
    """Yield whether a device still in service has served the life of its own class."""
    lives = case.held.kind(asset.item_class, asset.attributes).lives
    if not lives:
        need = missing(f"minimum service life of {asset.item_class.value}", "standards-keeper")
        yield _open(pointer, asset.serial, need, None)
    for life in lives:
        if _plainly_served(asset, life):
            continue
        doubts = doubts_of(life.source, life.life.citation, life.row.title.zh)
        reached, due, unknown = _reached(asset, life, case.on)
        if reached and not doubts:
            continue
        if doubts or unknown:
            for doubt in doubts or unknown:
                yield _open(pointer, asset.serial, doubt, life)
        else:
            yield _early(case, held, pointer, asset, life, due)


def _plainly_served(asset: Asset, law: KindLaw | LifeInForce) -> bool:
    """Return whether the years are surely over: the common case, told without a calendar."""
    since, served_by = asset.in_service_since, law.served_by
    return since is not None and served_by is not None and since <= served_by


def _reached(
    asset: Asset, life: LifeInForce, on: date
) -> tuple[bool, date | None, tuple[Doubt, ...]]:
    """Return whether either life is reached, the day the years are, and what is not known."""
    unknown: list[Doubt] = []
    due = None
    if life.life.pages is not None:
        if asset.pages is None:
            unknown.append(missing(f"meter reading of {asset.serial}"))
        elif asset.pages >= life.life.pages:
            return True, None, ()
    if life.life.years is not None:
        if asset.in_service_since is None:
            unknown.append(missing(f"first day in service of {asset.serial}"))
        else:
            due = after_years(asset.in_service_since, life.life.years)
            if on >= due:
                return True, due, ()
    return False, due, tuple(unknown)


def _early(
    case: Case, held: LineCase, pointer: str, asset: Asset, life: LifeInForce, due: date | None
) -> Finding:
    pages = life.life.pages
    on, since = str(case.on), asset.in_service_since
    served = None if since is None else Message(f"{since!s} 至 {on}", f"{since!s} – {on}")
    observed = either(served, pages_text(asset.pages if pages is not None else None), _AND)
    # A life in pages alone has no day; it is over when the meter shows them.
    if due is None:
        day = Message(f"满 {pages} 张", f"reaching {pages} pages")
        lacking = (pages or 0) - (asset.pages or 0)
        over, unit, total = f"{lacking} pages", "page", f"{pages} − {asset.pages} = {lacking}"
    else:
        day = Message(str(due), str(due))
        over, unit = f"{(due - case.on).days} days", "day"
        total = f"{since!s} + {life.life.years!s} years = {day.en}; {day.en} > {on}"
    return Finding(
        rule=RULE.id,
        code="replaced-too-early",
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=say_terms(
            "replaced-too-early",
            {},
            serial=asset.serial,
            due=day,
            limit=life.text,
            observed=observed,
        ),
        observed=observed.en,
        limit=life.text.en,
        over=over,
        unit=unit,
        sum=total,
        citation=life.life.citation,
        remedy=Remedy(
            pointer=held.pointer, value=None, message=say_terms("wait-until", {}, due=day)
        ),
    )


def _not_again(pointer: str, code: str, serial: str, **by: str) -> Finding:
    return Finding(
        rule=RULE.id,
        code=code,
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=say(code, serial=serial, **by),
        observed=serial,
        remedy=Remedy(pointer=pointer, value=None, message=say("drop-line")),
    )


def _open(pointer: str, serial: str, doubt: Doubt, life: LifeInForce | None) -> Finding:
    return open_point(
        RULE.id,
        pointer,
        say("subject-life", serial=serial),
        doubt,
        citation=None if life is None else life.life.citation,
        observed=serial,
        law=None if life is None else life.source.edition,
    )


_AND = Message(" / ", " / ")

RULE = Rule(
    id="minimum-service-life",
    title=Message("未满最低使用年限不得更新", "no replacement before the minimum service life"),
    basis=DateBasis.PLACED,
    check=_check,
    waivable=Waivable(codes=frozenset({"replaced-too-early"}), takes=Takes.ONE),
)
