"""Every sentence about an open point: what was looked at, and why it cannot be decided."""

from types import MappingProxyType

OPEN_POINTS = MappingProxyType(
    {
        "subject-undetermined": ("{subject}:无法判定,{why}", "{subject}: undetermined; {why}"),
        # subjects of open points
        "subject-price": (
            "单价 {observed} 元对上限 {limit}",
            "the unit price of {observed} yuan against a ceiling of {limit}",
        ),
        "subject-quantity": (
            "{cap}:上限 {limit},已占用 {used},本行及以前各行申请 {requested}",
            "{cap}: limit {limit}, already taken {used}, asked for up to this line {requested}",
        ),
        "subject-life": (
            "被替换设备 {serial} 是否已满最低使用年限",
            "whether device {serial} has reached its minimum service life",
        ),
        "subject-os": ("是否预装正版操作系统", "whether a genuine operating system is preloaded"),
        "subject-listing": (
            "“{observed}”是否为{scheme}有效列名产品",
            'whether "{observed}" is a product with a listing by {scheme} in force',
        ),
        "subject-unnamed": (
            "{what}是否为{scheme}有效列名产品",
            "whether the {what} has a listing by {scheme} in force",
        ),
        "subject-code": (
            "编码 {code}({scheme})是否属于“{item_class}”",
            'whether code {code} ({scheme}) stands for "{item_class}"',
        ),
        "subject-papers": ("签订合同所需材料", "what the contract takes"),
        "subject-coverage": (
            "{covered}授权 {observed} 份,计算机 {limit} 台",
            "{observed} licences of {covered} for {limit} computers",
        ),
        "subject-demand": (
            "采购文件要求{demand}是否超出需要",
            "whether it is beyond need that the tender demands {demand}",
        ),
        "subject-demands": (
            "采购文件的要求是否超出需要",
            "whether the tender demands more than is needed",
        ),
        "subject-packages": (
            "产品合计 {observed} 元,是否须与集成服务分包采购",
            "whether products of {observed} yuan are bought apart from services of integration",
        ),
        "subject-admission": (
            "是否为框架协议入围产品",
            "whether the product is admitted to the framework agreement",
        ),
        "subject-qualifying": (
            "授权是否适合单位使用",
            "whether the licence is one for an organisation",
        ),
        "subject-oem": (
            "不随设备的 OEM 授权是否可购",
            "whether an OEM licence may be bought without its device",
        ),
        "subject-barred": (
            "“{observed}”是否禁购",
            'whether "{observed}" is barred from purchase',
        ),
        "subject-apart": (
            "操作系统另列一行并计价",
            "operating systems stand on a line of their own, with a price",
        ),
        # doubts
        "fact-missing": (
            "缺少“{fact}”,须由{source}提供",
            '"{fact}" is missing; it is for the {source} to state',
        ),
        "judgement-open": (
            "须由{source}作出判断:{fact}",
            "it is for the {source} to judge: {fact}",
        ),
        "figure-unverified": (
            "所依据的数字({fact})系推断而得,未经{source}核对原文",
            "the figure it rests on ({fact}) was inferred and not read; the {source} must confirm",
        ),
        "edition-day-open": (
            "该版本的施行日期({fact})所知不够精确",
            "the date of law it rests on ({fact}) is not known to the day",
        ),
        "earlier-figure-unknown": (
            "原表中的数字不详,修改后的上限无从计算",
            "the figure of the earlier table is not known, so the changed one cannot be reckoned",
        ),
        "figure-not-seen": (
            "所依据的数字未能看到,须由{source}查明",
            "the figure it rests on was not seen; it is for the {source} to find",
        ),
        "rounding-unstated": (
            "上限不是整数,而文件未写明如何取整",
            "the cap is no whole number and the text does not say how to round",
        ),
        "price-part-missing": (
            "报价未写明是否包含“{fact}”",
            'the price does not say that it includes "{fact}"',
        ),
        "tax-rate-missing": (
            "报价不含税,且未写明税率",
            "the price is without tax and no tax rate is stated",
        ),
        "name-unspecific": (
            "该文字不指向唯一的产品;可能指:{near}",
            "the text names no single product; it could mean: {near}",
        ),
        "edition-in-name": (
            "名称中写有“{near}”,与所写版别不符,或版别未写明;须由{source}写明“{fact}”",
            (
                'the name says "{near}", and the edition stated is another one or none; the'
                ' {source} has to state the "{fact}"'
            ),
        ),
        "home-beside-others": (
            "写有“{near}”,而其他文字与之不符或未写明版别;须由{source}写明“{fact}”",
            (
                'it says "{near}" beside other words, or where no edition is stated; the {source}'
                ' has to state the "{fact}"'
            ),
        ),
        "name-left-open": (
            "“{near}”未指明任何产品;须由{source}写明“{fact}”",
            '"{near}" names no product; the {source} has to state the "{fact}"',
        ),
        "none-in-name": (
            "写有“{near}”,预装的究竟是什么无从判断;须由{source}写明“{fact}”",
            (
                'the text says "{near}", so what is preloaded cannot be told; the {source} has to'
                ' state the "{fact}"'
            ),
        ),
        "list-incomplete": (
            "未找到,但该目录尚未全部录入({fact}),不能据此认定未列名",
            "not found, yet the lists are not fully loaded ({fact}), so absence proves nothing",
        ),
        "listing-uncertain": (
            "列名所属公告未能确认,有效期不明",
            "the publication it was listed by is in doubt, so its validity is not proven",
        ),
        "listing-last-day": (
            "列名有效期截止日为 {fact},未写明当日是否仍有效",
            "the listing ends on {fact}, and the text does not say whether that day still counts",
        ),
        "listing-suspended": (
            "列名已被暂停({fact}),须待其恢复或撤销",
            "the listing is suspended ({fact}) until it is resumed or withdrawn",
        ),
        "listing-event-open": (
            "关于该列名的通知({fact})未经核实,或其生效日期所知不详",
            "a notice about the listing ({fact}) is not proven, or its effect day not known",
        ),
        "listing-lapsed-incomplete": (
            "列名已于 {fact} 到期,但目录尚未全部录入,可能已重新列名",
            (
                "the listing lapsed on {fact}, yet the lists are not fully loaded and it may have"
                " been listed again"
            ),
        ),
    }
)
"""Code → (Chinese, English), as in ``sentences``."""
