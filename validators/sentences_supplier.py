"""Every sentence about the supplier itself."""

from types import MappingProxyType

SUPPLIERS = MappingProxyType(
    {
        "supplier-suspended": (
            "供应商自 {observed} 至 {limit} 被禁止参加政府采购活动({document})",
            "the supplier is barred from public purchases from {observed} to {limit} ({document})",
        ),
        "another-supplier": (
            "另选供应商,或在 {limit} 之后下单",
            "name another supplier, or order after {limit}",
        ),
    }
)
"""Code → sentence in Chinese and in English; what stands in braces is put in."""
