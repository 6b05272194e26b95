"""Puts the pages into the application, beside the operations they stand on."""

from collections.abc import Callable, Iterable, Mapping

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound

from api.edge import problem_response
from api.operation import Operation
from api.pages.all import DESKS
from api.pages.edge import page_view
from api.pages.page import Page
from api.pages.static_files import static_files
from api.problem import refuse
from api.safe_headers import SAFE_HEADERS
from api.services import Services

_YEAR = 31_536_000
_MACHINES = ("/v1/", "/.well-known/", "/problems/", "/oauth/")
"""Where systems ask, and are answered as systems even where there is nothing."""

NOWHERE = Page(id="nowhere", method="GET", path="", view=lambda _: refuse("not-found"))
"""The page of every address that is none."""


class PageWrong(Exception):  # noqa: N818 - named for what was found
    """A page is declared twice, or asks an operation that is not there."""


def declared_pages(operations: Mapping[str, Operation]) -> dict[str, Page]:
    """Return every page by its name.

    Raises:
        PageWrong: a name is given twice, or a page asks what is not there.
    """
    pages: dict[str, Page] = {}
    for page in (page for desk in DESKS for page in desk):
        unknown = [name for name in page.asks if name not in operations]
        if page.id in pages or unknown:
            msg = f"page {page.id}: declared twice, or asks {', '.join(unknown) or 'nothing new'}"
            raise PageWrong(msg)
        pages[page.id] = page
    return pages


def route_pages(app: Flask, declared: Iterable[Operation], services: Services) -> None:
    """Route every page and every file it loads."""
    operations = {operation.id: operation for operation in declared}
    pages = declared_pages(operations)
    for page in pages.values():
        app.add_url_rule(
            page.path,
            endpoint=f"page:{page.id}",
            view_func=page_view(page, pages, operations, services),
            methods=[page.method],
            provide_automatic_options=False,
        )
    app.add_url_rule(
        "/static/<digest>/<name>",
        endpoint="static-file",
        view_func=_static,
        methods=["GET"],
        provide_automatic_options=False,
    )
    app.register_error_handler(NotFound, _nowhere(page_view(NOWHERE, pages, operations, services)))


def _nowhere(to_people: Callable[[], Response]) -> Callable[[HTTPException], Response]:
    def told(error: HTTPException) -> Response:
        person = request.accept_mimetypes.best_match(["application/json", "text/html"])
        if request.path.startswith(_MACHINES) or person != "text/html":
            return problem_response(error)
        return to_people()

    return told


def _static(digest: str, name: str) -> Response:
    file = static_files().get(name)
    if file is None or file.digest != digest:
        return problem_response(NotFound())
    headers = {
        **SAFE_HEADERS,
        "Cache-Control": f"public, max-age={_YEAR}, immutable",
        "Vary": "Accept-Encoding",
    }
    if request.accept_encodings.quality("gzip"):
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, 200, headers, content_type=file.media)
    return Response(file.data, 200, headers, content_type=file.media)
