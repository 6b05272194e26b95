"""Whether a database may be served from. Asked at every start; any fault refuses it."""

from typing import Final

from sqlalchemy import Connection, text

from storage.errors import UnfitDatabaseError
from storage.migrating import current, is_known
from storage.roles import OWNER

OLDEST_MAJOR: Final = 15
"""The oldest major version of PostgreSQL the service is tested on."""

DURABLE: Final = ("fsync", "full_page_writes", "synchronous_commit")
"""Settings without which an acknowledged approval may be lost when the power goes."""

# `local` waits for this server's disk, the others for a standby's as well. `remote_write` waits for
# our own disk too, which is what counts here.
_DURABLE_VALUES: Final = frozenset({"on", "local", "remote_write", "remote_apply"})

_ABOUT_LOGIN: Final = text(
    "select r.rolname, r.rolsuper, r.rolbypassrls,"
    " exists (select from pg_roles o where o.rolname = :owner"
    "         and pg_has_role(r.oid, o.oid, 'MEMBER')) as owns"
    " from pg_roles r where r.rolname = current_user"
)


def check(connection: Connection, expected_revision: str) -> list[str]:
    """Every reason not to serve from this database as this login; empty if there is none.

    Each says what is, what must be, and what to do.

    Args:
        connection: of the login that is to serve.
        expected_revision: `storage.migrating.head()` of this release.
    """
    return [
        *_version(connection),
        *_encoding(connection),
        *_durability(connection),
        *_login(connection),
        *_revision(connection, expected_revision),
    ]


def require(connection: Connection, expected_revision: str) -> None:
    """Refuse an unfit database.

    Raises:
        UnfitDatabaseError: with every fault that `check` finds.
    """
    faults = check(connection, expected_revision)
    if faults:
        raise UnfitDatabaseError(faults)


def _version(connection: Connection) -> list[str]:
    number = int(_show(connection, "server_version_num"))
    if number // 10_000 >= OLDEST_MAJOR:
        return []
    found = _show(connection, "server_version")
    return [f"the server is PostgreSQL {found}, and must be {OLDEST_MAJOR} or later: upgrade it"]


def _encoding(connection: Connection) -> list[str]:
    found = _show(connection, "server_encoding")
    if found == "UTF8":
        return []
    remedy = "create the database anew with ENCODING 'UTF8' TEMPLATE template0"
    return [f"the database is encoded in {found}, and must be in UTF8: {remedy}"]


def _durability(connection: Connection) -> list[str]:
    found = {name: _show(connection, name) for name in DURABLE}
    return [
        f"{name} is {value}, so a power failure would lose acknowledged approvals: "
        f"set {name} = on in the server's configuration, and reload it"
        for name, value in found.items()
        if value not in _DURABLE_VALUES
    ]


def _login(connection: Connection) -> list[str]:
    login = connection.execute(_ABOUT_LOGIN, {"owner": OWNER}).one()
    remedy = "use a login that is a member of procheck_app alone in PROCHECK_DATABASE_URL"
    reasons = [
        (login.rolsuper, "is a superuser"),
        (login.rolbypassrls, "may bypass row-level security"),
        (login.owns, f"is or acts as {OWNER}, who may switch the walls off"),
    ]
    return [
        f"the login {login.rolname} {reason}, so the walls between agencies would not hold: "
        f"{remedy}"
        for holds, reason in reasons
        if holds
    ]


def _revision(connection: Connection, expected: str) -> list[str]:
    found = current(connection)
    if found == expected:
        return []
    if found is None:
        return ["the database has no schema yet: run `procheck migrate`"]
    if is_known(found):
        return [f"the schema is at revision {found}, behind {expected}: run `procheck migrate`"]
    remedy = "a later release has migrated it, so start that one"
    return [f"the schema is at revision {found}, ahead of {expected}: {remedy}"]


def _show(connection: Connection, setting: str) -> str:
    return str(connection.scalar(text("select current_setting(:setting)"), {"setting": setting}))
