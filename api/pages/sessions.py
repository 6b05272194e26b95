"""One's own sessions, and everybody's for the security administrator: shown, and ended."""

from api.pages.page import Desk, Elsewhere, Menu, Outcome, Shown
from api.pages.visit import Visit

SESSIONS = Desk()
_REASON = {"reason": "ended by hand"}


@SESSIONS.page(
    "GET",
    "/sessions",
    id="sessions",
    asks=("listSessions",),
    menu=Menu(zh="登录会话", en="Sessions", place=95),
)
def sessions(visit: Visit) -> Outcome:
    """Show the sessions that are open."""
    found = visit.ask("listSessions").document
    return Shown(template="sessions.html", values={"found": found})


@SESSIONS.page("POST", "/sessions/<session>/end", id="end-session", asks=("endSession",))
def end_session(visit: Visit) -> Outcome:
    """End one."""
    visit.act(
        "endSession",
        {"session": visit.path["session"]},
        _REASON,
        key=visit.form.get("key"),
    )
    if visit.path["session"] == visit.person.key:
        return Elsewhere(path="/", cookie="")
    return Elsewhere(path="/sessions")


@SESSIONS.page("POST", "/sessions/end", id="end-sessions", asks=("endSessions",))
def end_sessions(visit: Visit) -> Outcome:
    """End all of one's own, this one too."""
    visit.act("endSessions", body=_REASON, key=visit.form.get("key"))
    return Elsewhere(path="/", cookie="")
