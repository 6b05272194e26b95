"""The columns of an official list: what offices write above them, and what we write ourselves.

Each also goes by its own name, as rows of JSON call it. The columns below the line are ours: they
say of a row how it is known, and let any publication be written as a table and read again.
"""

from types import MappingProxyType
from typing import Final

from catalog.scheme import Use
from integrations.office_columns import Column, Kind
from validators.listing import ListingKind
from validators.standards_fields import HowKnown

_HOW_KNOWN: Final = MappingProxyType(
    {
        HowKnown.READ.value: ("已核", "read", "已核实", "已见"),
        HowKnown.INFERRED.value: ("推断", "inferred", "推定", "未核实", "存疑", "?"),
    }
)

COLUMNS: Final = (
    Column("ordinal", ("序号", "编号", "ordinal"), Kind.ORDINAL),
    Column(
        "kind",
        ("产品类别", "类别", "产品类型", "类型", "kind"),
        Kind.CHOICE,
        choices=MappingProxyType(
            {
                ListingKind.OPERATING_SYSTEM.value: ("操作系统", "operating-system"),
                ListingKind.PROCESSOR.value: (
                    "中央处理器",
                    "中央处理器(CPU)",
                    "处理器",
                    "CPU",
                    "processor",
                ),
                ListingKind.DATABASE.value: (
                    "数据库",
                    "集中式数据库",
                    "分布式数据库",
                    "数据库管理系统",
                    "database",
                ),
                ListingKind.ACCELERATOR.value: (
                    "人工智能训练推理芯片",
                    "人工智能芯片",
                    "AI芯片",
                    "加速器",
                    "accelerator",
                ),
            }
        ),
    ),
    Column(
        "name", ("产品名称", "名称", "产品", "产品型号", "产品名称及型号", "name"), required=True
    ),
    Column("version", ("版本", "版本号", "产品版本", "产品版本号", "version")),
    Column("kernel", ("内核", "内核版本", "内核版本号", "内核名称及版本", "kernel")),
    Column(
        "vendor",
        (
            "申报单位",
            "申报单位/厂商",
            "申报单位名称",
            "厂商",
            "生产厂商",
            "研制单位",
            "送测单位",
            "企业名称",
            "单位名称",
            "vendor",
        ),
    ),
    Column(
        "level", ("等级", "级别", "安全可靠等级", "安全可靠级别", "测评等级", "测评结果", "level")
    ),
    Column("published", ("公告日期", "发布日期", "公布日期", "published")),
    Column(
        "valid_until",
        ("有效期", "有效期至", "有效期限", "有效期截止", "到期日期", "valid_until"),
    ),
    Column("note", ("备注", "说明", "note")),
    # ---- how a row is known ----
    Column("id", ("标识", "id")),
    Column("family", ("系列", "family")),
    Column("also", ("别名", "英文名称", "其他名称", "also")),
    Column("cpe", ("CPE名称", "cpe")),
    Column("purl", ("软件包网址", "purl")),
    Column("uses", ("用途", "适用设备", "uses")),
    Column("evidence", ("依据", "核实情况", "evidence"), Kind.CHOICE, choices=_HOW_KNOWN),
    Column("level_evidence", ("等级依据", "level_evidence"), Kind.CHOICE, choices=_HOW_KNOWN),
    Column("exact", ("名称准确", "exact"), Kind.YES_NO),
    Column("certain", ("公告确定", "certain"), Kind.YES_NO),
    Column("sources", ("出处", "来源", "sources")),
)
"""Every column that a list may have; only the name must be there."""

USES: Final = MappingProxyType(
    {
        Use.DESKTOP: ("桌面", "桌面操作系统", "台式", "desktop"),
        Use.SERVER: ("服务器", "服务器操作系统", "server"),
    }
)
"""What is written for the kind of computer that a system is listed for."""
