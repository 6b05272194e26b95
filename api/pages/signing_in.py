"""Signing in with a key or with a name and password, and signing out."""

from api.identity import authenticate
from api.pages.addresses import local_address
from api.pages.page import Desk, Elsewhere, Outcome, Shown
from api.pages.visit import Visit
from api.password_sign_in import sign_in_by_password
from api.performing import PUBLIC
from api.problem import Refused, refuse
from api.security_log import tell, tell_failure
from api.sessions import end_session, open_session
from integrations.errors import UnreachableError
from storage.scope import SYSTEM

SIGNING_IN = Desk()
BY_PASSWORD = "password"  # noqa: S105 - how somebody proved who he is, in the ledger's words


@SIGNING_IN.page("GET", "/sign-in", id="sign-in")
def sign_in(visit: Visit) -> Outcome:
    """Show how to sign in."""
    return door(visit, local_address(visit.query.get("next")))


@SIGNING_IN.page("POST", "/sign-in", id="sign-in-with-key")
def sign_in_with_key(visit: Visit) -> Outcome:
    """Open a session of a key."""
    _require_way(visit, "key")
    following = local_address(visit.form.get("next"))
    key = visit.form.get("key", "").strip()
    try:
        with visit.services.database.transaction(PUBLIC) as connection:
            principal = authenticate(connection, f"Bearer {key}", visit.wall)
    except Refused:
        return door(visit, following, "key", 401)
    return came_in(visit, following, proof=principal.proof, key=principal.key)


@SIGNING_IN.page("POST", "/sign-in/password", id="sign-in-with-password")
def sign_in_with_password(visit: Visit) -> Outcome:
    """Open a session of an account."""
    _require_way(visit, BY_PASSWORD)
    following = local_address(visit.form.get("next"))
    name = visit.form.get("name", "").strip()
    account = sign_in_by_password(
        visit.services.database,
        name,
        visit.form.get("password", ""),
        address=visit.remote,
        now=visit.wall,
    )
    if account is None:
        return door(visit, following, "password", 401, name=name)
    return came_in(visit, following, proof=BY_PASSWORD, account=account)


@SIGNING_IN.page("POST", "/sign-out", id="sign-out")
def sign_out(visit: Visit) -> Outcome:
    """End the session at once; who came by a provider may end his session there too."""
    if visit.who is None:
        return Elsewhere(path="/", cookie="")
    with visit.services.database.transaction(SYSTEM) as connection:
        end_session(connection, visit.who.principal.key, visit.wall)
    tell(
        "signed out",
        visit.remote,
        session=visit.who.principal.key,
        person=visit.who.principal.person,
    )
    if visit.who.principal.proof.startswith("oidc"):
        return Elsewhere(path="/signed-out", cookie="")
    return Elsewhere(path="/", cookie="")


@SIGNING_IN.page("GET", "/signed-out", id="signed-out")
def signed_out(visit: Visit) -> Outcome:
    """Say that the session is over, and where the one at the provider may be ended."""
    openid, place = visit.services.openid, None
    if openid is not None:
        try:
            place = openid.leave(visit.wall, f"{visit.services.settings.issuer}/")
        except UnreachableError:
            place = None
    return Shown(template="signed_out.html", values={"place": place})


def _require_way(visit: Visit, way: str) -> None:
    """Refuse a way in that the settings close (PROCHECK_SIGN_IN), as if it were not there."""
    if way not in visit.services.settings.sign_in:
        refuse("not-found")


def door(
    visit: Visit, following: str, fault: str = "", status: int = 200, *, name: str = ""
) -> Shown:
    """Return the page to sign in on, with what went wrong before."""
    if fault:
        tell_failure(f"not signed in ({fault})", visit.remote, at=visit.place)
    values = {
        "next": following,
        "fault": fault,
        "name": name,
        "provider": visit.services.openid is not None,
        "ways": visit.services.settings.sign_in,
    }
    return Shown(template="sign_in.html", values=values, status=status)


def came_in(
    visit: Visit, following: str, *, proof: str, account: str | None = None, key: str | None = None
) -> Elsewhere:
    """Open a session, end the one the browser had before, and go on."""
    with visit.services.database.transaction(SYSTEM) as connection:
        if visit.who is not None:
            end_session(connection, visit.who.principal.key, visit.wall)
        cookie = open_session(connection, proof=proof, now=visit.wall, account=account, key=key)
    tell(
        "signed in", visit.remote, by=proof, account=account, key=key, session=cookie.split("_")[1]
    )
    return Elsewhere(path=following, cookie=cookie)
