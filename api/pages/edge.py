"""From a browser's request to a page and back.

1. Whose session. 2. Whether he may open the page. 3. Whether the form is one of ours. 4. The page.
What is refused on the way is shown as a page of its own, with what to do about it.
"""

import hmac
import logging
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from flask import Request, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from api.identifiers import new_id
from api.metrics import count_request
from api.operation import Operation
from api.pages.languages import COOKIE as LANGUAGE_COOKIE
from api.pages.languages import language_of
from api.pages.page import Elsewhere, Handed, Outcome, Page, Shown
from api.pages.rendering import render
from api.pages.visit import HIDDEN_FIELD, ProofNeeded, Visit
from api.pages.ways import to_prove
from api.performing import PUBLIC, encode
from api.problem import Problem, Refused, refuse
from api.problem_kinds import KINDS
from api.problems import problem_of
from api.safe_headers import OVER_TLS
from api.security_log import tell_refusal
from api.services import Services
from api.sessions import LONGEST, Resumed, form_token, resume
from api.sign_in_ways import LIFE as WAY_LIFE

COOKIE: Final = "__Host-procheck"
"""The cookie of a session: sent to this host alone, over TLS (or to this machine), to no script."""
WAY_COOKIE: Final = "__Host-procheck-way"
"""The cookie of a browser that is under way to a provider, or to prove again who sits there."""
SIGN_IN: Final = "/sign-in"

PAGE_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
        " object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    OVER_TLS[0]: OVER_TLS[1],
    "Cache-Control": "no-store",
    "Vary": "Cookie, Accept-Language",
}
"""What every page says: nothing from elsewhere, nothing inline, nothing kept."""

_HTML = "text/html; charset=utf-8"
_YEAR = 365 * 24 * 3600
_MOST_PARTS = 10_000
_log = logging.getLogger(__name__)


def page_view(
    page: Page,
    pages: Mapping[str, Page],
    operations: Mapping[str, Operation],
    services: Services,
) -> Callable[..., Response]:
    """Return the Flask view of a page."""

    def view(**path: str) -> Response:
        began = time.perf_counter()
        visit = _visit(page, operations, services, path)
        try:
            visit.who = _whose(services, visit)
            outcome = _outcome(page, visit, request)
        except Exception as error:  # noqa: BLE001 - the edge answers whatever went wrong
            outcome = _refused(error, visit, page)
        response = _respond(outcome, visit, pages)
        count_request(f"page:{page.id}", response.status_code, time.perf_counter() - began)
        return response

    return view


def _visit(
    page: Page, operations: Mapping[str, Operation], services: Services, path: Mapping[str, str]
) -> Visit:
    return Visit(
        services=services,
        operations=operations,
        asks=page.asks,
        now=services.clock(),
        language=language_of(request.cookies.get(LANGUAGE_COOKIE), request.accept_languages),
        cookie=request.cookies.get(COOKIE),
        who=None,
        path=path,
        query=request.args,
        place=request.path,
        address=request.full_path.rstrip("?") if request.method == "GET" else request.path,
        way=request.cookies.get(WAY_COOKIE),
        remote=request.remote_addr or "",
        fragment=request.headers.get("HX-Request") == "true",
        led_here=request.headers.get("Sec-Fetch-Site", "none") in {"cross-site", "same-site"},
    )


def _whose(services: Services, visit: Visit) -> Resumed | None:
    if visit.cookie is None:
        return None
    try:
        with services.database.transaction(PUBLIC) as connection:
            return resume(connection, visit.cookie, services.key_time)
    except Refused:
        visit.cookie = None
        return None


def _outcome(page: Page, visit: Visit, received: Request) -> Outcome:
    if page.asks and not visit.may(page.asks[0]):
        if visit.who is None:
            return _to_sign_in(received)
        refuse("forbidden", "您的角色不能打开此页", "your role may not open this page")
    if page.method == "POST":
        received.max_content_length = page.most_bytes
        received.max_form_memory_size = page.most_bytes
        received.max_form_parts = _MOST_PARTS
        try:
            visit.form, visit.files = received.form, received.files
        except RequestEntityTooLarge:
            most = f"{page.most_bytes:,}"
            refuse(
                "too-large",
                f"所发内容过大,此页最多接收 {most} 字节",
                f"what was sent is too large: this page takes {most} bytes at most",
            )
        _require_own_form(visit, received)
    try:
        return page.view(visit)
    except ProofNeeded:
        return to_prove(visit)


def _require_own_form(visit: Visit, received: Request) -> None:
    """Refuse what was not sent from one of our pages: by the browser's word, and by the token."""
    origin = received.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != received.host:
        refuse("foreign-form")
    if received.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        refuse("foreign-form")
    if visit.cookie is None:
        return
    sent = visit.form.get(HIDDEN_FIELD) or received.headers.get("X-Form-Token", "")
    if not hmac.compare_digest(sent.encode(), form_token(visit.cookie).encode()):
        refuse("foreign-form")


def _to_sign_in(received: Request) -> Elsewhere:
    back = received.full_path.rstrip("?") if received.method == "GET" else "/"
    return Elsewhere(path=f"{SIGN_IN}?{urlencode({'next': back})}")


def _refused(error: Exception, visit: Visit, page: Page) -> Outcome:
    problem = problem_of(error)
    if problem is None:
        incident = new_id()
        _log.error("incident %s on page %s", incident, page.id, exc_info=error)
        problem = Problem(kind="internal", members={"incident": incident})
    principal = None if visit.who is None else visit.who.principal
    tell_refusal(problem, f"page:{page.id}", visit.remote, None, principal)
    if problem.kind == "unauthenticated" and visit.who is None:
        return _to_sign_in(request)
    return problem_page(problem)


def problem_page(problem: Problem) -> Shown:
    """Return the page that shows a problem."""
    return Shown(
        template="problem.html",
        values={"problem": problem.document()},
        status=KINDS[problem.kind].status,
    )


def _respond(outcome: Outcome, visit: Visit, pages: Mapping[str, Page]) -> Response:
    if isinstance(outcome, Handed):
        return _hand_over(outcome)
    if isinstance(outcome, Elsewhere):
        response = _go(outcome, visit)
    else:
        text = render(visit, outcome, pages)
        response = Response(text, outcome.status, PAGE_HEADERS, content_type=_HTML)
    return response


def _go(outcome: Elsewhere, visit: Visit) -> Response:
    if visit.fragment:
        # A script that followed the redirection would put a whole page into a part of another.
        response = Response(status=HTTPStatus.NO_CONTENT, headers=PAGE_HEADERS)
        response.headers["HX-Redirect"] = outcome.path
    else:
        response = Response(status=HTTPStatus.SEE_OTHER, headers=PAGE_HEADERS)
        response.headers["Location"] = outcome.path
    for name, value, life in (
        (COOKIE, outcome.cookie, LONGEST),
        (WAY_COOKIE, outcome.way, WAY_LIFE),
    ):
        if value is not None:
            response.set_cookie(
                name,
                value,
                max_age=int(life.total_seconds()) if value else 0,
                secure=True,
                httponly=True,
                samesite="Lax",
            )
        if name == COOKIE and value == "":
            # Whoever sits there next finds nothing of what was shown.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
    if outcome.language is not None:
        response.set_cookie(
            LANGUAGE_COOKIE,
            outcome.language,
            max_age=_YEAR,
            secure=True,
            httponly=True,
            samesite="Lax",
        )
    return response


def _hand_over(handed: Handed) -> Response:
    reply = handed.reply
    headers = {
        **PAGE_HEADERS,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(handed.name)}",
    }
    if reply.lines is not None:
        return Response(reply.lines, reply.status, headers, content_type=reply.media)
    content = encode(reply.document) if reply.content is None else reply.content
    return Response(content, reply.status, headers, content_type=reply.media)
