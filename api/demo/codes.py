"""What the codes in the demonstration's tables mean, for whoever meets them there first."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "fact-missing": "订单缺少一项事实 / the order leaves out a fact that is needed",
        "name-unspecific": (
            "该文字不指向唯一的产品 / the text names no single product;"
            " ~ stands before what it could mean, and the list is named in brackets"
        ),
        "list-incomplete": (
            "目录尚未全部录入,未找到不等于未列名 / the lists are not fully loaded, so that"
            " not being found proves nothing; ~ stands before what is named alike"
        ),
        "listing-uncertain": (
            "列名所属公告未能确认 / it is listed, by a publication that is not confirmed"
        ),
        "figure-unverified": (
            "数字系推断,核对原文前不计入可购数量 / the figure was inferred and not read"
            " in its source: nothing is sure to be left before it is confirmed"
        ),
        "judgement-open": "须由有权者判断 / somebody entitled has to judge whether it is needed",
    }
)


def met(texts: Iterable[str]) -> list[str]:
    """Return an explanation for each code that stands in some texts."""
    whole = "\n".join(texts)
    return [f"{code}: {meaning}" for code, meaning in MEANINGS.items() if code in whole]
