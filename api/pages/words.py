"""What the codes of the interface are called on pages; a code without a word is shown as it is."""

from collections.abc import Mapping

from api.pages.audit_words import AUDIT_WORDS
from api.pages.languages import pick
from approvals.states import STATE_WORDS, ApprovalState
from approvals.unit_states import UnitState
from integrations.approval_words import CLASSES as CLASSES_IN_PRINT
from integrations.approval_words import INCLUDED, TAX
from validators.rulebook import AT

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
    },
    "proof": {
        "access-key": ("访问密钥", "access key"),
        "password": ("用户名和密码", "name and password"),
        "oidc": ("统一身份认证", "identity provider"),
    },
    "state": {
        "approved": ("已批准", "approved"),
        "refused": ("已拒绝", "refused"),
        "referred": ("待审批", "referred"),
        "held": ("待补充", "held"),
        "cancelled": ("已撤回", "cancelled"),
        "superseded": ("已被替代", "superseded"),
        "lapsed": ("逾期未办", "lapsed"),
        **{
            it.value: STATE_WORDS[it]
            for it in (ApprovalState.IN_FORCE, ApprovalState.REVOKED, ApprovalState.EXPIRED)
        },
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
    "rule": {rule.id: (rule.title.zh, rule.title.en) for rules in AT.values() for rule in rules},
    "awaits": {
        "decision": ("等待审批", "waits for a decision"),
        "answers": ("等待答复", "waits for answers"),
        "facts": ("等待事实", "waits for facts"),
    },
    "tax": {code: (zh, f"tax {code}") for code, zh in TAX.items()},
    "included": {code: (zh, code.replace("-", " ")) for code, zh in INCLUDED.items()},
    "channel": {
        "oem": ("随机预装(OEM)", "OEM"),
        "retail": ("零售", "retail"),
        "volume": ("批量授权", "volume"),
        "site": ("场地授权", "site"),
        "free": ("免费软件", "free"),
        "trial": ("试用", "trial"),
    },
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
    "standing": {
        "on-hand": ("现有", "on hand"),
        "committed": ("已批准", "committed"),
        "reserved": ("预留", "reserved"),
    },
    "source": {
        "agency": ("采购单位", "the agency"),
        "approver": ("审批人", "the approver"),
        "supplier": ("供应商", "the supplier"),
        "standards-keeper": ("标准管理员", "the standards keeper"),
        "catalog-keeper": ("目录管理员", "the catalogue keeper"),
        "administrator": ("系统管理员", "the administrator"),
    },
    "gate": {
        "contract": ("签订合同前", "before the contract"),
        "delivery": ("交付时", "at delivery"),
    },
    # STATE_WORDS has one word for each code, and what is withdrawn there is a unit.
    "waiver": {
        "asked": ("待审批", "asked for"),
        "granted": ("已准许", "granted"),
        "declined": ("已拒绝", "declined"),
        "withdrawn": ("已收回", "withdrawn"),
        "expired": ("已到期", "expired"),
    },
    "substitution": {
        "proposed": ("待采购单位决定", "waits for the buyer"),
        "consented": ("已同意", "consented to"),
        "declined": ("未同意", "declined"),
        "withdrawn": ("已收回", "withdrawn"),
        "refused": ("不合标准", "breaks the law"),
        "lapsed": ("批准书已失效", "its approval is over"),
    },
    "basis": {
        "approval": ("按批准时的标准", "Under the standards of the approval"),
        "today": ("按现行标准", "Under the standards of today"),
    },
    "unit": {it.value: STATE_WORDS[it] for it in UnitState},
}


def word(language: str, kind: str, code: str) -> str:
    """Return what a code is called."""
    known = WORDS[kind].get(code)
    return code if known is None else pick(language, *known)
