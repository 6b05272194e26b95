"""What follows from a statement of an operating system: every fact with its rule and grounds."""

from integrations.machine.editions import editions
from integrations.machine.products import products
from integrations.machine.stated import Derived, Fact, OperatingSystemStated, Remark
from integrations.machine.versions import versions


def derived_from(
    stated: OperatingSystemStated,
) -> tuple[tuple[Derived, ...], tuple[Remark, ...]]:
    """Return what follows, and what to say where nothing follows because statements disagree.

    ``stated`` is only looked at. A fact appears at most once.
    """
    facts, notes = products(stated)
    told = {it.fact: it.value for it in facts}
    family = told.get(Fact.FAMILY)
    for more, unclear in (
        versions(stated, family),
        editions(stated, family, told.get(Fact.PRODUCT_LINE)),
    ):
        facts += more
        notes += unclear
    return tuple(facts), tuple(notes)
