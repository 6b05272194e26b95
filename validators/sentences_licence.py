"""Every sentence about licence grants: what differs, what is short, what nobody can tell."""

from types import MappingProxyType

LICENCES = MappingProxyType(
    {
        "licence-not-entitled": (
            "授权 {number} 未准许本单位使用",
            "the licence grant {number} does not entitle the agency",
        ),
        "licence-revoked": (
            "授权 {number} 已终止",
            "the licence grant {number} was ended",
        ),
        "licence-out-of-term": (
            "授权 {number} 的期限为 {first} 至 {last},不含 {observed}",
            "the licence grant {number} runs from {first} to {last}, and not on {observed}",
        ),
        "licence-out-of-term-from": (
            "授权 {number} 的期限自 {first} 起,不含 {observed}",
            "the licence grant {number} runs from {first} on, and not on {observed}",
        ),
        "licence-out-of-term-until": (
            "授权 {number} 的期限至 {last} 止,不含 {observed}",
            "the licence grant {number} runs until {last}, and not on {observed}",
        ),
        "licence-product-differs": (
            "授权 {number} 针对“{limit}”,不是“{observed}”",
            'the licence grant {number} is for "{limit}", not for "{observed}"',
        ),
        "licence-edition-differs": (
            "授权 {number} 针对“{limit}”版,不是“{observed}”",
            'the licence grant {number} is for the edition "{limit}", not "{observed}"',
        ),
        "licence-version-differs": (
            "授权 {number} 可用的版本为“{limit}”,不含“{observed}”",
            (
                'of the versions usable under the licence grant {number} ("{limit}"), none is'
                ' "{observed}"'
            ),
        ),
        "licence-channel-differs": (
            "授权 {number} 的渠道是 {limit},不是 {observed}",
            "the licence grant {number} is of the channel {limit}, not {observed}",
        ),
        "licence-grant-short": (
            "授权 {number} 余 {limit} 份,本行需 {observed} 份,缺 {over} 份",
            (
                "the licence grant {number} leaves {limit} copies and this takes {observed}:"
                " {over} are lacking"
            ),
        ),
        "draw-within": (
            "使用不超过 {limit} 份,或另列一项授权",
            "draw at most {limit} copies, or name a further grant",
        ),
        "name-other-grant": (
            "另列一项本单位可用、在期且针对该软件的授权",
            "name a grant for this software that is in term and entitles the agency",
        ),
        "buy-as-granted": (
            "按授权所载写作“{limit}”",
            'buy what the grant is for: "{limit}"',
        ),
        "subject-licence": (
            "授权 {number} 是否可用于本行",
            "whether the licence grant {number} may be drawn of for this",
        ),
        # what is held already
        "licences-held-unused": (
            "购{covered}授权 {observed} 份,已有未使用的可抵 {over} 份,经判断不需要,缺口 {limit} 份",
            (
                "{observed} licences of {covered} are bought, of which {over} are held and not in"
                " use, and judged not to be needed: {limit} are lacking"
            ),
        ),
        "buy-shortfall": (
            "只购缺口 {limit} 份,其余使用已有授权",
            "buy only the {limit} that are lacking, and use what is held for the rest",
        ),
        "subject-shortfall": (
            "购{covered}授权 {observed} 份,已有未使用的可抵 {over} 份,缺口 {limit} 份",
            (
                "{observed} licences of {covered} are bought, of which {over} are held and not in"
                " use: {limit} are lacking"
            ),
        ),
        "subject-unused": (
            "购{covered}授权 {observed} 份是否超出缺口",
            "whether {observed} licences of {covered} are more than is lacking",
        ),
        # doubts
        "licence-unconfirmed": (
            "该授权由一人登记,须由{source}中的另一人核实",
            "one person recorded it, and a second one, the {source}, has to confirm it",
        ),
        "licence-unproven": (
            "该授权仅附有截图、发票一类附件,不能证明权利;须由{source}补交“{fact}”",
            (
                "only attachments such as invoices or screenshots are recorded for it, which prove"
                ' no right; the {source} has to supply "{fact}"'
            ),
        ),
        "licence-text-near": (
            "与授权所载的“{near}”相近而不相同;须由{source}写明“{fact}”",
            (
                'it is near what the grant says ("{near}") and not the same; the {source} has to'
                ' state the "{fact}"'
            ),
        ),
    }
)
"""Code → (Chinese, English), as in ``sentences``."""
