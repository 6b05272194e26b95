"""What anybody sees: the first page, signing in and out, the language."""

from urllib.parse import urlsplit

from api.identity import authenticate
from api.pages.languages import LANGUAGES
from api.pages.page import Desk, Elsewhere, Outcome, Shown
from api.pages.visit import Visit
from api.performing import PUBLIC
from api.problem import Refused
from api.sessions import end_session, open_session
from storage.scope import SYSTEM

FRONT = Desk()


@FRONT.page("GET", "/", id="home")
def home(_: Visit) -> Outcome:
    """Show what this is, or one's own desk."""
    return Shown(template="home.html")


@FRONT.page("GET", "/sign-in", id="sign-in")
def sign_in(visit: Visit) -> Outcome:
    """Show how to sign in."""
    return Shown(
        template="sign_in.html", values={"next": _local(visit.query.get("next")), "wrong": False}
    )


@FRONT.page("POST", "/sign-in", id="sign-in-with-key")
def sign_in_with_key(visit: Visit) -> Outcome:
    """Open a session of a key."""
    following = _local(visit.form.get("next"))
    key = visit.form.get("key", "").strip()
    database = visit.services.database
    try:
        with database.transaction(PUBLIC) as connection:
            principal = authenticate(connection, f"Bearer {key}", visit.now)
    except Refused:
        values = {"next": following, "wrong": True}
        return Shown(template="sign_in.html", values=values, status=401)
    with database.transaction(SYSTEM) as connection:
        session = open_session(connection, proof=principal.proof, now=visit.now, key=principal.key)
    return Elsewhere(path=following, cookie=session.text)


@FRONT.page("POST", "/sign-out", id="sign-out")
def sign_out(visit: Visit) -> Outcome:
    """End the session at once."""
    if visit.who is not None:
        with visit.services.database.transaction(SYSTEM) as connection:
            end_session(connection, visit.who.principal.key, visit.now)
    return Elsewhere(path="/", cookie="")


@FRONT.page("GET", "/language/<language>", id="language")
def choose_language(visit: Visit) -> Outcome:
    """Keep the chosen language, and go back to where it was chosen."""
    chosen = visit.path["language"]
    back = _local(visit.query.get("back"))
    return Elsewhere(path=back, language=chosen if chosen in LANGUAGES else None)


def _local(address: str | None) -> str:
    """Return an address on this service; anything else is the first page."""
    parts = urlsplit(address or "/")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in parts.path:
        return "/"
    # "//elsewhere" and "/\\elsewhere" are other hosts to a browser.
    return "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
