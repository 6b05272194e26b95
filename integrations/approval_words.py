"""What the values of an approval are called in print, in Chinese: for those who file it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "desktop": "台式计算机",
        "all_in_one": "一体式计算机",
        "laptop": "便携式计算机",
        "tablet": "平板计算机",
        "workstation": "工作站",
        "server": "服务器",
        "thin_client": "瘦客户机",
        "monitor": "显示器",
        "printer": "打印机",
        "mfp": "多功能一体机",
        "copier": "复印机",
        "duplicator": "速印机",
        "fax": "传真机",
        "scanner": "扫描仪",
        "projector": "投影仪",
        "shredder": "碎纸机",
        "camera": "照相机",
        "camcorder": "摄像机",
        "tv": "电视机",
        "telephone": "电话机",
        "voice_recorder": "录音笔",
        "pa_system": "扩音设备",
        "air_conditioner": "空调",
        "water_dispenser": "饮水机",
        "safe": "保密柜",
        "network": "网络设备",
        "software_os": "操作系统软件",
        "software_office": "办公软件",
        "software_antivirus": "防病毒软件",
        "software_database": "数据库软件",
        "software_middleware": "中间件软件",
        "software_security": "安全软件",
    }
)
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
