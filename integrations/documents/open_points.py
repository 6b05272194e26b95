"""What keeps a document from being an order, and what to know of it: a sentence for each code."""

from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from integrations.machine.stated import Remark
from validators.wording import Sentences, worded


@unique
class OpenCode(StrEnum):
    """What is open, or remarked, by code."""

    # open: of the whole
    AGENCY = "agency-not-stated"
    AGENCY_UNCLEAR = "agency-unclear"
    SUPPLIER_UNCLEAR = "supplier-unclear"
    REFERENCE = "reference-not-stated"
    TAX = "tax-not-stated"
    GIVEN_DIFFERS = "given-differs"
    CLASS_FOR_NOTHING = "class-for-nothing"
    # open: of a line
    CLASS = "class-not-stated"
    CLASS_UNCLEAR = "class-unclear"
    CURRENCY = "currency-not-yuan"
    CURRENCY_MISSING = "currency-not-stated"
    QUANTITY = "quantity-not-stated"
    QUANTITY_MALFORMED = "quantity-malformed"
    QUANTITY_NOT_POSITIVE = "quantity-not-positive"
    QUANTITY_NOT_WHOLE = "quantity-not-whole"
    UNIT = "unit-not-of-pieces"
    PRICE = "price-not-stated"
    PRICE_MALFORMED = "price-malformed"
    PRICE_NOT_EXACT = "price-not-exact"
    PRICE_UNITS = "price-units-differ"
    AMOUNT_DIFFERS = "amount-differs"
    DAY_MALFORMED = "day-malformed"
    PROPERTY_UNKNOWN = "property-unknown"
    # remarks
    LINE_TWICE = "line-id-twice"
    CLASS_MAY_DIFFER = "class-may-differ"
    CODE_UNKNOWN = "code-not-known"
    SCHEME_UNCLEAR = "code-scheme-unclear"
    SYSTEM_UNCLEAR = "system-unclear"
    SYSTEM_MISSING = "system-not-stated"
    TOTAL_DIFFERS = "total-differs"
    TOO_LONG = "text-too-long"
    UNREAD = "statements-not-used"


SENTENCES: Final[Sentences] = MappingProxyType(
    {
        OpenCode.AGENCY: (
            '文件未以统一社会信用代码写明采购单位:请用参数 "agency" 给出',
            "the document names no buyer by a unified social credit code: give agency",
        ),
        OpenCode.AGENCY_UNCLEAR: (
            "文件写有几个采购单位代码:{found}",
            "the document names several buyers: {found}",
        ),
        OpenCode.SUPPLIER_UNCLEAR: (
            "文件写有几个供应商代码:{found}",
            "the document names several suppliers: {found}",
        ),
        OpenCode.REFERENCE: (
            '文件没有编号:请用参数 "reference" 给出',
            "the document has no number of its own: give reference",
        ),
        OpenCode.TAX: (
            '文件未说明价格是否含税:请用参数 "tax" 给出',
            "the document does not say whether prices contain tax: give tax",
        ),
        OpenCode.GIVEN_DIFFERS: (
            "另行给出的{given}与文件所写的{found}不一致",
            "{given} was given, and the document says {found}",
        ),
        OpenCode.CLASS_FOR_NOTHING: (
            "为“{given}”给出了类别,文件中没有此行号或商品编号,或此行号不止一行",
            "a class is given for {given}, which is the number of no line or item, or of several",
        ),
        OpenCode.CLASS: (
            "无法判断“{found}”的类别:文件没有已知的分类编码,也未另行给出类别",
            "nothing says of which class {found} is: no known classification code, no class given",
        ),
        OpenCode.CLASS_UNCLEAR: (
            "“{found}”的类别不一致:{classes}",
            "the classes of {found} disagree: {classes}",
        ),
        OpenCode.CURRENCY: (
            "价格以{found}计:标准以人民币计,不作换算",
            "the price is in {found}: ceilings are in yuan, and no rate is assumed",
        ),
        OpenCode.CURRENCY_MISSING: (
            "未写明币种",
            "no currency is stated",
        ),
        OpenCode.QUANTITY: ("未写明数量", "no quantity is stated"),
        OpenCode.QUANTITY_MALFORMED: (
            "数量“{found}”不是数",
            "the quantity {found} is no number",
        ),
        OpenCode.QUANTITY_NOT_POSITIVE: (
            "数量为{found}:应大于0,退货请在交付中办理",
            "the quantity is {found}: it has to be above 0; returns belong to deliveries",
        ),
        OpenCode.QUANTITY_NOT_WHOLE: (
            "数量{found}不是整数",
            "the quantity {found} is not whole",
        ),
        OpenCode.UNIT: (
            "计量单位“{found}”不是件数",
            "the unit {found} does not count pieces",
        ),
        OpenCode.PRICE: ("未写明单价", "no unit price is stated"),
        OpenCode.PRICE_MALFORMED: (
            "单价“{found}”不是大于0的数",
            "the price {found} is no number above 0",
        ),
        OpenCode.PRICE_NOT_EXACT: (
            "{price}除以{per}件得不到四位小数以内的单价",
            "{price} for {per} pieces gives no price of a piece in four decimals",
        ),
        OpenCode.PRICE_UNITS: (
            "单价的单位({found})与数量的单位({unit})不同",
            "the price is of {found} and the quantity of {unit}",
        ),
        OpenCode.AMOUNT_DIFFERS: (
            "行金额为{found},数量乘以单价为{wanted}:可能有未读入的折扣或费用",
            (
                "the line comes to {found}, quantity times price to {wanted}: there may be a"
                " discount or charge that was not understood"
            ),
        ),
        OpenCode.DAY_MALFORMED: ("“{found}”不是日期", "{found} is no date"),
        OpenCode.PROPERTY_UNKNOWN: (
            "属性“{found}”不指订单的任何成员",
            "the property {found} names no member of an order",
        ),
        OpenCode.LINE_TWICE: (
            "行号“{found}”不止一行:各行均已读入",
            "the line number {found} stands on several lines: all were read",
        ),
        OpenCode.CLASS_MAY_DIFFER: (
            "编码{code}也可指{classes}:按已核实的{chosen}处理",
            "the code {code} may also stand for {classes}: {chosen} was read in its source",
        ),
        OpenCode.CODE_UNKNOWN: (
            "编码“{found}”不在已知的分类表中",
            "the code {found} is in no classification that is known here",
        ),
        OpenCode.SCHEME_UNCLEAR: (
            "编码{found}未注明分类版本,不足以判断属于{schemes}中的哪一个:未采用",
            "the code {found} names no classification, and could be of {schemes}: it is not used",
        ),
        OpenCode.SYSTEM_UNCLEAR: (
            "关于操作系统的说明不止一种:未作选择",
            "more than one thing is said of the operating system: none is chosen",
        ),
        OpenCode.SYSTEM_MISSING: (
            "未说明操作系统",
            "no operating system is stated",
        ),
        OpenCode.TOTAL_DIFFERS: (
            "合计为{found},各行相加为{wanted}",
            "the total says {found}, the lines add up to {wanted}",
        ),
        OpenCode.TOO_LONG: (
            "文字有{found}个字符,超过{most}个:未采用",
            "the text has {found} characters, more than {most}: it is not used",
        ),
        OpenCode.UNREAD: (
            '有{count}处说明未用于订单,全部列于 "unread"',
            "{count} statements are no part of the order; unread has them all",
        ),
    }
)


def point(code: OpenCode, place: str = "", /, **values: object) -> Remark:
    """Return the open point or remark of that code about that place.

    Raises:
        KeyError: no sentence has that code, or a value it shows is not given.
    """
    return Remark(code=code.value, place=place, message=worded(SENTENCES, code, **values))
