"""The Flask application: every operation routed, every one with a line in the access table."""

from collections.abc import Callable, Iterable

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from api.access import check_table
from api.draining import drained
from api.edge import problem_response, view_of
from api.glances import Application, glancing
from api.hosts import OPEN, Hosts
from api.operation import Operation
from api.pages.routing import route_pages
from api.problem import Problem, Refused
from api.routes.all import resources
from api.routes.glanced import GLANCES
from api.sandbox_mark import marked
from api.services import Services


class MissingLink(Exception):  # noqa: N818 - named for what was found
    """An operation links to one that is not there."""


def operations(*, sandbox: bool = False) -> tuple[Operation, ...]:
    """Return every operation of the interface of a service, or of a sandbox."""
    return tuple(operation for resource in resources(sandbox=sandbox) for operation in resource)


def create_app(services: Services) -> Flask:
    """Return the application.

    Raises:
        AccessTableWrong: a route has no line in the access table, or a line no route.
    """
    sandbox = services.settings.sandbox
    declared = operations(sandbox=sandbox)
    check_table([operation.id for operation in declared], sandbox=sandbox)
    app = Flask("procheck", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    hosts = Hosts(services.settings.trusted_hosts)
    app.before_request(_guard(hosts))
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    _route(app, declared, services)
    app.register_error_handler(HTTPException, _told)
    route_pages(app, declared, services)
    front = glancing(_known(app.wsgi_app, services), GLANCES, services, hosts)
    front = marked(front) if sandbox else front
    app.wsgi_app = drained(front)  # type: ignore[assignment, method-assign]  # as Flask's manual does it
    return app


def _known(application: Application, services: Services) -> Application:
    """Have clients known by the addresses that proxies add, counted from the end.

    There no client can write. Nothing else that a proxy may say is believed.
    """
    proxies = services.settings.proxies
    return ProxyFix(application, proxies, x_proto=0, x_host=0) if proxies else application


def _guard(hosts: Hosts) -> Callable[[], Response | None]:
    def check() -> Response | None:
        # Read from the environment: what HTTP/1.0 leaves out was not forged.
        environ = request.environ
        absent = "" if environ.get("SERVER_PROTOCOL") == "HTTP/1.1" else "localhost"
        if environ["PATH_INFO"] in OPEN or hosts.take(environ.get("HTTP_HOST", absent)):
            return None
        return problem_response(Refused(Problem(kind="unknown-host")))

    return check


def _route(app: Flask, declared: Iterable[Operation], services: Services) -> None:
    for operation in declared:
        app.add_url_rule(
            operation.path,
            endpoint=operation.id,
            view_func=view_of(operation, services),
            methods=[operation.method],
            provide_automatic_options=False,
        )


def _told(error: HTTPException) -> Response:
    return problem_response(error)
