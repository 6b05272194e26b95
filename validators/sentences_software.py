"""Every sentence about software that does not fit an organisation, and what a contract takes."""

from types import MappingProxyType

GENUINE_SOFTWARE = MappingProxyType(
    {
        # what fits an organisation, and what is bought with what
        "edition-for-the-home": (
            "“{observed}”是家庭用版本,单位不得使用",
            '"{observed}" is an edition for the home, which is none for an organisation',
        ),
        "edition-holds-home": (
            "“{observed}”是家庭用版本,不计入单位的正版软件,单位不得使用",
            (
                '"{observed}" is an edition for the home, which no organisation counts as genuine'
                " software of its own"
            ),
        ),
        "take-edition-for-organisations": (
            "改用适合单位的版本(如专业版)",
            "take an edition for organisations, such as Pro",
        ),
        "licence-without-base": (
            "批量授权须以整机的完整授权为基础,“{observed}”不是",
            'a volume licence stands on a full licence of the machine, which "{observed}" is not',
        ),
        "base-for-the-home": (
            "作为基础的“{observed}”是家庭用版本,批量授权不能以其为基础",
            'the base "{observed}" is an edition for the home, on which no volume licence stands',
        ),
        "take-full-licence": (
            "改用完整授权(随机预装或零售)",
            "take a full licence: preloaded with the machine, or retail",
        ),
        "oem-without-device": (
            "OEM 授权只随设备出售,不能用于已有的机器",
            "an OEM licence is sold with its device, and makes no machine already owned genuine",
        ),
        "product-barred": ("“{observed}”已被禁止采购", '"{observed}" is barred from purchase'),
        "take-other-product": ("改用未被禁止的产品", "take a product that is not barred"),
        "system-priced-apart": (
            "操作系统应含在整机价格内,不得单独计价",
            "the operating system is inside the price of its computer and not priced apart",
        ),
        "drop-system-line": (
            "删除该行,或将其并入整机价格",
            "drop the line, or take it into the price of the computers",
        ),
        "licences-beyond-need": (
            "{covered}授权 {observed} 份,多于计算机 {limit} 台,经判断不需要,多 {over} 份",
            (
                "{observed} licences of {covered} for {limit} computers, judged not to be needed:"
                " {over} too many"
            ),
        ),
        "software-uncovered": (
            "{covered}授权 {observed} 份,另有已持有的 {held} 份,少于计算机 {limit} 台,缺 {over} 份",
            (
                "{observed} licences of {covered} and {held} held for {limit} computers:"
                " {over} are lacking"
            ),
        ),
        "held-drawn": (
            "{left}(持有未用 {stated},其中 {drawn} 已由{by}占用)",
            "{left} (of {stated} held unused, of which {drawn} are drawn by {by})",
        ),
        "held-used": (
            "{left}(持有未用 {stated},另有 {used} 已用于本申请先前交付的设备)",
            "{left} ({stated} held unused, and {used} in use on devices delivered of this order)",
        ),
        "held-drawn-used": (
            (
                "{left}(持有未用 {stated},其中 {drawn} 已由{by}占用,"
                "另有 {used} 已用于本申请先前交付的设备)"
            ),
            (
                "{left} (of {stated} held unused, of which {drawn} are drawn by {by}, and {used} in"
                " use on devices delivered of this order)"
            ),
        ),
        "by-orders": ("采购申请 {orders} ", "orders {orders}"),
        "by-other-orders": ("其他采购申请", "other orders"),
        "more-licences": (
            "再购 {quantity} 份授权",
            "buy {quantity} more licences",
        ),
        "fewer-licences": (
            "将授权减至 {quantity} 份",
            "lower the number of licences to {quantity}",
        ),
        # what is on paper before the contract
        "paper-lapsed": (
            "{paper}已于 {limit} 到期(审查日 {on})",
            "the {paper} was in force until {limit}, and it is {on}",
        ),
        "paper-lapses": (
            "{paper}有效期至 {limit},早于约定交付日 {due}",
            "the {paper} is in force until {limit}, before the delivery due on {due}",
        ),
        "paper-denied": ("写明没有:{paper}", "stated not to be there: {paper}"),
        "paper-preferred": (
            "未写明{paper};有者优先采购",
            "no {paper} is stated; what has one is preferred",
        ),
        "demand-beyond-need": (
            "采购文件要求{demand},经判断超出需要",
            "the tender demands {demand}, judged to be beyond need",
        ),
        "drop-demand": ("删去该项要求", "drop the demand"),
        "packages-mixed": (
            "产品合计 {observed} 元,达到限额 {limit} 元,不得与集成服务同包采购",
            (
                "the products come to {observed} yuan, which reaches the threshold of {limit} yuan:"
                " they are bought in a package without services of integration"
            ),
        ),
        "split-packages": (
            "将集成服务另行分包",
            "buy the services of integration in a package of their own",
        ),
        "admission-lapsed": (
            "入围有效期已于 {near} 届满,缺少现行的“{fact}”,须由{source}提供",
            'the admission ran until {near}; a current "{fact}" is for the {source} to state',
        ),
        "state-paper": ("补充{paper}", "state the {paper}"),
    }
)
"""Code → (Chinese, English), as in ``sentences``."""
