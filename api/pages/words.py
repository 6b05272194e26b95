"""What the codes of the interface are called on pages; a code without a word is shown as it is."""

from collections.abc import Mapping

from api.pages.audit_words import AUDIT_WORDS
from api.pages.languages import pick
from approvals.state_words import STATE_WORDS
from approvals.states import Awaits
from integrations.approval_words import CLASSES as CLASSES_IN_PRINT
from integrations.approval_words import INCLUDED, TAX
from validators.name_tables import CHANNEL_NAMES, STANDING_NAMES
from validators.order import Demand
from validators.rulebook import TITLES
from validators.terms import TERMS

CLASSES: Mapping[str, tuple[str, str]] = {
    code: (zh, code.replace("_", " ")) for code, zh in CLASSES_IN_PRINT.items()
}
"""Class → its name, in the order people look for it; the Chinese ones are those of the print."""

WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    **AUDIT_WORDS,
    "role": {
        "officer": ("采购经办人", "procurement officer"),
        "approver": ("审批人", "approver"),
        "supplier": ("供应商", "supplier"),
        "auditor": ("审计人员", "auditor"),
        "catalog-keeper": ("目录管理员", "catalogue keeper"),
        "standards-keeper": ("标准管理员", "standards keeper"),
        "administrator": ("系统管理员", "system administrator"),
        "security-administrator": ("安全保密管理员", "security administrator"),
        "audit-administrator": ("安全审计员", "audit administrator"),
        "system": ("系统自动", "the service itself"),
    },
    "proof": {
        "access-key": ("访问密钥", "access key"),
        "password": ("用户名和密码", "name and password"),
        "oidc": ("统一身份认证", "identity provider"),
    },
    "state": {
        **STATE_WORDS["order"],
        **STATE_WORDS["approval"],
        # Orders and approvals that nobody saw to end so, where a replay tells of history.
        "lapsed": ("逾期未办", "lapsed"),
    },
    "outcome": {
        "conforming": ("符合", "conforming"),
        "refused": ("不符合", "refused"),
        "undetermined": ("尚不能确定", "undetermined"),
    },
    "finding": {
        "breach": ("违反", "breach"),
        "undetermined": ("尚不能确定", "undetermined"),
        "waived": ("已准予例外", "waived"),
        "notice": ("提示", "notice"),
    },
    "class": CLASSES,
    "rule": {rule: (title.zh, title.en) for rule, title in TITLES.items()},
    "awaits": {it.value: STATE_WORDS["order"][it] for it in Awaits},
    "tax": {code: (zh, f"tax {code}") for code, zh in TAX.items()},
    "included": {code: (zh, code.replace("-", " ")) for code, zh in INCLUDED.items()},
    "demand": {it.value: TERMS[it.value] for it in Demand},
    "channel": CHANNEL_NAMES,
    "paper": {
        "oem-agreement": ("预装授权协议", "OEM agreement"),
        "licence-certificate": ("许可证书", "licence certificate"),
        "licence-agreement": ("许可协议", "licence agreement"),
        "rights-holder-licence": ("权利人授权书", "licence of the rights holder"),
        "coa": ("正版标签", "certificate of authenticity"),
        "digital-entitlement": ("电子授权", "digital entitlement"),
        "purchase-contract": ("采购合同", "purchase contract"),
        "invoice": ("发票", "invoice"),
        "recovery-media": ("恢复介质", "recovery media"),
        "screenshot": ("截图", "screenshot"),
    },
    "standing": STANDING_NAMES,
    "doubt": {
        "fact-missing": ("缺少事实", "a fact is missing"),
        "judgement-open": ("待判断", "to be judged"),
        "figure-unverified": ("数字未经证实", "the figure is not confirmed"),
        "edition-day-open": ("施行日期不详", "the day of law is not known"),
        "rounding-unstated": ("未写明取整", "rounding is not stated"),
        "earlier-figure-unknown": ("原表数字不详", "the earlier figure is not known"),
        "figure-not-seen": ("数字未能看到", "the figure was not seen"),
    },
    "arithmetic": {
        "years": ("年", "years"),
        "days": ("天", "days"),
        "pages": ("张", "pages"),
        "or": ("或", "or"),
        "min": ("取小", "min"),
        "max": ("取大", "max"),
        "as-needed": ("按需", "as needed"),
        "no-figure": ("没有数字", "no figure"),
    },
    "measure": {
        "CNY": ("元", "CNY"),
        "unit": ("台", "units"),
        "licence": ("份", "licences"),
        "day": ("天", "days"),
        "page": ("张", "pages"),
    },
    "drafted": {
        "as-stated": ("文件所写", "as stated"),
        "given-by-sender": ("提交时所填", "said beside the file"),
        "identifier-that-checks": ("校验相符的代码", "the identifier that checks"),
        "class-by-code": ("按品目编码", "by the product code"),
        "class-by-title": ("按名称", "by the title"),
        "scheme-by-class": ("唯一相符的编码表", "the one code table that fits"),
        "price-per-base": ("按计价单位折算", "divided by what the price is for"),
        "yuan-of-table": ("表头所注金额单位", "by the table's unit of money"),
        "model-by-name": ("以名称为型号", "the name as model"),
        "day-of-document": ("整份文件的日期", "the day of the whole document"),
        "system-absent-by-words": ("文字写明无系统", "by words that there is none"),
        "system-by-name": ("按所写系统名称", "by the system's name"),
        "system-preloaded-by-words": ("文字写明预装", "by words that it is preloaded"),
        "property": ("附加属性", "a property of that name"),
    },
    "gate": {
        "contract": ("签订合同前", "before the contract"),
        "delivery": ("交付时", "at delivery"),
    },
    "waiver": STATE_WORDS["waiver"],
    "substitution": STATE_WORDS["substitution"],
    "basis": {
        "approval": ("按批准时的标准", "Under the standards of the approval"),
        "today": ("按现行标准", "Under the standards of today"),
    },
    "unit": STATE_WORDS["unit"],
}


def word(language: str, kind: str, code: str) -> str:
    """Return what a code is called."""
    known = WORDS[kind].get(code)
    return code if known is None else pick(language, *known)
