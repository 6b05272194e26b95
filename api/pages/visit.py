"""One request of a person's browser: who sits there, and what he asks the service's operations."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage, MultiDict

from api.access import may
from api.access_table import ACCESS
from api.asked import read_path, read_query
from api.call import Call, Reply
from api.identity import Principal
from api.operation import Operation
from api.pages.law_words import LawWords
from api.pages.weighty import WEIGHTY
from api.performing import Turn, encode, perform
from api.problem import Problem, refuse
from api.problems import problem_of
from api.services import Services
from api.sessions import Resumed, resume
from approvals.legal_day import legal_day

TERMS: Final = "listTerms"
"""The operation every page may ask: it tells what codes are called, and nothing of anybody."""
HIDDEN_FIELD: Final = "form"
"""The field of a form that holds its session's token."""


class PageAsksMore(Exception):  # noqa: N818 - named for what was found
    """A page asks an operation it does not declare: a fault of the page, found by its tests."""


class ProofNeeded(Exception):  # noqa: N818 - named for what was found
    """A weighty act wants whoever sits there to prove again who he is; his form is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an operation answered: its document as it would have gone out, and its entity tag."""

    status: int
    document: Any
    etag: str | None
    reply: Reply


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request, as far as a page needs it.

    ``who`` is whose session it is, ``None`` for anybody; ``form`` and ``files`` are what was sent,
    ``path`` the parts of the page's own path, ``query`` those of its address.
    """

    services: Services
    operations: Mapping[str, Operation]
    asks: Collection[str]
    now: datetime
    language: str
    cookie: str | None
    who: Resumed | None
    path: Mapping[str, str] = field(default_factory=dict)
    query: MultiDict[str, str] = field(default_factory=MultiDict)
    form: MultiDict[str, str] = field(default_factory=MultiDict)
    files: MultiDict[str, FileStorage] = field(default_factory=MultiDict)
    place: str = "/"
    """The path of the page."""
    address: str = "/"
    """The path of the page with its query, to come back to."""
    way: str | None = None
    """The cookie of a browser that is under way (`api.sign_in_ways`)."""
    remote: str = ""
    """The address the request came from."""
    fragment: bool = False
    """Whether a part of a page is asked for, to be put into one that is there."""
    led_here: bool = False
    """Whether another site's page led the browser here."""
    _law_words: LawWords | None = None
    _turn: Turn | None = field(init=False, default=None)
    """One for all that is asked, so that a page counts as one request however much it asks."""

    @property
    def wall(self) -> datetime:
        """The instant by which sessions and proofs hold: a sandbox's clock moves neither."""
        return self.services.key_time

    @property
    def today(self) -> date:
        """The day of law."""
        return legal_day(self.now)

    @property
    def person(self) -> Principal:
        """Who sits there.

        Raises:
            Refused: as ``unauthenticated``; nobody has signed in.
        """
        if self.who is None:
            refuse("unauthenticated")
        return self.who.principal

    @property
    def proven(self) -> bool:
        """Return whether he has proven lately who he is, as weighty acts demand."""
        until = None if self.who is None else self.who.proven_until
        return until is not None and self.wall < until

    @property
    def law_words(self) -> LawWords:
        """Return the words of the law in force; they are asked for once, and any page may."""
        if self._law_words is None:
            self._law_words = LawWords(self.ask(TERMS).document["items"])
        return self._law_words

    def may(self, operation: str) -> bool:
        """Return whether whoever sits there may do what an operation does."""
        if ACCESS[operation].public:
            return True
        if self.who is None:
            return False
        principal = self.who.principal
        return may(operation, principal.role, principal.narrowed)

    def ask(
        self,
        operation: str,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str | None] | None = None,
    ) -> Told:
        """Ask an operation that changes nothing.

        Args:
            operation: which.
            path: the parts of its path.
            query: its parameters; those that are ``None`` or blank are left out.

        Raises:
            Exception: whatever the operation refuses or raises; the page's edge shows it.
        """
        given = MultiDict({name: value for name, value in (query or {}).items() if value})
        return self._perform(operation, path or {}, given, b"", {})

    def act(
        self,
        operation: str,
        path: Mapping[str, str] | None = None,
        body: Any = None,  # noqa: ANN401 - a JSON value
        *,
        data: bytes = b"",
        media: str | None = None,
        key: str | None = None,
        etag: str | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Told:
        """Have an operation done, or tried out.

        Args:
            operation: which.
            path: the parts of its path.
            body: its body, a JSON value, or
            data: a document of the type
            media: as it was sent.
            key: the form's Idempotency-Key: sent twice, it acts once.
            etag: of what the person looked at.
            query: its parameters.

        Raises:
            ProofNeeded: it is weighty, and he has not proven lately who he is. Nothing was done.
            Exception: as `ask`.
        """
        if operation in WEIGHTY and self.may(operation) and not self.proven:
            raise ProofNeeded
        headers = {
            **({} if key is None else {"Idempotency-Key": key}),
            **({} if etag is None else {"If-Match": etag}),
            **({} if media is None else {"Content-Type": media}),
        }
        sent = data or b"" if body is None else encode(body)
        return self._perform(operation, path or {}, MultiDict(query or {}), sent, headers)

    def attempt(
        self,
        operation: str,
        path: Mapping[str, str] | None = None,
        body: Any = None,  # noqa: ANN401 - a JSON value
        **told: Any,  # noqa: ANN401 - the further arguments of `act`
    ) -> Told | Problem:
        """Have an operation done, and return the problem where it is refused.

        Raises:
            Exception: what nobody foresaw.
        """
        try:
            return self.act(operation, path, body, **told)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            return problem

    def send(
        self,
        operation: str,
        body: Any,  # noqa: ANN401 - a JSON value
    ) -> Told | Problem:
        """Have done what a form asks of the thing the page is about, as `attempt`.

        The form brings its own Idempotency-Key, and the tag of what the person looked at.
        """
        form = self.form
        return self.attempt(operation, self.path, body, key=form.get("key"), etag=form.get("etag"))

    def _perform(
        self,
        name: str,
        path: Mapping[str, str],
        query: MultiDict[str, str],
        body: bytes,
        headers: Mapping[str, str],
    ) -> Told:
        if name not in self.asks and name != TERMS:
            raise PageAsksMore(name)
        operation = self.operations[name]
        url = operation.path
        for part, value in path.items():
            url = url.replace(f"<{part}>", value)
        call = Call(
            services=self.services,
            now=self.now,
            path=read_path(path),
            query=read_query(operation, query),
            body=body,
            headers=headers,
            url=url,
            query_string=urlencode(list(query.items(multi=True))),
            raw_query=query,
            remote=self.remote,
        )
        if self._turn is None:
            self._turn = Turn(self.services, self._identify)
        reply = perform(operation, call, self._turn)
        return Told(
            status=reply.status,
            document=_document(reply),
            etag=reply.etag or reply.headers.get("ETag"),
            reply=reply,
        )

    def _identify(self, connection: Connection, now: datetime) -> Principal:
        return resume(connection, self.cookie, now).principal


def _document(reply: Reply) -> Any:  # noqa: ANN401 - a JSON value
    """Return the document as it would have gone out: what is shown is what a system is told."""
    if reply.content is not None:
        return json.loads(reply.content) if reply.media.endswith("json") else None
    return None if reply.document is None else json.loads(encode(reply.document))
