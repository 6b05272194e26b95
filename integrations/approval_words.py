"""What the values of an approval are called in print, in Chinese: for those who file it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from validators.name_tables import CLASS_NAMES

CLASSES: Mapping[str, str] = MappingProxyType({it: zh for it, (zh, _) in CLASS_NAMES.items()})
"""Class → its name; a class that is not here is printed as it stands."""

INCLUDED: Mapping[str, str] = MappingProxyType(
    {
        "operating-system": "操作系统",
        "warranty": "质保",
        "delivery": "运输",
        "installation": "安装",
    }
)
"""What a price may include → its name."""
TAX: Mapping[str, str] = MappingProxyType({"included": "含税", "excluded": "不含税"})
"""Whether a price has its tax in it → how that is said."""


def basis_words(basis: Mapping[str, Any]) -> str:
    """Return what every unit price means: currency, tax, and what it includes."""
    said = ["人民币元" if basis["currency"] == "CNY" else str(basis["currency"])]
    rate = f"(税率 {basis['tax_rate']})" if "tax_rate" in basis else ""
    said.append(TAX.get(basis["tax"], str(basis["tax"])) + rate)
    parts = "、".join(INCLUDED.get(one, one) for one in basis["includes"])
    said.append(f"单价包含{parts}" if parts else "单价不含其他项目")
    return ",".join(said)


def system_words(line: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the operating system and the processor of a line, a text for each that is stated."""
    said = []
    system = line.get("operating_system")
    if system is not None:
        name = " ".join(str(system[it]) for it in ("name", "version", "edition") if it in system)
        kernel = f"({system['kernel']})" if "kernel" in system else ""
        loaded = {True: ",预装", False: ",未预装", None: ""}[system.get("preloaded")]
        said.append(f"操作系统:{name}{kernel}{loaded}{_listed(system)}")
    processor = line.get("processor")
    if processor is not None:
        number = f" {processor['part_number']}" if "part_number" in processor else ""
        said.append(f"处理器:{processor['name']}{number}{_listed(processor)}")
    return tuple(said)


def _listed(product: Mapping[str, Any]) -> str:
    listing = product.get("listing")
    return "" if listing is None else f" [{listing['id']}]"


def attribute_words(attributes: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """Return the attributes of a line that tell the rows of its class apart, as they are called."""
    said = {True: "是", False: "否"}
    return ",".join(
        f"{called.get(name, name)}: {said[value] if isinstance(value, bool) else value}"
        for name, value in sorted(attributes.items())
    )


def grouped(amount: str) -> str:
    """Return an amount with its thousands set apart: it is read by people."""
    whole, point, fraction = amount.partition(".")
    return f"{int(whole):,}{point}{fraction}"
