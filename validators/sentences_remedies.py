"""Every sentence that says how a number or a price passes, and what is still open then."""

from types import MappingProxyType

REMEDIES = MappingProxyType(
    {
        "lower-quantity": ("将数量减至 {quantity}", "lower the quantity to {quantity}"),
        "lower-quantity-surely": (
            "将数量减至 {quantity};如要 {most},须先查明上限的未定之处",
            (
                "lower the quantity to {quantity}; {most} only once what is open about the cap"
                " is settled"
            ),
        ),
        "lower-quantity-then": (
            "将数量减至 {quantity};此外仍待解决:{points}",
            "lower the quantity to {quantity}; then it is still to be settled: {points}",
        ),
        "points": ("{first};又,{then}", "{first}; and {then}"),
        "drop-line-declined": (
            "删除该行:所需的同意未获准许",
            "drop the line: the consent it takes was declined",
        ),
        "drop-line": ("删除该行:已无余额", "drop the line: nothing is left to buy"),
        "lower-price": (
            "将单价降至不超过 {limit} 元",
            "lower the unit price to at most {limit} yuan",
        ),
        "lower-price-surely": (
            "将单价降至不超过 {limit} 元;如要 {most} 元,须先查明上限的未定之处",
            (
                "lower the unit price to at most {limit} yuan; {most} yuan only once what is open"
                " about the ceiling is settled"
            ),
        ),
        "lower-price-then": (
            "将单价降至不超过 {limit} 元;此外仍待解决:{points}",
            (
                "lower the unit price to at most {limit} yuan; then it is still to be settled:"
                " {points}"
            ),
        ),
    }
)
"""Code → (Chinese, English), as in ``sentences``."""
