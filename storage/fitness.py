"""Whether a database may be served from. Asked at every start; any fault refuses it."""

from typing import Final

from sqlalchemy import Connection, text

from storage.base import SCHEMA
from storage.errors import UnfitDatabaseError
from storage.migrating import current, is_known
from storage.roles import APP, OWNER, SEQUENCER

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
    # Whom a login acts as may be set for it; it could be itself again at any time.
    " from pg_roles r where r.rolname in (current_user, session_user)"
)
_MEMBERSHIP: Final = text(
    "select exists (select from pg_roles r where r.rolname = :role"
    " and pg_has_role(cast(:who as name), r.oid, :how))"
)


def check(connection: Connection, expected_revision: str, *, sequencing: bool = False) -> list[str]:
    """Every reason not to serve from this database as this login; empty if there is none.

    Each says what is, what must be, and what to do.

    Args:
        connection: of the login that is to serve.
        expected_revision: `storage.migrating.head()` of this release.
        sequencing: whether the login sequences as well, by taking the sequencer's role.
    """
    login = _login(connection) or _memberships(connection, sequencing=sequencing)
    return [
        *_version(connection),
        *_encoding(connection),
        *_durability(connection),
        *login,
        # Who may not look into the schema cannot tell its revision.
        *(_revision(connection, expected_revision) if _may_look(connection) else ()),
    ]


def require(connection: Connection, expected_revision: str, *, sequencing: bool = False) -> None:
    """Refuse an unfit database; arguments as of `check`.

    Raises:
        UnfitDatabaseError: with every fault that `check` finds.
    """
    faults = check(connection, expected_revision, sequencing=sequencing)
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
    logins = connection.execute(_ABOUT_LOGIN, {"owner": OWNER}).all()
    remedy = "use a login that is a member of procheck_app alone in PROCHECK_DATABASE_URL"
    return [
        f"the login {login.rolname} {reason}, so the walls between agencies would not hold: "
        f"{remedy}"
        for login in logins
        for holds, reason in (
            (login.rolsuper, "is a superuser"),
            (login.rolbypassrls, "may bypass row-level security"),
            (login.owns, f"is or acts as {OWNER}, who may switch the walls off"),
        )
        if holds
    ]


def _memberships(connection: Connection, *, sequencing: bool) -> list[str]:
    """The roles the login lacks; none before the first migration, which makes them."""
    current_user, session_user = connection.execute(
        text("select current_user::text, session_user::text")
    ).one()
    wanted = [(APP, current_user, "USAGE")]
    if sequencing:
        wanted.append((SEQUENCER, session_user, "MEMBER"))
    held = set(connection.scalars(text("select rolname from pg_roles")))
    return [
        f"the login {session_user} may not act as {role}: let an administrator of the server grant"
        f" it that role (docs/settings.md)"
        for role, who, how in wanted
        if role in held
        and not connection.scalar(_MEMBERSHIP, {"role": role, "who": who, "how": how})
    ]


def _may_look(connection: Connection) -> bool:
    """Whether the revision may be read; where there is no schema, that is seen by everybody."""
    query = (
        "select coalesce(bool_and(has_schema_privilege(oid, 'USAGE')), true)"
        " from pg_namespace where nspname = :schema"
    )
    return bool(connection.scalar(text(query), {"schema": SCHEMA}))


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
