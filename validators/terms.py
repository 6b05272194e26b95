"""Every term that stands in a sentence as a value, in Chinese and English, by its code."""

from types import MappingProxyType

TERMS = MappingProxyType(
    {
        "agency": ("采购单位", "agency"),
        "supplier": ("供应商", "supplier"),
        "standards-keeper": ("标准管理员", "standards keeper"),
        "catalog-keeper": ("目录管理员", "catalogue keeper"),
        "asset-management-head": ("资产管理部门负责人", "head of asset management"),
        "finance-and-technical-departments": (
            "财政部门和技术主管部门",
            "finance and technical departments",
        ),
        "filled-establishment": ("编制内实有人数", "filled posts within the establishment"),
        "classified": ("是否涉密单位", "whether the agency is classified"),
        "field_duty": ("是否外勤单位", "whether the agency has field duty"),
        "evaluation_bound": (
            "是否须采购安全可靠测评产品的单位",
            "whether the agency must buy products listed by the security evaluation",
        ),
        "operating-system": ("操作系统", "operating system"),
        "processor": ("处理器", "processor"),
        "operating_system.preloaded": (
            "是否预装操作系统",
            "whether an operating system is preloaded",
        ),
        "operating_system.name": ("操作系统名称", "name of the operating system"),
        "operating_system.licence.channel": (
            "操作系统授权渠道",
            "licence channel of the operating system",
        ),
        "operating_system.licence.count": (
            "操作系统授权数量",
            "number of licences of the operating system",
        ),
        "operating_system.licence.evidence": (
            "操作系统授权证明",
            "evidence of the licence of the operating system",
        ),
        "licence-holder": ("授权持有单位", "holder of the licence"),
        "licence.name": ("软件名称", "name of the software"),
        "licence.version": ("软件版本", "version of the software"),
        "licence.edition": ("软件版别", "edition of the software"),
        "licence.count": ("使用的授权份数", "number of copies drawn"),
        "licence_grant.evidence": (
            "授权证书、许可协议或权利人授权书及其编号",
            "numbered certificate, agreement or licence of the rights holder",
        ),
        "licence_grant.confirmation": ("授权登记的核实", "confirmation of the licence grant"),
        "processor.name": ("处理器名称", "name of the processor"),
        "exact product name": (
            "准确的产品名称、版本和内核",
            "exact product name, version and kernel",
        ),
        "rounding of the cap": ("上限的取整办法", "how the cap is rounded"),
        "a standard for this class": ("该类别的标准", "a standard for this class"),
        "tax rate": ("税率", "tax rate"),
        "anke": ("安全可靠测评", "the security evaluation"),
    }
)
"""Terms that stand in sentences as values: code → (Chinese, English)."""
