"""Every kind of problem a client can meet: stable type, status, and what to do about it.

One table (RFC 9457): ``/problems/NAME`` serves a row, ``docs/problems.md`` shows them all, and
OpenAPI names them per operation. A name is never given another meaning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

BASE = "/problems/"
"""Problem types are relative references to the service itself, so that they resolve anywhere."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem."""

    name: str
    status: int
    zh: str
    en: str
    advice_zh: str
    advice_en: str

    @property
    def type(self) -> str:
        """Return the type URI reference."""
        return f"{BASE}{self.name}"


_ROWS = (
    (
        "malformed-json",
        400,
        ("正文不是可接受的 JSON", "the body is not JSON as it is accepted here"),
        (
            "更正正文;成员不得重复,不得有 NaN,嵌套不超过 20 层",
            "mend the body: no repeated members, no NaN, at most 20 levels",
        ),
    ),
    (
        "malformed-document",
        400,
        ("正文不是正确的 XML", "the body is not well-formed XML"),
        ("按所示的行更正后重发", "mend it at the line that is named, and send it again"),
    ),
    (
        "unknown-host",
        400,
        ("Host 头所指的主机不是本服务", "the header Host names a host that is not this service"),
        (
            "使用本服务的公开地址;运维人员见设置 PROCHECK_TRUSTED_HOSTS",
            "use the service's public address; operators: see the setting PROCHECK_TRUSTED_HOSTS",
        ),
    ),
    (
        "foreign-form",
        403,
        ("表单不是从本服务的页面发出的", "the form was not sent from a page of this service"),
        (
            "回到本服务的页面,重新打开后再提交",
            "open the page anew and send it from there",
        ),
    ),
    (
        "idempotency-key-missing",
        400,
        ("缺少 Idempotency-Key 头", "the header Idempotency-Key is missing"),
        (
            "为每个动作另取一个值,重试时重复使用同一值",
            "draw one value for each act, and send the same one when you try again",
        ),
    ),
    (
        "idempotency-key-malformed",
        400,
        ("Idempotency-Key 头格式有误", "the header Idempotency-Key is malformed"),
        (
            "1 至 64 个可见 ASCII 字符,可加双引号",
            "send 1 to 64 visible ASCII characters, quoted or not",
        ),
    ),
    (
        "unauthenticated",
        401,
        ("未提供有效的密钥", "no valid key was presented"),
        (
            "发送 Authorization: Bearer 加密钥;密钥可能已过期或被撤回",
            "send Authorization: Bearer and your key; it may have expired or been withdrawn",
        ),
    ),
    (
        "forbidden",
        403,
        ("该角色不得执行此操作", "this role may not do that"),
        ("使用有权角色的密钥", "use the key of a role that may"),
    ),
    (
        "same-person",
        403,
        ("申请人不得批准自己的申请", "whoever asks can never grant"),
        ("由另一人办理", "let another person act"),
    ),
    (
        "not-named",
        403,
        ("此人不是该单位指定的审批人", "the agency names its approvers, and you are none of them"),
        ("由指定的审批人办理", "let a named approver act"),
    ),
    (
        "not-found",
        404,
        ("没有该资源,或无权查看", "there is no such thing, or it is not yours to see"),
        ("核对地址和编号", "check the address and the identifier"),
    ),
    (
        "method-not-allowed",
        405,
        ("该资源不支持此方法", "this resource does not take this method"),
        ("见 Allow 头", "see the header Allow"),
    ),
    (
        "body-overdue",
        408,
        ("正文迟迟未到", "the body did not arrive in time"),
        ("一次发完正文,再以同一 Idempotency-Key 重试", "send it without pauses, with the same key"),
    ),
    (
        "wrong-state",
        409,
        ("当前状态不允许此操作", "the present state does not allow this"),
        ("读取最新状态", "read the present state first"),
    ),
    (
        "duplicate",
        409,
        ("已有同一编号的记录", "there is one of this name already"),
        ("使用新的编号,或读取已有记录", "use a new one, or read the one that is there"),
    ),
    (
        "licence-evidence-used",
        409,
        ("授权凭据已用于另一设备", "licence evidence is used for another device"),
        (
            "核对所述凭据;不说明用于何处",
            "look at what you sent again; it is not told where it is used",
        ),
    ),
    (
        "gate-holds",
        409,
        ("尚有查出的问题或缺少的事实,此步骤不能进行", "findings or missing facts hold this step"),
        (
            "查看该批次或订单各关口的结论,按各条更正或补充",
            "read the gates of the delivery or order, and mend or supply what each finding says",
        ),
    ),
    (
        "substitution-open",
        409,
        (
            "替换品尚有未知之处,不能同意",
            "something is not known of the substitute: there is nothing to consent to",
        ),
        (
            "按所列各条补充事实,或由供应商另行提出",
            "supply what the errors say, or have the supplier propose anew",
        ),
    ),
    (
        "in-progress",
        409,
        ("同一 Idempotency-Key 的请求尚在处理", "a request with this key is still being worked on"),
        ("稍后重试", "try again after the time in Retry-After"),
    ),
    (
        "not-recorded-yet",
        409,
        ("账本即将收录,尚未收录", "the ledger is about to record it, and has not yet"),
        ("按 Retry-After 稍后再读", "read it again after the time in Retry-After"),
    ),
    (
        "quota-taken",
        409,
        ("额度刚被他人占用", "somebody else took the units meanwhile"),
        ("重新提交", "submit again"),
    ),
    (
        "stale",
        412,
        ("所依据的版本已过时", "what you looked at has changed since"),
        ("重新读取后再试", "read it again and decide anew"),
    ),
    (
        "too-large",
        413,
        ("正文过大", "the body is too large"),
        (
            "订单最多 256 kB、500 行,可分成几份;其他文件请减小后再发",
            "an order has at most 256 kB and 500 lines: send several; make other files smaller",
        ),
    ),
    (
        "unsupported-media-type",
        415,
        ("正文的类型不受支持", "the type of the body is not supported"),
        (
            "以 application/json 发送,不压缩",
            "send application/json without compression",
        ),
    ),
    (
        "invalid-content",
        422,
        ("内容有误", "what was sent is not valid"),
        ("逐条更正所列各处", "mend each of the errors"),
    ),
    (
        "key-reused",
        422,
        (
            "同一 Idempotency-Key 用于另一请求",
            "this Idempotency-Key was used for another request",
        ),
        ("为新的动作另取一个值", "draw a new value for a new act"),
    ),
    (
        "not-acceptable-fact",
        422,
        ("所述事实与已有记录不符", "what was stated does not fit what is recorded"),
        ("核对所列各条与记录", "compare the errors with the record"),
    ),
    (
        "faulty-document",
        422,
        ("所提交的文件有误", "the proposed document is faulty"),
        ("逐条更正所列各处;全部更正前不生效", "mend each of the errors; nothing took effect"),
    ),
    (
        "precondition-required",
        428,
        ("缺少 If-Match 头", "the header If-Match is missing"),
        ("先读取资源,再以其 ETag 发送", "read the resource and send its ETag"),
    ),
    (
        "too-many-requests",
        429,
        ("该密钥的请求过多", "the key made too many requests"),
        (
            "按 Retry-After 稍后重试;限额见 RateLimit-Policy",
            "try again after the time in Retry-After; the limit is told in RateLimit-Policy",
        ),
    ),
    (
        "internal",
        500,
        ("服务内部错误", "something went wrong inside the service"),
        (
            "以同一 Idempotency-Key 重试;若仍出现,请报告编号",
            "try again with the same key; report the id",
        ),
    ),
    (
        "unavailable",
        503,
        ("服务暂不可用", "the service cannot answer just now"),
        ("稍后以同一 Idempotency-Key 重试", "try again after Retry-After, with the same key"),
    ),
)

KINDS: Mapping[str, ProblemKind] = MappingProxyType(
    {name: ProblemKind(name, status, *title, *advice) for name, status, title, advice in _ROWS}
)
"""Name → kind."""
