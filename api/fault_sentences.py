"""Every sentence about what is wrong with what was sent, in Chinese and English, by its code."""

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "required": ("须填写", "this is required and missing"),
        "nothing-known": ("该日结束时尚未发布任何目录", "nothing was published by the end of it"),
        "unknown-member": ("没有这样的成员", "there is no such member"),
        "word-unused": (
            "该清单不按此条件筛选",
            "this list is not narrowed by it",
        ),
        "range-reversed": ("终止早于起始", "the range ends before it begins"),
        "not-an-object": ("应为对象", "an object is expected"),
        "not-a-list": ("应为数组", "a list is expected"),
        "not-a-text": ("应为字符串", "a string is expected"),
        "not-an-integer": (
            "应为整数,如 7,不带引号、单位和小数",
            "a whole number such as 7 is expected, without quotation marks, unit or fraction",
        ),
        "not-a-boolean": ("应为 true 或 false", "true or false is expected"),
        "not-a-scalar": (
            "应为字符串、整数或布尔值",
            "a string, an integer or a boolean is expected",
        ),
        "null": (
            "不接受 null;未知的事实请省略该成员",
            "null is not accepted: leave the member out where a fact is not known",
        ),
        "blank": (
            "不得为空,首尾不得有空白",
            "the text is empty, or begins or ends with a blank",
        ),
        "hostile-character": (
            "含有不可接受的字符 {character}",
            "the character {character} is not accepted (control, direction or invisible)",
        ),
        "piled-marks": (
            "一个字符上最多叠加 {limit} 个附加符号",
            "at most {limit} marks are accepted on one letter",
        ),
        "too-long": ("最多 {limit} 个字符", "at most {limit} characters are accepted"),
        "too-many": ("最多 {limit} 项", "at most {limit} items are accepted"),
        "too-few": ("至少 {limit} 项", "at least {limit} items are needed"),
        "out-of-range": ("应在 {low} 至 {high} 之间", "a value from {low} to {high} is expected"),
        "not-an-amount": (
            '应为金额,写作 "4940.00" 这样的文字:大于零,小数点前至多 8 位,小数至多 4 位',
            (
                'an amount written as a text such as "4940.00" is expected: above zero, at most 8'
                " digits before the point and 4 after it"
            ),
        ),
        "not-a-share": (
            '应为小于 1 的比率,写作 "0.13" 这样的文字',
            'a share below one written as a text such as "0.13" is expected',
        ),
        "not-a-day": (
            "应为 2000 至 2099 年间的日期,如 2026-12-20",
            "a day such as 2026-12-20 from the years 2000 to 2099 is expected",
        ),
        "not-a-digest": (
            "应为 sha256: 加 64 位小写十六进制数字",
            "sha256: and 64 hexadecimal digits in lower case are expected",
        ),
        "not-a-name": (
            "应为小写字母开头的名称(小写字母、数字、下划线)",
            "a name of small letters, digits and underscores is expected",
        ),
        "not-a-code": (
            "应为字母、数字和 . _ / - 组成的编码",
            "a code of letters, digits and the signs . _ / - is expected",
        ),
        "unknown-value": ("应为下列之一:{known}", "one of these is expected: {known}"),
        "not-a-uscc": (
            "不是有效的统一社会信用代码(GB 32100):{reason}",
            "not a valid unified social credit code (GB 32100): {reason}",
        ),
        "unknown-agency": (
            "没有该代码的采购单位,或无权代其采购",
            "no agency of this code is registered, or it is not yours to act for",
        ),
        "unfit-address": (
            "不能向此地址发送:{reason}",
            "nothing is sent to this address: {reason}",
        ),
        "kind-not-told": (
            "供应商不会收到此类事件",
            "a supplier is not told of events of this kind",
        ),
        "unknown-approval": (
            "该单位没有此编号的批准",
            "the agency has no approval of this number",
        ),
        "not-an-instant": (
            "应为带时区的时刻,如 2026-06-10T08:00:00Z",
            "an instant with its offset such as 2026-06-10T08:00:00Z is expected",
        ),
        "not-a-quote-check": (
            "不是本服务签署的报价试算结果",
            "it is no quote check that this service signed",
        ),
        "not-a-leaf": (
            "应为 64 位小写十六进制数",
            "64 lower-case hexadecimal digits are expected",
        ),
        "unknown-scheme": (
            "没有这样的编码表;已知:{known}",
            "no such code table is loaded; known are: {known}",
        ),
        "unknown-attribute": (
            "现行标准不使用该属性;已知:{known}",
            "the law uses no such attribute; known are: {known}",
        ),
        "unknown-jurisdiction": (
            "没有这样的辖区",
            "the law knows no such jurisdiction",
        ),
        "stated-twice": (
            "在查询和正文中重复给出且不一致",
            "stated both in the query and in the body, and not alike",
        ),
        "before-the-order": (
            "早于下单之日 {day}",
            "before the day of the order, {day}",
        ),
        "unknown-basis": (
            "现行标准不以此为基数,应为:{known}",
            "no standard counts by this; they count by: {known}",
        ),
        "unknown-property": (
            "现行标准不问及此项,应为:{known}",
            "no standard turns on this; they turn on: {known}",
        ),
        "days-descend": (
            "早于前一步的 {before};各步应按日期先后排列",
            "before the step before it, on {before}: steps stand in the order of their days",
        ),
        "not-a-sign-in-name": (
            "用户名为 2 至 64 个小写字母、数字、点、横线",
            "a name is 2 to 64 small letters, digits, dots and dashes",
        ),
        "weak-password": (
            "密码至少 {least} 个字符,且不得只是同一字符",
            "a password has at least {least} characters, and not the same one again and again",
        ),
        "evidence-too-short": (
            "去掉空白和连字符后少于 {limit} 个字符",
            "without blanks and dashes fewer than {limit} characters are left",
        ),
        "unknown-device": (
            "该单位没有此序列号的设备",
            "the agency has no device of this serial",
        ),
        "not-a-measure": (
            '应为数字,如 24 或 "23.8"',
            'expected a number such as 24 or "23.8"',
        ),
        "not-a-cursor": (
            "不是本服务给出的游标",
            "not a cursor this service gave out",
        ),
        "not-a-number-text": (
            "应为 {low} 至 {high} 之间的整数",
            "a whole number from {low} to {high} is expected",
        ),
        "not-a-waiver-number": (
            "不是豁免编号",
            "not the number of a waiver, such as WV-2026-0000-0000-0000-0000",
        ),
        "not-a-licence-number": (
            "不是授权编号",
            "not the number of a licence grant, such as LG-2026-0000-0000-0000-0000",
        ),
        "named-twice": (
            "重复,或即为持有单位",
            "named before, or the holder, entitled anyway",
        ),
        "stated-before": ("该编号在前面已经出现", "this number stands before already"),
        "not-the-holder": ("只能登记本单位持有的授权", "an agency records its own grants"),
        "unknown-licence": (
            "没有该授权,或非本单位持有",
            "there is no such licence grant, or it is not held by the agency",
        ),
        "reason-with-corrects": (
            "更正须说明理由;首次登记不写",
            "a correction needs a reason, and nothing else takes one",
        ),
        "not-waivable": (
            "该规则不允许豁免;可豁免的规则:{known}",
            "this rule knows no exception; those that do: {known}",
        ),
        "amount-needed": (
            "价格规则的豁免须写明单价上限",
            "a waiver of a rule about price needs the highest price of a unit",
        ),
        "amount-not-taken": (
            "该规则与价格无关,不应写明单价",
            "the rule is not about price and takes no price of a unit",
        ),
        "before-today": ("早于今日 {day}", "before today, {day}"),
        "day-outside": (
            "应在 {first} 至 {last} 之间",
            "a day from {first} to {last} is expected",
        ),
        "wider-than-asked": (
            "超出申请的范围:{asked}",
            "wider than what was asked for: {asked}",
        ),
        "bounds-of-a-decline": (
            "不予批准时不应写明范围",
            "what is declined has no bounds",
        ),
        "unknown-waiver": ("没有该豁免,或无权查看", "no such waiver, or it is not yours to see"),
        "other-waiver": (
            "所延续的豁免针对另一规则或另一类物品",
            "the waiver to be extended is for another rule or for other things",
        ),
        "either-or": (
            "与 {other} 只能给出其一",
            "stated beside {other}: only one of the two is accepted",
        ),
        "no-draft": (
            "未给出草案,不能指定其施行之日",
            "no draft is given whose first day this could be",
        ),
        "before-the-first": (
            "早于首日 {day}",
            "before the first day, {day}",
        ),
        "clock-runs-forward": (
            "时钟现为 {shown},只能向前拨",
            "the clock shows {shown} and is set forward only",
        ),
        "clock-ends": (
            "时钟最远可拨至 {last}",
            "the clock goes no further than {last}",
        ),
        "not-base64": ('应为 "base64" 文本', "text in base64 is expected"),
        "statement-not-needed": (
            "该文件自己写明了是哪份目录:请勿另附说明",
            "the file says itself which list it is: leave the statement out",
        ),
        "malformed-document": ("文件有误:{reason}", "the document is faulty: {reason}"),
    }
)
"""Code → (Chinese, English), with the names of the values each sentence shows in braces."""
