"""What the codes of the interface are called on pages; a code without a word is shown as it is."""

from collections.abc import Mapping

from api.pages.languages import pick

WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
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
        "in-force": ("有效", "in force"),
        "revoked": ("已撤销", "revoked"),
        "expired": ("已到期", "expired"),
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
}


def word(language: str, kind: str, code: str) -> str:
    """Return what a code is called."""
    known = WORDS[kind].get(code)
    return code if known is None else pick(language, *known)
