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
        "operating_system.version": ("操作系统版本", "version of the operating system"),
        "operating_system.kernel": ("操作系统内核", "kernel of the operating system"),
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
        "operating_system.edition": ("操作系统版别", "edition of the operating system"),
        "operating_system.licence.base.channel": (
            "批量授权所基于的完整授权的渠道",
            "channel of the full licence that the volume licence stands on",
        ),
        "operating_system.licence.base.edition": (
            "批量授权所基于的完整授权的版本",
            "edition of the full licence that the volume licence stands on",
        ),
        "installed.name": ("实际安装的系统名称", "name of the system installed"),
        "installed.version": ("实际安装的系统版本", "version of the system installed"),
        "installed.kernel": ("实际安装的系统内核", "kernel of the system installed"),
        "installed.edition": ("实际安装的系统版别", "edition of the system installed"),
        "installed.altered": (
            "所装系统是否经破解或改装",
            "whether the system installed is an altered image",
        ),
        "label.present": ("是否贴有正版标签", "whether there is a label"),
        "label.edition": ("正版标签上的版别", "edition on the label"),
        "media.present": (
            "是否附有恢复介质或装箱单",
            "whether a recovery medium or packing list is there",
        ),
        "media.edition": (
            "恢复介质或装箱单上的版别",
            "edition on the recovery medium or packing list",
        ),
        "licence_evidence": ("该设备的授权凭据", "licence evidence of the device"),
        "asset_card": ("资产卡片编号", "number of the asset card"),
        "energy_certificate": ("节能产品认证证书", "energy-saving product certificate"),
        "energy_certificate.valid_until": (
            "节能产品认证证书的截止日",
            "last day of the energy-saving product certificate",
        ),
        "environment_label.valid_until": (
            "环境标志产品认证证书的截止日",
            "last day of the environmental label certificate",
        ),
        "environment_label": ("环境标志产品认证证书", "environmental label certificate"),
        "processor.part_number": ("处理器料号", "part number of the processor"),
        "processor.statement": (
            "料号与公告名称对应关系的说明",
            "statement that the part is the product announced",
        ),
        "software.permit": (
            "安全产品认证证书或销售许可证",
            "certificate or sales permit of the security product",
        ),
        "software.permit.valid_until": (
            "安全产品认证证书或销售许可证的截止日",
            "last day of the certificate or sales permit of the security product",
        ),
        "software.name": ("软件名称", "name of the software"),
        "software.version": ("软件版本", "version of the software"),
        "software.licence.channel": ("授权方式", "licence mode"),
        "software.licence.count": ("授权数量", "number of licences"),
        "software.licence.term": ("使用年限", "years of use"),
        "contract.compatibility": ("合同中的兼容性条款", "compatibility in the contract"),
        "contract.after_sales": ("合同中的售后服务条款", "after-sales service in the contract"),
        "contract.non_infringement": (
            "合同中的不侵权条款",
            "clause in the contract that no rights of third parties are infringed",
        ),
        "contract.rights_check": (
            "购置前核验软件知识产权的记录",
            "record that the rights in the software were verified before the purchase",
        ),
        "contract.tender_demands": (
            "采购文件的额外要求",
            "what the tender demands beyond the standard",
        ),
        "reports": ("检测报告或认证证书", "test or certification reports"),
        "indicators": ("高于需求标准的指标", "more or stricter indicators than the standard"),
        "contract.services_included": (
            "集成服务是否同包采购",
            "whether services are bought in the same package",
        ),
        "decentralised threshold": ("分散采购限额标准", "threshold of decentralised procurement"),
        "framework_admission": (
            "框架协议入围证明",
            "proof of admission to the framework agreement",
        ),
        "finance-department": ("财政部门", "finance department"),
        "responsible.head": ("软件正版化第一责任人", "who answers first for genuine software"),
        "responsible.it_head": (
            "软件正版化具体负责人",
            "who carries out what genuine software takes",
        ),
        "software_office": ("办公软件", "office software"),
        "software_antivirus": ("杀毒软件", "antivirus software"),
        "software_os": ("操作系统", "operating systems"),
        "licences.software_os": (
            "已有的操作系统授权",
            "licences of operating systems held already",
        ),
        "licences.software_office": (
            "已有的办公软件授权",
            "licences of office software held already",
        ),
        "licences.software_antivirus": (
            "已有的杀毒软件授权",
            "licences of antivirus software held already",
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
        "approver": ("审批人", "approver"),
        "free_software.entry": (
            "可使用免费软件清单中的条目及使用理由",
            "entry on the list of usable free software, with its reason",
        ),
        "free_software.approval": (
            "可使用免费软件清单条目的批准",
            "approval of the entry on the list of usable free software",
        ),
        "processor.name": ("处理器名称", "name of the processor"),
        "exact product name": (
            "准确的产品名称、版本和内核",
            "exact product name, version and kernel",
        ),
        "fitting product code": ("与类别一致的品目编码", "product code that fits the class"),
        "rounding of the cap": ("上限的取整办法", "how the cap is rounded"),
        "a standard for this class": ("该类别的标准", "a standard for this class"),
        "tax rate": ("税率", "tax rate"),
        "anke": ("安全可靠测评", "the security evaluation"),
    }
)
"""Terms that stand in sentences as values: code → (Chinese, English)."""
