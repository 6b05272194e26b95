"""Every sentence a finding can say, in Chinese and English, by its stable code.

One table, so that a lawyer can read the wording of the whole service in one place and a supplier's
system can rely on the codes. A sentence about an open point has two halves: what was looked at (a
subject) and why it cannot be decided (a doubt).
"""

from types import MappingProxyType

from validators.sentences_delivery import DELIVERIES
from validators.sentences_free import FREE_SOFTWARE
from validators.sentences_licence import LICENCES
from validators.sentences_open import OPEN_POINTS
from validators.sentences_remedies import REMEDIES
from validators.sentences_software import GENUINE_SOFTWARE
from validators.sentences_supplier import SUPPLIERS

SENTENCES = MappingProxyType(
    {
        # why an edition holds
        "edition-holds": (
            "“{title}”({where})自 {since} 起施行,在 {on} 有效",
            '"{title}" ({where}) is in force on {on} (since {since})',
        ),
        "edition-may-hold": (
            "“{title}”({where},自 {since})在 {on} 是否有效,所知日期不够精确",
            (
                'the dates known of "{title}" ({where}, since {since}) leave open whether it is in'
                " force on {on}"
            ),
        ),
        # what the law does not speak of
        "class-unspoken": (
            "现行各版本标准均未列“{item_class}”类,无法判定是否合规",
            'no edition in force speaks of the class "{item_class}": nothing can be concluded',
        ),
        "price-unspoken": (
            "现行各版本标准未规定“{item_class}”的价格上限",
            'no edition in force sets a price ceiling for "{item_class}"',
        ),
        "quantity-unspoken": (
            "现行各版本标准未规定“{item_class}”的数量上限",
            'no edition in force sets a quantity ceiling for "{item_class}"',
        ),
        "attribute-missing": (
            "未注明属性“{attribute}”,无法确定适用哪一行标准",
            'the attribute "{attribute}" is not stated, so the row that applies is not known',
        ),
        "clause-open": (
            "条款无法量化,需人工判断:{paraphrase}",
            "a clause that no number expresses has to be judged: {paraphrase}",
        ),
        "edition-may-bind": (
            "“{title}”({where},自 {since})在 {on} 是否适用于该单位,尚缺事实",
            (
                'a fact is lacking to tell whether "{title}" ({where}, since {since}) binds the'
                " agency on {on}"
            ),
        ),
        "edition-amended": (
            "由“{title}”修改,未改之处仍然适用",
            'amended by "{title}", and in force where that left it unchanged',
        ),
        "clause-denied": (
            "经判断不符合条款:{paraphrase}",
            "judged not to conform to a clause: {paraphrase}",
        ),
        # price
        "price-over-ceiling": (
            "单价 {observed} 元超过上限 {limit} 元,超出 {over} 元({percent}%)",
            (
                "the unit price of {observed} yuan is over the ceiling of {limit} yuan"
                " by {over} yuan ({percent}%)"
            ),
        ),
        "price-just-over-ceiling": (
            "单价 {observed} 元超过上限 {limit} 元,超出 {over} 元(不到 0.1%)",
            (
                "the unit price of {observed} yuan is over the ceiling of {limit} yuan"
                " by {over} yuan (less than 0.1%)"
            ),
        ),
        # measures
        "measure-over": (
            "{title}:{attribute}为 {observed},超过上限 {limit},超出 {over}",
            "{title}: {attribute} is {observed}, over the most of {limit} by {over}",
        ),
        "lower-measure": (
            "改用{attribute}不超过 {limit} 的设备",
            "take a device whose {attribute} is at most {limit}",
        ),
        "subject-measure": (
            "{title}:{attribute}是否不超过 {limit}",
            "{title}: whether {attribute} is at most {limit}",
        ),
        # renewal
        "not-one-for-one": (
            "购 {observed} 台,只列出被替换设备 {limit} 台:须以旧换新,一件换一件",
            "{observed} units in place of {limit} devices named: one is bought for each that goes",
        ),
        "subject-renewal": ("是否须一件换一件", "whether each unit must replace a device"),
        # quantity
        "quantity-over-cap": (
            "{cap}:上限 {limit},已占用 {used},本行及以前各行申请 {requested},超出 {over}",
            (
                "{cap}: limit {limit}, already taken {used}, asked for up to this line {requested},"
                " over by {over}"
            ),
        ),
        "quantity-over-swap": (
            (
                "{cap}:上限 {limit},已占用 {used},本行及以前各行申请 {requested};"
                "超出部分须相应核减“{other}”,而其余额不足,超出 {over}"
            ),
            (
                "{cap}: limit {limit}, already taken {used}, asked for up to this line {requested};"
                " what is over has to be made up by fewer of {other}, of which too little is left:"
                " over by {over}"
            ),
        ),
        "consent-declined": (
            "{cap}:未获{role}同意",
            "{cap}: consent was declined by {role}",
        ),
        # what may still be bought
        "entitlement-sum": (
            "上限 {limit},减现有 {on_hand}、预留 {reserved}、已批准 {committed},得 {rest}",
            "{limit} less {on_hand} on hand, {reserved} reserved, {committed} committed is {rest}",
        ),
        "entitlement-no-number": (
            "上限不是数字;已占用:现有 {on_hand}、预留 {reserved}、已批准 {committed}",
            "limit no number; taken: {on_hand} on hand, {reserved} reserved, {committed} committed",
        ),
        "entitlement-may-not-count": (
            "其中 {units} 台属性不明,未必计入",
            "of these {units} may not count, as their attributes are not known",
        ),
        "entitlement-inferred": (
            "上限系推断而得,{source}核对原文之前不作准",
            "the limit was inferred and not read, and is not relied on until the {source} confirms",
        ),
        "entitlement-as-needed": (
            "文件未定台数,按需要配置,由{source}判断",
            "the text names no number: as needed, which is for the {source} to judge",
        ),
        "entitlement-consent": ("须经{consent}", "it takes the {consent}"),
        "entitlement-left": ("尚可购 {left}", "{left} may still be bought"),
        "entitlement-left-between": (
            "确定可购 {left},至多 {most}",
            "{left} may surely be bought, and {most} at most",
        ),
        "entitlement-left-no-top": (
            "确定可购 {left},更多须先查明上述各点",
            "{left} may surely be bought; more depends on the points above",
        ),
        # service life
        "replaced-too-early": (
            "被替换设备 {serial} 至 {due} 方满最低使用年限 {limit},现仅 {observed}",
            (
                "device {serial} reaches its minimum service life of {limit} only on {due};"
                " it has served {observed}"
            ),
        ),
        "serial-twice": (
            "序列号 {serial} 被重复列为被替换设备",
            "serial {serial} is named more than once as the device replaced",
        ),
        "serial-claimed": (
            "序列号 {serial} 的设备已由采购申请 {order} 替换,一台设备只能替换一次",
            ("the device {serial} is replaced by order {order} already; a device is replaced once"),
        ),
        "wait-until": (
            "等到 {due} 再替换,或提供无法修复的鉴定文件",
            "replace it from {due} on, or name the document that says it is beyond repair",
        ),
        # operating system
        "os-not-preloaded": (
            "计算机未预装操作系统;购置计算机必须预装正版操作系统",
            "no operating system is preloaded; a computer must be bought with a genuine one",
        ),
        "os-refused-name": (
            "“{observed}”不是操作系统",
            '"{observed}" is not an operating system',
        ),
        "os-trial": (
            "试用版操作系统不构成正版授权",
            "a trial of an operating system is no licence",
        ),
        "licence-short": (
            "操作系统授权 {observed} 份,少于设备 {limit} 台,缺 {over} 份",
            "{observed} operating-system licences for {limit} devices: {over} are lacking",
        ),
        "preload-os": (
            "预装一个具名的正版操作系统",
            "have a named, genuine operating system preloaded",
        ),
        "license-all": (
            "授权数量增至 {quantity}",
            "raise the number of licences to {quantity}",
        ),
        **LICENCES,
        **FREE_SOFTWARE,
        **SUPPLIERS,
        **DELIVERIES,
        # listings
        "not-listed": (
            "“{observed}”不在{scheme}目录中,而该目录已全部录入",
            '"{observed}" is not listed by {scheme}, every publication of which is fully loaded',
        ),
        "listing-lapsed": (
            "“{observed}”的{scheme}列名已于 {limit} 到期",
            'the listing of "{observed}" by {scheme} lapsed on {limit}',
        ),
        "listing-lapses": (
            "“{observed}”的列名将于 {limit} 到期,早于或等于约定交付日 {due}",
            'the listing of "{observed}" lapses on {limit}, not after the delivery due on {due}',
        ),
        "listing-lapses-open": (
            "“{observed}”的列名将于 {limit} 到期,而未写明交付日,批准有效期至 {due}",
            (
                'the listing of "{observed}" lapses on {limit}; no day of delivery is stated, and'
                " an approval would be valid until {due}"
            ),
        ),
        "listing-withdrawn": (
            "“{observed}”的{scheme}列名自 {limit} 起被撤销({notice})",
            'the listing of "{observed}" by {scheme} is withdrawn from {limit} on ({notice})',
        ),
        "listing-superseded": (
            "“{observed}”的{scheme}列名自 {limit} 起由 {successor} 取代({notice})",
            (
                'the listing of "{observed}" by {scheme} is superseded by {successor} from'
                " {limit} on ({notice})"
            ),
        ),
        "listing-stops": (
            "“{observed}”的列名自 {limit} 起被暂停、撤销或取代,而可能于 {due} 交付",
            (
                'the listing of "{observed}" is suspended, withdrawn or superseded from {limit} on,'
                " and delivery may be on {due}"
            ),
        ),
        "listing-ends-before-life": (
            "“{observed}”的列名于 {end} 截止,早于最低使用年限({limit})届满之日 {due}",
            (
                'the listing of "{observed}" ends on {end}, before the minimum service life of'
                " {limit} is over on {due}"
            ),
        ),
        "listings-end-before-life": (
            (
                "“{observed}”的列名于 {end} 截止,早于最低使用年限({limit})届满之日 {due};"
                "另有 {others} 种系统的列名亦在年限届满前截止"
            ),
            (
                'the listing of "{observed}" ends on {end}, before the minimum service life of'
                " {limit} is over on {due}; so do those of other systems: {others}"
            ),
        ),
        "name-listed": (
            "改用目录中有效的产品,例如:{near}",
            "use a product with a listing in force, for instance: {near}",
        ),
        "name-any-listed": (
            "改用目录中有效的产品",
            "use a product with a listing in force",
        ),
        # product codes
        "code-of-other-class": (
            "编码 {code} 在{table}中是“{title}”,与本行类别“{item_class}”不符;须由采购单位更正其一",
            (
                'code {code} means "{title}" in {table}, which is not the class "{item_class}";'
                " the agency has to correct one of them"
            ),
        ),
        "use-code": ("改用编码 {code}", "use the code {code}"),
        # waivers, after what the rule found
        "waived-by": (
            "{finding};由 {person} 豁免(豁免 {number}),有效至 {until},占用 {units} 台,余 {left} 台",
            (
                "{finding}; waived by {person} ({number}) until {until},"
                " of which it takes {units} and leaves {left}"
            ),
        ),
        "waiver-short": (
            "{finding};豁免 {number} 余 {left} 台,不足以覆盖所需的 {units} 台",
            "{finding}; the waiver {number} leaves {left}, and this takes {units}",
        ),
        "waiver-below-price": (
            "{finding};豁免 {number} 所准许的单价至多为 {limit} 元",
            "{finding}; the waiver {number} allows at most {limit} yuan a unit",
        ),
        **REMEDIES,
        **GENUINE_SOFTWARE,
        **OPEN_POINTS,
    }
)
"""Code → (Chinese, English), with the names of the values each sentence shows in braces."""
