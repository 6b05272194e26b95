"""What the members of requests are called: one name each, for labels of forms and for messages."""

from collections.abc import Mapping
from typing import Final

from validators.terms import TERMS

Pair = tuple[str, str]
"""Words in Chinese and in English."""

HEADS: Final[Mapping[str, Pair]] = {
    "lines": ("第 {} 行", "line {}"),
    "software": ("软件 {}", "software {}"),
    "answers": ("答复 {}", "answer {}"),
    "findings": ("发现 {}", "finding {}"),
    "editions": ("标准 {}", "edition {}"),
}
"""Lists whose items are told apart by their number, from 1 on, and what an item is called."""

FIELDS: Final[Mapping[str, Pair]] = {
    # An order, and what is asked for beside a file that makes one.
    "reference": ("采购申请编号", "reference"),
    "price_basis": ("价格口径", "price basis"),
    "price_basis.currency": ("币种", "currency"),
    "price_basis.tax": ("单价是否含税", "prices and tax"),
    "price_basis.tax_rate": TERMS["tax rate"],
    "price_basis.includes": ("单价包含", "prices contain"),
    "contract": ("合同", "contract"),
    "contract.number": ("合同编号", "number of the contract"),
    "responsible": ("软件正版化责任人", "who answers for genuine software"),
    "lines": ("明细行", "lines"),
    "class": ("品目", "class"),
    "classes": ("各行品目", "classes of lines"),
    "attributes": ("特征", "attributes"),
    "model": ("型号", "model"),
    "quantity": ("数量", "quantity"),
    "unit_price": ("单价", "unit price"),
    "codes": ("品目编码", "product code"),
    "codes.scheme": ("编码表", "code table"),
    "codes.code": ("品目编码", "product code"),
    "for": ("使用处", "for whom"),
    "for.department": ("使用部门", "department"),
    "for.rank": ("职级", "rank"),
    "for.room": ("房间", "room"),
    "operating_system": ("操作系统", "operating system"),
    "operating_system.licence": ("操作系统授权", "licence of the operating system"),
    "operating_system.licence.evidence.kind": (
        "操作系统授权证明种类",
        "kind of evidence of the licence",
    ),
    "operating_system.licence.evidence.number": (
        "操作系统授权证明编号",
        "number of the evidence of the licence",
    ),
    "operating_system.licence.base": (
        "批量授权所基于的完整授权",
        "full licence that the volume licence stands on",
    ),
    "software": ("软件", "software"),
    "software.class": ("品目", "class"),
    "software.licence": ("授权", "licence"),
    "software.licence.evidence": ("授权证明", "evidence of the licence"),
    "replaces": ("替换设备序列号", "serial of the device replaced"),
    "deliver_by": ("交付期限", "deliver by"),
    # Waivers.
    "rule": ("规则", "rule"),
    "provision": ("限于标准", "only for a provision"),
    "provision.edition": ("限于标准版本", "only for the edition"),
    "provision.row": ("限于其中一行", "only for its row"),
    "units": ("件数", "units"),
    "valid_from": ("首日", "first day"),
    "valid_until": ("末日", "last day"),
    "evidence": ("依据文件", "documents"),
    "extends": ("所延续的例外", "the waiver it follows"),
    # What is decided and done, and why.
    "decision": ("决定", "decision"),
    "reason": ("理由", "reason"),
    "answers": ("答复", "answers"),
    "question": ("问题", "question"),
    "granted": ("是或否", "yes or no"),
    "disposition": ("处理结果", "what was made of it"),
    "effective_on": ("自哪一天起无效", "void from"),
    # Accounts. A file has a name too: forms of files say so by a label of their own.
    "name": ("名称", "name"),
    "role": ("角色", "role"),
    "person": ("人员标识", "identifier of the person"),
    "label": ("备注", "label"),
    "old": ("旧密码", "old password"),
    "password": ("新密码", "new password"),
    # Documents of keepers, and rehearsals.
    "content": ("文件", "file"),
    "file": ("文件", "file"),
    "statement": ("说明", "statement"),
    "together_with": ("一并公布的文件", "published together"),
    "proposal": ("待公布的标准", "proposed edition"),
    "draft": ("草案文件", "draft as a file"),
    "as_if_from": ("草案假定自何日施行", "the draft as if from"),
    "since": ("自何日起重演", "since"),
    "until": ("至何日", "until"),
    # A verdict, where two of them are compared.
    "outcome": ("审查结论", "outcome"),
    "examined_on": ("审查日", "day of the examination"),
    "findings": ("发现", "findings"),
    "editions": ("标准", "editions"),
    "observed": ("所报", "stated"),
    "limit": ("限额", "limit"),
    "over": ("超出", "over by"),
    "sum": ("算式", "arithmetic"),
    "citation": ("依据", "under"),
    "needs": ("还需要", "still needed"),
    "remedy": ("最小改法", "smallest change"),
    # By what lists are narrowed and pages are asked.
    "after": ("列表中的位置", "place in the list"),
    "state": ("状态", "state"),
    "edition": ("所依据的标准", "edition it rests on"),
    "article": ("所引条款", "article cited"),
    "waiver": ("例外编号", "waiver"),
    "waived": ("是否靠例外通过", "passes by a waiver"),
    "amount_from": ("金额不少于", "amount from"),
    "amount_to": ("金额不多于", "amount to"),
    "placed_from": ("提交日起", "placed from"),
    "placed_to": ("提交日止", "placed to"),
    "approval": ("批准书编号", "number of the approval"),
    "ends_by": ("有效且在此日前到期", "in force and ending by"),
    "on": ("按哪一天", "on the day"),
    "known": ("何日所知", "as known on"),
    "scheme": ("认证制度", "scheme"),
    "as_of": ("何日的状态", "state on"),
    "text": ("名称、版本或企业", "name, version or vendor"),
    "kind": ("种类", "kind"),
    "in_force": ("当日有效", "in force on the day"),
    "within": ("多近算贴近", "how close"),
    "size": ("样本量", "size"),
    "seed": ("种子", "seed"),
    "by": ("分层依据", "strata by"),
    "method": ("方法", "method"),
    "list": ("从何处抽", "drawn from"),
}
"""Member → what it is called. A member is named by the objects it is in and its own name, without
the numbers of lists' items; those of an order's lines are named as if they stood alone.

What stands here stands in no form beside; what findings ask for has its words in ``TERMS``.
"""
PARTS: Final[Mapping[str, Pair]] = {
    "number": ("编号", "number"),
    "valid_until": ("有效期末日", "last day it is valid"),
    "kind": ("种类", "kind"),
    "term": ("期限", "term"),
    "edition": ("版别", "edition"),
    "licence": ("授权", "licence"),
    "base": ("所基于的完整授权", "the full licence it stands on"),
    "channel": ("授权渠道", "channel"),
    "count": ("授权数量", "number of licences"),
    "evidence": ("授权证明", "evidence of the licence"),
}
"""Members that are called by what they are in, with a word of their own after it."""

VALUES: Final[Mapping[str, str]] = {
    "class": "class",
    "classes": "class",
    "rule": "rule",
    "role": "role",
    "state": "state",
    "outcome": "outcome",
    "kind": "kind",
    "list": "list",
    "by": "strata",
    "method": "method",
    "disposition": "disposition",
    "software.class": "class",
    "price_basis.tax": "tax",
    "price_basis.includes": "included",
    "operating_system.licence.channel": "channel",
    "operating_system.licence.base.channel": "channel",
    "operating_system.licence.evidence.kind": "paper",
    "software.licence.channel": "channel",
    "software.licence.base.channel": "channel",
    "software.licence.evidence.kind": "paper",
    "contract.tender_demands": "demand",
}
"""Member → the kind of word that its values are (`api.pages.words`)."""
