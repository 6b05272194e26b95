"""Every answer of a sandbox says that it is one."""

from collections.abc import Callable, Iterable
from typing import Any, Final

SANDBOX_HEADER: Final = ("Procheck-Sandbox", "nothing here counts")
"""What every answer of a sandbox carries, errors included; no service's does."""

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def marked(app: _Wsgi) -> _Wsgi:
    """Return an application whose every answer carries the mark."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:  # noqa: ANN401 - as WSGI has it
            return start_response(status, [*headers, SANDBOX_HEADER], *more)

        return app(environ, start)

    return answer
