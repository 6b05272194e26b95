"""Names for codes that people meet in sentences, on pages and in print, in Chinese and English."""

from collections.abc import Mapping
from types import MappingProxyType

from validators.duty import Duty
from validators.finding import Message

CLASS_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "desktop": ("台式计算机", "desktop computer"),
        "all_in_one": ("一体式计算机", "all-in-one computer"),
        "laptop": ("便携式计算机", "laptop computer"),
        "tablet": ("平板计算机", "tablet"),
        "workstation": ("工作站", "workstation"),
        "server": ("服务器", "server"),
        "thin_client": ("瘦客户机", "thin client"),
        "monitor": ("显示器", "monitor"),
        "printer": ("打印机", "printer"),
        "mfp": ("多功能一体机", "multifunction printer"),
        "copier": ("复印机", "copier"),
        "duplicator": ("速印机", "duplicator"),
        "fax": ("传真机", "fax"),
        "scanner": ("扫描仪", "scanner"),
        "projector": ("投影仪", "projector"),
        "shredder": ("碎纸机", "shredder"),
        "camera": ("照相机", "camera"),
        "camcorder": ("摄像机", "camcorder"),
        "tv": ("电视机", "television set"),
        "telephone": ("电话机", "telephone"),
        "voice_recorder": ("录音笔", "voice recorder"),
        "pa_system": ("扩音设备", "public-address system"),
        "air_conditioner": ("空调", "air conditioner"),
        "water_dispenser": ("饮水机", "water dispenser"),
        "safe": ("保密柜", "safe"),
        "network": ("网络设备", "network device"),
        "software_os": ("操作系统软件", "operating system"),
        "software_office": ("办公软件", "office software"),
        "software_antivirus": ("防病毒软件", "antivirus software"),
        "software_database": ("数据库软件", "database software"),
        "software_middleware": ("中间件软件", "middleware"),
        "software_security": ("安全软件", "security software"),
    }
)
"""Class → its name."""

CHANNEL_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "oem": ("随机预装(OEM)", "OEM"),
        "retail": ("零售", "retail"),
        "volume": ("批量授权", "volume"),
        "site": ("场地授权", "site"),
        "free": ("免费软件", "free"),
        "trial": ("试用", "trial"),
    }
)
"""Licence channel → its name."""

STANDING_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "on-hand": ("现有", "on hand"),
        "committed": ("已批准", "committed"),
        "reserved": ("预留", "reserved"),
    }
)
"""Standing of what an agency has → its name."""

SEALED_TERMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "colour-printers-needed": (
            "是否确需彩色打印机",
            "whether colour printers are needed",
        ),
        "laptops-for-desktops": (
            "外勤工作是否需要增配便携机,并相应减少台式机",
            "whether work away from the office takes more laptops and so many fewer desktops",
        ),
        "receipt-printers-needed": (
            "是否确需票据打印机",
            "whether printers of receipts are needed",
        ),
        "colour": ("是否彩色", "whether it prints in colour"),
        "paper": ("纸幅(a3、a4,票据为 receipt)", "paper (a3, a4, receipt)"),
    }
)
"""Names that were published before editions had titles: the first engine says them as they are."""

DUTY_NAMES: Mapping[Duty, Message] = MappingProxyType(
    {
        Duty.PRELOADED_OS: Message(
            "须预装正版操作系统", "a genuine operating system must be preloaded"
        ),
        Duty.LISTED_OS: Message(
            "操作系统须在有效列名目录内", "the operating system must be listed and in force"
        ),
        Duty.LISTED_PROCESSOR: Message(
            "处理器须在有效列名目录内", "the processor must be listed and in force"
        ),
        Duty.ONE_FOR_ONE: Message(
            "须以旧换新,一件换一件", "each unit bought takes the place of one that goes"
        ),
        Duty.LISTED_DATABASE: Message(
            "数据库须在有效列名目录内", "the database must be listed and in force"
        ),
        Duty.LISTED_FREE_SOFTWARE: Message(
            "免费软件须在本单位可使用清单上",
            "free software stands on the agency's list of usable ones",
        ),
        Duty.QUALIFYING_LICENCE: Message(
            "授权须适合单位使用", "the licence must be one for an organisation"
        ),
        Duty.NO_HOME_EDITION: Message(
            "家庭版不得用于单位", "no edition for the home in an organisation"
        ),
        Duty.OEM_WITH_DEVICE: Message(
            "OEM 授权只随设备出售", "an OEM licence is sold with its device only"
        ),
        Duty.BARRED_PRODUCT: Message("禁购产品", "what is barred is not bought"),
        Duty.SYSTEM_INSIDE_PRICE: Message(
            "操作系统不单独计价", "the operating system is not priced apart"
        ),
        Duty.CONTRACT_PAPERS: Message(
            "签订合同前须备齐的材料", "what has to be on paper before the contract"
        ),
        Duty.SHORTFALL_ONLY: Message(
            "只购缺口部分的授权", "only the licences that are lacking are bought"
        ),
        Duty.COVERAGE: Message(
            "办公和杀毒软件须随计算机配齐",
            "computers are covered with office and antivirus software",
        ),
        Duty.INSTALLED_AS_APPROVED: Message(
            "到货安装的系统与批准的一致", "what is installed is the system approved"
        ),
        Duty.GENUINE_LABEL: Message(
            "设备贴有与所装系统一致的正版标签", "the label is there, of what is installed"
        ),
        Duty.ORIGINAL_IMAGE: Message(
            "所装系统不是破解或改装镜像", "the system is the maker's own image"
        ),
        Duty.DEVICE_EVIDENCE: Message(
            "授权凭据只属于一台设备", "licence evidence belongs to one device"
        ),
        Duty.NO_OVER_DEMAND: Message(
            "采购需求不得超出实际需要", "a tender demands no more than is needed"
        ),
        Duty.SEPARATE_PACKAGES: Message(
            "产品与集成服务分包采购", "products are bought apart from services"
        ),
        Duty.FRAMEWORK_ADMISSION: Message(
            "框架协议采购的产品须在入围有效期内", "what is bought by framework is admitted"
        ),
        Duty.SUPPLIER_STANDING: Message(
            "供应商不得在被禁止参加政府采购活动期间",
            "the supplier may not be barred from purchases",
        ),
        Duty.ASSET_CARD: Message(
            "单独购置的软件应登记资产卡片", "software bought for itself has its asset card"
        ),
    }
)
"""Duty → what the rule is called that looks after it (its ``title``)."""
