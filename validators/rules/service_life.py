"""Nothing is replaced before its minimum service life, unless damaged beyond repair.

Source: the life column of each edition; 财资〔2016〕27号 (minimum life is a floor, in years or, for
copiers, pages). A period of years ends on the corresponding day, or the last day of a shorter
month (民法典 article 202).
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from validators.bound import Doubt, missing
from validators.case import Case, LineCase
from validators.evidence import Asset
from validators.finding import Finding, Message, Outcome, Remedy
from validators.messages import say, say_terms
from validators.provisions import LifeInForce, doubts_of
from validators.rule import DateBasis, Rule, open_point


def _check(case: Case) -> Iterator[Finding]:
    named: set[str] = set()
    assets = case.evidence.assets
    for held in case.lines:
        _, line, _ = held
        if not line.replaces:
            continue
        for position, serial in enumerate(line.replaces):
            asset = assets.get(serial)
            if serial in named or asset is None or not _surely_served(case, asset):
                pointer = f"{held.pointer}/replaces/{position}"
                yield from _replaced(case, held, pointer, serial, twice=serial in named)
            named.add(serial)


def _surely_served(case: Case, asset: Asset) -> bool:
    """Return whether every life that applies is over by years alone: the common case, quickly."""
    return _plainly_served(asset, case.held.kind(asset.item_class, asset.attributes).served_by)


def _replaced(
    case: Case, held: LineCase, pointer: str, serial: str, *, twice: bool
) -> Iterator[Finding]:
    """Yield what is wrong, or not known, about one device that a line replaces."""
    asset = case.evidence.assets.get(serial)
    if twice:
        yield _twice(pointer, serial)
    elif asset is None:
        yield _open(pointer, serial, missing(f"asset {serial}"), None)
    elif asset.disposed_on is None and asset.beyond_repair is None:
        yield from _served(case, held, pointer, asset)


def _served(case: Case, held: LineCase, pointer: str, asset: Asset) -> Iterator[Finding]:
    """Yield whether a device still in service has served the life of its own class."""
    lives = case.held.kind(asset.item_class, asset.attributes).lives
    if not lives:
        need = missing(f"minimum service life of {asset.item_class.value}", "standards-keeper")
        yield _open(pointer, asset.serial, need, None)
    for life in lives:
        if _plainly_served(asset, life.served_by):
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


def _plainly_served(asset: Asset, served_by: date | None) -> bool:
    """Return whether the years are surely over: the common case, told without a calendar."""
    since = asset.in_service_since
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
            due = _after(asset.in_service_since, life.life.years)
            if on >= due:
                return True, due, ()
    return False, due, tuple(unknown)


def _after(start: date, years: Decimal) -> date:
    """Return the corresponding day that many whole years later."""
    year = start.year + int(years)
    return date(year, start.month, min(start.day, monthrange(year, start.month)[1]))


def _early(
    case: Case, held: LineCase, pointer: str, asset: Asset, life: LifeInForce, due: date | None
) -> Finding:
    years, pages = life.life.years, life.life.pages
    limit = _joined(_years(years), _pages(pages))
    since = asset.in_service_since
    served = None if since is None else Message(f"{since} 至 {case.on}", f"{since} – {case.on}")
    observed = _joined(served, _pages(asset.pages if pages is not None else None), " / ")
    # A life in pages alone has no day; it is over when the meter shows them.
    day = Message(f"{due}", f"{due}")
    if due is None:
        day = Message(f"满 {pages} 张", f"reaching {pages} pages")
    over, unit, total = _short(case.on, asset, life, due)
    return Finding(
        rule=RULE.id,
        code="replaced-too-early",
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=say_terms(
            "replaced-too-early", {}, serial=asset.serial, due=day, limit=limit, observed=observed
        ),
        observed=observed.en,
        limit=limit.en,
        over=over,
        unit=unit,
        sum=total,
        citation=life.life.citation,
        remedy=Remedy(
            pointer=held.pointer, value=None, message=say_terms("wait-until", {}, due=day)
        ),
    )


def _short(on: date, asset: Asset, life: LifeInForce, due: date | None) -> tuple[str, str, str]:
    """Return what is lacking, its unit, and the sum: days where years are printed, or pages."""
    years, pages = life.life.years, life.life.pages
    if due is not None:
        total = f"{asset.in_service_since} + {years} years = {due}; {due} > {on}"
        return f"{(due - on).days} days", "day", total
    lacking = (pages or 0) - (asset.pages or 0)
    return f"{lacking} pages", "page", f"{pages} − {asset.pages} = {lacking}"


def _years(years: Decimal | None) -> Message | None:
    return None if years is None else Message(f"{years} 年", f"{years} years")


def _pages(pages: int | None) -> Message | None:
    return None if pages is None else Message(f"{pages} 张", f"{pages} pages")


def _joined(one: Message | None, other: Message | None, sign: str = "") -> Message:
    """Return what there is of two phrases, joined by ``sign`` or by "or"."""
    if one is None or other is None:
        return one or other or Message("—", "—")
    return Message(f"{one.zh}{sign or '或'}{other.zh}", f"{one.en}{sign or ' or '}{other.en}")


def _twice(pointer: str, serial: str) -> Finding:
    return Finding(
        rule=RULE.id,
        code="serial-twice",
        outcome=Outcome.BREACH,
        pointer=pointer,
        message=say("serial-twice", serial=serial),
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
    )


RULE = Rule(
    id="minimum-service-life",
    title=Message("未满最低使用年限不得更新", "no replacement before the minimum service life"),
    basis=DateBasis.PLACED,
    check=_check,
)
