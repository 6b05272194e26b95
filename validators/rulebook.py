"""Every rule of the service, in the order their findings are shown. Add a rule here and nowhere."""

from collections.abc import Mapping
from types import MappingProxyType

from validators.rule import Rule, Waivable
from validators.rules import (
    coverage,
    genuine_os,
    headcount_quota,
    listed_os,
    listed_processor,
    listing_life,
    open_clause,
    price_basis,
    product_code,
    renewal,
    service_life,
    specification,
    unit_price,
)

RULES: tuple[Rule, ...] = (
    coverage.RULE,
    open_clause.RULE,
    price_basis.RULE,
    unit_price.RULE,
    specification.RULE,
    headcount_quota.RULE,
    service_life.RULE,
    renewal.RULE,
    genuine_os.RULE,
    listed_os.RULE,
    listed_processor.RULE,
    listing_life.RULE,
    product_code.RULE,
)

WAIVABLE: Mapping[str, Waivable] = MappingProxyType(
    {rule.id: rule.waivable for rule in RULES if rule.waivable is not None}
)
"""What can be waived of which rule, as each declares it."""
