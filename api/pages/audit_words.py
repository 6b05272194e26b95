"""What the codes of ledger, law and catalogue are called on the auditor's and keepers' pages."""

from collections.abc import Mapping
from typing import Final

from integrations.approval_words import CLASSES

AUDIT_WORDS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "class": {code: (name, code.replace("_", " ")) for code, name in CLASSES.items()},
    "yes": {"true": ("是", "yes"), "false": ("否", "no")},
    "act": {
        "order.examined": ("订单已审查", "order examined"),
        "order.answered": ("判断事项已答复", "question answered"),
        "order.decided": ("审批人已决定", "order decided"),
        "order.amended": ("订单已变更", "order amended"),
        "order.cancelled": ("订单已撤回", "order cancelled"),
        "order.lapsed": ("订单逾期失效", "order lapsed"),
        "approval.granted": ("批准书已签发", "approval granted"),
        "approval.revoked": ("批准书已撤销", "approval revoked"),
        "approval.expired": ("批准书已到期", "approval expired"),
        "approval.closed": ("余量已放弃", "remainder given up"),
        "approval.superseded": ("批准书已被替代", "approval superseded"),
        "delivery.despatched": ("已发货", "delivery despatched"),
        "delivery.received": ("已到货", "delivery received"),
        "delivery.inspected": ("已查验", "delivery inspected"),
        "delivery.accepted": ("已验收", "delivery accepted"),
        "delivery.returned": ("已退回", "delivery returned"),
        "delivery.withdrawn": ("发货已收回", "delivery withdrawn"),
        "delivery.carded": ("已建资产卡片", "entered on asset cards"),
        "substitution.proposed": ("供应商提出替代", "substitution proposed"),
        "substitution.consented": ("采购单位同意替代", "substitution consented to"),
        "substitution.refused": ("替代不合标准", "substitution refused"),
        "substitution.declined": ("采购单位不同意替代", "substitution declined"),
        "substitution.withdrawn": ("替代已收回", "substitution withdrawn"),
        "asset.recorded": ("设备已登记", "device recorded"),
        "evidence.bound": ("许可证据已绑定", "licence evidence bound"),
        "review.opened": ("已立复核", "review opened"),
        "review.closed": ("复核已结", "review closed"),
        "auditor.read": ("审计人员查阅", "read by an auditor"),
    },
    "cause": {
        "facts": ("单位情况更正", "a corrected fact"),
        "law": ("标准变更", "the law"),
        "listing": ("目录变更", "a listing"),
    },
    "case": {"open": ("未结", "open"), "closed": ("已结", "closed")},
    "disposition": {
        "stands": ("决定维持", "the decision stands"),
        "acted-on": ("已另行处理", "acted on"),
    },
    "standing": {
        "listed": ("有效", "listed"),
        "last-day": ("末日当天", "printed last day"),
        "expired": ("已到期", "expired"),
        "suspended": ("暂停", "suspended"),
        "withdrawn": ("已撤销", "withdrawn"),
        "superseded": ("已被替代", "superseded"),
        "uncertain": ("不能确定", "uncertain"),
        "not-yet": ("尚未公布", "not yet published"),
    },
    "kind": {
        "operating-system": ("操作系统", "operating system"),
        "processor": ("处理器", "processor"),
        "database": ("数据库", "database"),
        "accelerator": ("加速卡", "accelerator"),
    },
    "required": {
        "examine-again": ("须重新审查", "examine again"),
        "revoke-or-let-stand": ("撤销,或说明维持的理由", "revoke, or say why it stands"),
        "do-not-accept": ("未到货的不得验收", "accept no more of it"),
        "report": ("在用设备报软件台账", "report devices in service"),
    },
    "document": {
        "edition": ("标准", "edition"),
        "code-table": ("代码表", "code table"),
        "scheme": ("认证制度", "scheme"),
        "publication": ("公布名单", "publication"),
        "notice": ("公告", "notice"),
    },
    "replay": {
        "waiting": ("等待中", "waiting"),
        "running": ("进行中", "running"),
        "done": ("已完成", "done"),
        "stopped": ("已停止", "stopped"),
        "failed": ("未能完成", "failed"),
    },
    "through": {
        "law": ("标准本身", "the law itself"),
        "course": ("前面的订单", "orders before it"),
        "decision": ("审批人的决定", "a decision"),
    },
}
"""Kind of code → code → its name in Chinese and in English."""
