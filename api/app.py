"""The Flask application: every operation routed, every one with a line in the access table."""

from collections.abc import Iterable

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from api.access import check_table
from api.draining import drained
from api.edge import problem_response, view_of
from api.operation import Operation
from api.routes.all import RESOURCES
from api.services import Services
from api.settings import Settings


class MissingLink(Exception):  # noqa: N818 - named for what was found
    """An operation links to one that is not there."""


def operations() -> tuple[Operation, ...]:
    """Return every operation of the interface."""
    return tuple(operation for resource in RESOURCES for operation in resource)


def create_app(services: Services) -> Flask:
    """Return the application.

    Raises:
        AccessTableWrong: a route has no line in the access table, or a line no route.
    """
    declared = operations()
    check_table([operation.id for operation in declared])
    app = Flask("procheck", static_folder=None)
    app.config.update(_configuration(services.settings))
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    _route(app, declared, services)
    app.register_error_handler(HTTPException, _told)
    app.wsgi_app = drained(app.wsgi_app)  # type: ignore[assignment, method-assign]  # as Flask's manual does it
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "PROPAGATE_EXCEPTIONS": False,
    }


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
