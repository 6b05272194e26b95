"""Signing keys of the installation, and access keys of those who call it.

`generate` makes what is missing; `list` shows the public halves; `announce` publishes the next
approval or ledger key ahead of its use; `rotate` replaces it, or the document key (the old one
keeps verifying; a running service takes up the new one by itself); `revoke` says that a former one
is not to be trusted from an instant on; `rotate-evidence` adds one to the keys of licence evidence,
which all stay. `issue`, `holders` and `withdraw` are about access keys: a key's text is shown once
and kept nowhere.

Exit 0: done. 64: wrong usage. 78: settings, key files or the database are not to be had.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from api.access_keys import UnknownKey, issue, known, withdraw
from api.clock import now
from api.commands.line import FINE, USAGE, Parser, complain, say
from api.commands.refusal import REFUSALS, refused
from api.document_key_rotation import rotate_document_key
from api.evidence_keys import add_evidence_key, record_evidence_key
from api.holders import Holder, WrongHolder
from api.identifiers import new_id
from api.key_revocation import KeyNotRevocable, revoke_key
from api.key_ring import APPROVAL, DOCUMENT, LEDGER, make_sure, open_ring
from api.key_rotation import announce, rotate
from api.key_scopes import KeyScope
from api.reaching import reached
from api.roles import Role
from api.sandbox import now_in
from api.settings import Settings
from ledger.entry import Actor
from ledger.store import pending_age
from storage.database import Database
from storage.processes import wait_until
from storage.roles import APP
from storage.scope import SYSTEM

_ACTOR = Actor(person="system:operator", role="system", authentication="command-line")
_DAYS = 365
_PLACED_SECONDS = 10.0
_SIGNED = {APPROVAL: "approvals", LEDGER: "checkpoints", DOCUMENT: "printed approvals"}


class LostOtherwise(Exception):  # noqa: N818 - named for what was found
    """``--lost`` is for the document key: of other keys the ledger proves what they signed when."""

    def __init__(self, use: str) -> None:
        super().__init__(
            f"--lost 只用于文件密钥;{use} 密钥请先 rotate 再 revoke / --lost is for the document"
            f" key: for the {use} key run `procheck keys rotate --use {use}`, then `… revoke`"
        )


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(required=True, metavar="ACTION", parser_class=Parser)
    for name, about, action in (
        ("generate", "make the signing keys that are missing", _generate),
        ("list", "show the public halves of all signing keys", _list),
        ("rotate-evidence", "add a key for licence evidence; earlier ones stay", _rotate_evidence),
        ("holders", "show the access keys, without their secrets", _holders),
    ):
        actions.add_parser(name, help=about).set_defaults(action=action)
    ahead = actions.add_parser("announce", help="publish the next key of a use ahead of it")
    ahead.add_argument("--use", choices=(APPROVAL, LEDGER), default=APPROVAL)
    ahead.set_defaults(action=_announce)
    turn = actions.add_parser("rotate", help="replace the key of a use")
    turn.add_argument("--use", choices=(APPROVAL, LEDGER, DOCUMENT), default=APPROVAL)
    turn.add_argument(
        "--lost",
        metavar="REASON",
        help="papers of the former document key are trusted no more; other keys are revoked",
    )
    turn.set_defaults(action=_rotate)
    fresh = actions.add_parser("issue", help="issue an access key and show it once")
    fresh.add_argument("--person", required=True, help="identifier of the person, never a name")
    fresh.add_argument("--role", required=True, choices=[role.value for role in Role])
    fresh.add_argument("--agency", metavar="USCC", help="for officers and approvers")
    fresh.add_argument("--supplier", metavar="USCC", help="for suppliers")
    fresh.add_argument("--label", default="", help="what the key is for")
    fresh.add_argument(
        "--scope",
        choices=[scope.value for scope in KeyScope],
        help="narrow it: to reading, or to trying orders out",
    )
    fresh.add_argument("--days", type=int, default=_DAYS, help="days until it expires")
    fresh.set_defaults(action=_issue)
    lost = actions.add_parser("revoke", help="trust a former key no more, as of then")
    lost.add_argument("kid", metavar="KID", help="the key, as `procheck keys list` names it")
    lost.add_argument(
        "--as-of",
        type=_instant,
        metavar="INSTANT",
        required=True,
        help="from when it is not to be trusted, such as 2026-12-01T08:00:00+08:00",
    )
    lost.add_argument("--reason", required=True, help="why; it stands in the ledger")
    lost.set_defaults(action=_revoke)
    gone = actions.add_parser("withdraw", help="withdraw an access key at once")
    gone.add_argument("id", metavar="ID", help="the part of the key between the underscores")
    gone.set_defaults(action=_withdraw)


def run(arguments: argparse.Namespace) -> int:
    """Do the action named."""
    try:
        arguments.action(arguments, Settings.from_environment(os.environ))
    except WrongHolder as error:
        complain(str(error))
        return USAGE
    except (KeyNotRevocable, LostOtherwise) as error:
        complain(str(error))
        return USAGE
    except UnknownKey as error:
        complain(f"there is no access key {error} in force; `procheck keys holders` lists them")
        return USAGE
    except REFUSALS as error:
        return refused(error)
    return FINE


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Database, datetime]]:
    """Open the database to act on it, with the instant its service is at."""
    with reached(settings, APP) as database:
        with database.transaction(SYSTEM) as connection:
            at = now_in(connection)
        yield database, at


def _generate(_: argparse.Namespace, settings: Settings) -> None:
    for line in make_sure(settings, now()) or ("all keys are there",):
        say(line)


def _list(_: argparse.Namespace, settings: Settings) -> None:
    for key in open_ring(settings).published:
        until = "" if key.revoked_at is None else f"  not trusted from {key.revoked_at.isoformat()}"
        since = key.since.isoformat()
        say(f"{key.kid}  {key.use:<8}  {key.state.value:<7}  since {since}{until}")


def _announce(arguments: argparse.Namespace, settings: Settings) -> None:
    open_ring(settings)
    use = arguments.use
    with _opened(settings) as (database, at):
        kid = announce(settings, database, actor=_ACTOR, ids=new_id, now=at, use=use)
    beside = "; until then both sign checkpoints" if use == LEDGER else ""
    turn = f"procheck keys rotate{_told(use)}"
    say(f"{kid} is published as the next key; `{turn}` lets it sign{beside}")


def _told(use: str) -> str:
    return "" if use == APPROVAL else f" --use {use}"


def _revoke(arguments: argparse.Namespace, settings: Settings) -> None:
    kid, since, reason = arguments.kid, arguments.as_of, arguments.reason
    with _opened(settings) as (database, at):
        revoke_key(
            settings,
            database,
            kid=kid,
            at=since,
            reason=reason,
            actor=_ACTOR,
            ids=new_id,
            now=at,
        )
    say(f"{kid} is not trusted from {since.isoformat()} on; what the ledger has from before stays")


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.utcoffset() is None:
        msg = f"{text!r} has no time zone: such as 2026-12-01T08:00:00+08:00"
        raise argparse.ArgumentTypeError(msg)
    return found


def _rotate(arguments: argparse.Namespace, settings: Settings) -> None:
    open_ring(settings)
    use = arguments.use
    if arguments.lost is not None and use != DOCUMENT:
        raise LostOtherwise(use)
    with _opened(settings) as (database, at):
        if use == DOCUMENT:
            old, new = rotate_document_key(
                settings, database, actor=_ACTOR, ids=new_id, now=at, lost=arguments.lost
            )
        else:
            old, new = rotate(
                settings,
                database,
                actor=_ACTOR,
                ids=new_id,
                now=at,
                use=use,
                placed=lambda: _placed(database, at),
            )
    fate = "keeps verifying" if arguments.lost is None else "is not trusted any more"
    say(f"{new} signs {_SIGNED[use]} from now on; {old} {fate}")


def _placed(database: Database, at: datetime) -> bool:
    """Wait for every entry of until now to have its place, as long as one may be without."""

    def none_waits() -> bool:
        with database.transaction(SYSTEM) as connection:
            return not pending_age(connection, at)

    return wait_until(none_waits, _PLACED_SECONDS)


def _rotate_evidence(_: argparse.Namespace, settings: Settings) -> None:
    with _opened(settings) as (database, at), database.transaction(SYSTEM) as connection:
        key = add_evidence_key(settings, at)
        record_evidence_key(connection, key, actor=_ACTOR, ident=new_id(), now=at)
    say(f"licence evidence is kept under {key} too from now on; the earlier keys stay")


def _holders(_: argparse.Namespace, settings: Settings) -> None:
    with reached(settings, APP) as database, database.transaction(SYSTEM) as connection:
        for key in known(connection):
            whose = key.agency or key.supplier or "—"
            state = "withdrawn" if key.revoked_at else f"until {key.expires_at.date()}"
            used = f"used {key.last_used_at.date()}" if key.last_used_at else "never used"
            scope = key.scope or "all of its role"
            line = f"{key.id}  {key.role:<16}  {key.person:<24}  {whose:<18}  {state}"
            say(f"{line}  {scope}  {used}  {key.label}")


def _issue(arguments: argparse.Namespace, settings: Settings) -> None:
    holder = Holder(
        person=arguments.person,
        role=Role(arguments.role),
        agency=arguments.agency,
        supplier=arguments.supplier,
        label=arguments.label,
        scope=None if arguments.scope is None else KeyScope(arguments.scope),
    )
    with _opened(settings) as (database, at), database.transaction(SYSTEM) as connection:
        text = issue(connection, holder, actor=_ACTOR, ids=new_id, now=at, days=arguments.days)
    say(text)


def _withdraw(arguments: argparse.Namespace, settings: Settings) -> None:
    with _opened(settings) as (database, at), database.transaction(SYSTEM) as connection:
        withdraw(connection, arguments.id, actor=_ACTOR, ids=new_id, now=at)
    say(f"{arguments.id} is withdrawn")
