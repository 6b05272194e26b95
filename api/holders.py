"""Who may hold a key or an account: a role with what it belongs to, and no two of three offices."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from api.key_scopes import KeyScope
from api.people_tables import account
from api.roles import ADMINISTRATORS, OF_AN_AGENCY, Role
from api.tables import access_key


class WrongHolder(ValueError):  # noqa: N818 - named for what is wrong
    """A key names an agency or supplier its role does not belong to, or lacks the one it does."""


class AdministratorsApart(WrongHolder):
    """A person would be two of the three administrators, who are there to watch each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who is to hold a key: a person's identifier in a role, for an agency or a supplier.

    ``scope`` narrows the key below what the role may do.
    """

    person: str
    role: Role
    agency: str | None = None
    supplier: str | None = None
    label: str = ""
    scope: KeyScope | None = None


def check_holder(holder: Holder) -> None:
    """Let a holder pass whose role, agency and supplier belong together.

    Raises:
        WrongHolder: they do not, or nobody is named.
    """
    if (holder.role in OF_AN_AGENCY) != (holder.agency is not None):
        msg = "officers and approvers belong to an agency, and nobody else does"
        raise WrongHolder(msg)
    if (holder.role is Role.SUPPLIER) != (holder.supplier is not None):
        msg = "suppliers' keys name the supplier, and no others do"
        raise WrongHolder(msg)
    if not holder.person.strip():
        msg = "a key names the person who holds it: duties are kept apart by person"
        raise WrongHolder(msg)


def require_apart(connection: Connection, holder: Holder, now: datetime) -> None:
    """Let a person pass who is not one of the other two administrators already.

    The database holds the same wall (migration 0036); this one says what is wrong.

    Raises:
        AdministratorsApart: he is, by a key or an account that holds.
    """
    if holder.role not in ADMINISTRATORS:
        return
    others = [role.value for role in ADMINISTRATORS - {holder.role}]
    lock = func.hashtextextended(f"administrator:{holder.person}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(lock)))
    keys = select(access_key.c.role).where(
        access_key.c.person == holder.person,
        access_key.c.role.in_(others),
        access_key.c.revoked_at.is_(None),
        access_key.c.expires_at > now,
    )
    accounts = select(account.c.role).where(
        account.c.person == holder.person,
        account.c.role.in_(others),
        account.c.disabled_at.is_(None),
    )
    held = connection.execute(keys.union(accounts)).scalar()
    if held is not None:
        msg = f"{holder.person} is {held} already: one person is one of the three administrators"
        raise AdministratorsApart(msg)
