"""Accounts of people, and who may say so: two administrators, each for others than the other."""

from typing import Any

from api import examples
from api.accounts import (
    Act,
    KnownAccount,
    UnknownAccount,
    account_of,
    accounts_known,
    add_account,
    disable_account,
    set_password,
)
from api.call import Call, Reply
from api.holders import Holder
from api.instants import instant
from api.operation import Answer, Link, Resource
from api.own_password import change_own_password
from api.presenting import kept
from api.problem import refuse
from api.roles import Role
from api.schemas.accounts import (
    ACCOUNT,
    OWN_PASSWORD,
    PASSWORD,
    AccountIn,
    OwnPasswordIn,
    PasswordIn,
)
from api.schemas.acts import REASON, ReasonIn

ACCOUNTS = Resource("accounts", "Accounts of people, who sign in at the pages.")
_ONE = "/v1/accounts/<account>"
_LIST = {"accounts": Link(operation="listAccounts", description="the accounts", parameters={})}
_NOW = {200: Answer(description="the account as it stands now", schema="PersonAccount")}


@ACCOUNTS.operation(
    "GET",
    "/v1/accounts",
    id="listAccounts",
    summary="The accounts of people, the newest first",
    description="The audit administrator sees those of auditors, who are his to name.",
    answers={200: Answer(description="the accounts", schema="PersonAccountList")},
)
def list_accounts(call: Call) -> Reply:
    """Return the accounts whoever asks has a say in."""
    found = accounts_known(call.connection)
    return Reply(document={"items": [_shown(it) for it in found if _his(call, it.role)]})


@ACCOUNTS.operation(
    "POST",
    "/v1/accounts",
    id="addAccount",
    summary="Make an account with a name and a password",
    description=(
        "The security administrator makes accounts of every role but auditors, whom the audit "
        "administrator names. Nobody makes one for himself, and nobody is two of the three "
        "administrators. The password is kept nowhere but as an Argon2id hash."
    ),
    body=AccountIn,
    acts=True,
    secret=True,
    answers={201: Answer(description="made", schema="PersonAccount")},
    problems=frozenset({"not-acceptable-fact", "same-person"}),
    examples={"an officer": dict(examples.ACCOUNT)},
    links={
        "deactivation": Link(
            operation="disableAccount",
            description="close it",
            parameters={"account": "$response.body#/id"},
        ),
        "password": Link(
            operation="setPassword",
            description="give it another password",
            parameters={"account": "$response.body#/id"},
        ),
    },
)
def add(call: Call) -> Reply:
    """Make an account."""
    stated = call.read(ACCOUNT)
    role = Role(stated["role"])
    if not _his(call, role):
        refuse(
            "forbidden",
            "审计人员由安全审计员任命,其他人员由安全保密管理员任命",
            "auditors are named by the audit administrator, others by the security administrator",
            action="account.make",
            role=call.principal.role.value,
        )
    holder = Holder(
        person=stated.get("person") or f"local:{stated['name']}",
        role=role,
        agency=stated.get("agency"),
        supplier=stated.get("supplier"),
        label=stated.get("label") or "",
    )
    _require_another(call, holder.person)
    made = add_account(call.connection, holder, stated["name"], stated["password"], act=_act(call))
    return Reply(status=201, document=_shown(account_of(call.connection, made)))


@ACCOUNTS.operation(
    "POST",
    f"{_ONE}/deactivation",
    id="disableAccount",
    summary="Close an account, and its sessions at once",
    body=ReasonIn,
    acts=True,
    answers=_NOW,
    problems=frozenset({"same-person", "wrong-state"}),
    examples={"why": dict(examples.REASON)},
    links=_LIST,
)
def disable(call: Call) -> Reply:
    """Close an account."""
    reason = call.read(REASON)["reason"]
    found = _found(call)
    _require_another(call, found.person)
    if not disable_account(call.connection, found.id, act=_act(call), reason=reason):
        refuse("wrong-state", "账号已停用", "the account is closed already", state="closed")
    return Reply(document=_shown(account_of(call.connection, found.id)))


@ACCOUNTS.operation(
    "POST",
    f"{_ONE}/password",
    id="setPassword",
    summary="Give an account another password",
    description="What guesses had closed for a time is open again. Its sessions end.",
    body=PasswordIn,
    acts=True,
    secret=True,
    answers=_NOW,
    problems=frozenset({"not-acceptable-fact", "same-person"}),
    examples={"another one": dict(examples.PASSWORD)},
    links=_LIST,
)
def change_password(call: Call) -> Reply:
    """Give an account another password."""
    stated = call.read(PASSWORD)
    found = _found(call)
    _require_another(call, found.person)
    set_password(call.connection, found.id, stated["password"], act=_act(call))
    return Reply(document=_shown(found))


@ACCOUNTS.operation(
    "POST",
    "/v1/me/password",
    id="changePassword",
    summary="Change one's own password, at a session that was opened by it",
    description=(
        "The old password is asked for, and a wrong one is slowed down as signing in is. Every "
        "other session of the person ends. Whoever presents an access key, or comes by an identity "
        "provider, has no password here (409)."
    ),
    body=OwnPasswordIn,
    acts=True,
    secret=True,
    answers={200: Answer(description="how many other sessions ended", schema="Ended")},
    problems=frozenset({"not-acceptable-fact", "wrong-state"}),
    examples={"another one": dict(examples.OWN_PASSWORD)},
)
def change_own(call: Call) -> Reply:
    """Change the password of whoever sits at a session."""
    stated = call.read(OWN_PASSWORD)
    ended = change_own_password(call, stated["old"], stated["password"])
    return Reply(document={"ended": ended})


def _act(call: Call) -> Act:
    return Act(actor=call.actor, ids=call.services.office.ids, now=call.now)


def _his(call: Call, role: str) -> bool:
    """Return whether accounts of a role are for whoever asks: auditors for one, the rest not."""
    return (role == Role.AUDITOR) == (call.principal.role is Role.AUDIT_ADMINISTRATOR)


def _found(call: Call) -> KnownAccount:
    found = account_of(call.connection, call.path["account"])
    if not _his(call, found.role):
        raise UnknownAccount(found.id)
    return found


def _require_another(call: Call, person: str) -> None:
    if person == call.principal.person:
        refuse(
            "same-person",
            "不得处置自己的账号",
            "nobody has a say in his own accounts",
        )


def _shown(it: KnownAccount) -> dict[str, Any]:
    return {
        "id": it.id,
        "person": it.person,
        "role": it.role,
        "state": "open" if it.disabled_at is None else "closed",
        "label": it.label,
        "created_at": instant(it.created_at),
        "created_by": it.created_by,
        **kept(
            name=it.name,
            issuer=it.issuer,
            subject=it.subject,
            agency=it.agency,
            supplier=it.supplier,
            disabled_at=None if it.disabled_at is None else instant(it.disabled_at),
            disabled_by=it.disabled_by,
        ),
    }
