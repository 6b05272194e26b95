"""Every rule of the service, in the order their findings are shown. Add a rule here and nowhere."""

from collections.abc import Mapping
from types import MappingProxyType

from validators.finding import Message
from validators.rule import Gate, Rule, Waivable
from validators.rules import (
    asset_card,
    barred_product,
    contract_papers,
    coverage,
    delivered_system,
    device_evidence,
    framework_admission,
    genuine_label,
    genuine_os,
    headcount_quota,
    home_edition,
    licence_grant,
    licence_shortfall,
    listed_database,
    listed_free_software,
    listed_os,
    listed_processor,
    listing_life,
    no_over_demand,
    oem_with_device,
    open_clause,
    original_image,
    price_basis,
    product_code,
    qualifying_licence,
    renewal,
    separate_packages,
    service_life,
    software_coverage,
    specification,
    supplier_standing,
    system_apart,
    unit_price,
)

_ALL: tuple[Rule, ...] = (
    coverage.RULE,
    open_clause.RULE,
    price_basis.RULE,
    unit_price.RULE,
    specification.RULE,
    headcount_quota.RULE,
    service_life.RULE,
    renewal.RULE,
    genuine_os.RULE,
    qualifying_licence.RULE,
    home_edition.RULE,
    oem_with_device.RULE,
    licence_grant.RULE,
    licence_shortfall.RULE,
    listed_free_software.RULE,
    barred_product.RULE,
    system_apart.RULE,
    listed_os.RULE,
    listed_processor.RULE,
    listed_database.RULE,
    listing_life.RULE,
    product_code.RULE,
    supplier_standing.RULE,
    contract_papers.RULE,
    software_coverage.RULE,
    framework_admission.RULE,
    separate_packages.RULE,
    no_over_demand.RULE,
    delivered_system.RULE,
    genuine_label.RULE,
    original_image.RULE,
    device_evidence.RULE,
    asset_card.RULE,
)

AT: Mapping[Gate, tuple[Rule, ...]] = MappingProxyType(
    {gate: tuple(rule for rule in _ALL if rule.gate is gate) for gate in Gate}
)
"""The rules that hold each step back."""

TITLES: Mapping[str, Message] = MappingProxyType({rule.id: rule.title for rule in _ALL})
"""What each rule is called."""

RULES = AT[Gate.ORDER]
"""Those that an order is examined by."""

WAIVABLE: Mapping[str, Waivable] = MappingProxyType(
    {rule.id: rule.waivable for rule in RULES if rule.waivable is not None}
)
"""What can be waived of which rule, as each declares it."""
