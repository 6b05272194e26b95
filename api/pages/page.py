"""One page, declared once: its place, and the operations it stands on.

A page computes nothing and decides nothing. It asks operations of the interface, in the process and
as whoever sits at the browser, and shows what they answer; so there is no second path and no second
truth. Who may open it follows from the operations it stands on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.call import Reply
from api.pages.visit import Visit
from api.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A template with what it shows; ``status`` is that of the answer."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


def shown_with(template: str, values: Mapping[str, Any], problem: Problem | None) -> Shown:
    """Return a page that says why something was refused, with its status, where it was."""
    document, status = (None, 200) if problem is None else (problem.document(), problem.status)
    return Shown(template=template, values={**values, "problem": document}, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Where the browser goes on to, by GET; ``cookie`` is the session it has from now on."""

    path: str
    cookie: str | None = None
    """The session's text; empty: it has none any more."""
    language: str | None = None
    way: str | None = None
    """The way the browser is on from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What an operation answered, handed on as it is: a file to keep."""

    reply: Reply
    name: str


Outcome = Shown | Elsewhere | Handed
View = Callable[[Visit], Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A page's line in the menu of whoever may open it; lower ``place`` stands earlier."""

    zh: str
    en: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One method on one path.

    ``asks`` are the operations it may ask; it is for whoever may do the first one, and what he may
    not do of the others it does without. A page that asks nothing is for everybody. ``bytes`` is
    how large a form may be.
    """

    id: str
    method: str
    path: str
    view: View
    asks: tuple[str, ...] = ()
    menu: Menu | None = None
    most_bytes: int = 262_144


class Desk:
    """The pages of one subject, gathered as its module declares them."""

    def __init__(self) -> None:
        self._pages: list[Page] = []

    def __iter__(self) -> Iterator[Page]:
        """Yield the pages in the order they were declared."""
        return iter(self._pages)

    def page(self, method: str, path: str, **declared: Any) -> Callable[[View], View]:  # noqa: ANN401 - the members of Page
        """Declare the page a view shows; see `Page` for the members."""

        def keep(view: View) -> View:
            self._pages.append(Page(method=method, path=path, view=view, **declared))
            return view

        return keep
