"""Accounts of people who sign in with a name and a password.

`add` makes one, `list` shows them, `disable` closes one with its sessions, `password` gives one
another password. A password is never an argument: it is generated and shown once, or with
`--password-stdin` read from standard input, one line.

Exit 0: done. 64: wrong usage. 78: settings, key files or the database are not to be had.
"""

import argparse
import os
import sys
from datetime import datetime

from api.accounts import (
    Act,
    MalformedName,
    NameTaken,
    NoPassword,
    UnknownAccount,
    account_named,
    account_of,
    accounts_known,
    add_account,
    disable_account,
    set_password,
)
from api.clock import now
from api.commands.line import FINE, USAGE, Parser, complain, say
from api.commands.refusal import REFUSALS, refused
from api.holders import Holder, WrongHolder
from api.identifiers import new_id
from api.passwords import SHORTEST, WeakPassword, fresh_password
from api.reaching import reached
from api.roles import Role
from api.settings import Settings
from ledger.entry import Actor
from storage.roles import APP
from storage.scope import SYSTEM

_ACTOR = Actor(person="system:operator", role="system", authentication="command-line")


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(required=True, metavar="ACTION", parser_class=Parser)
    fresh = actions.add_parser("add", help="make an account")
    fresh.add_argument("name", metavar="NAME", help="to sign in by: small letters, digits, . _ -")
    fresh.add_argument("--role", required=True, choices=[role.value for role in Role])
    fresh.add_argument("--person", help="identifier of the person, never a name; local:NAME if not")
    fresh.add_argument("--agency", metavar="USCC", help="for officers and approvers")
    fresh.add_argument("--supplier", metavar="USCC", help="for suppliers")
    fresh.add_argument("--label", default="", help="what helps to know the account by")
    _password_of(fresh)
    fresh.set_defaults(action=_add)
    shown = actions.add_parser("list", help="show the accounts")
    shown.set_defaults(action=_list)
    gone = actions.add_parser("disable", help="close an account, and its sessions at once")
    gone.add_argument("name", metavar="NAME", help="its name, or its identifier")
    gone.set_defaults(action=_disable)
    other = actions.add_parser("password", help="give an account another password")
    other.add_argument("name", metavar="NAME")
    _password_of(other)
    other.set_defaults(action=_password)


def run(arguments: argparse.Namespace) -> int:
    """Do the action named."""
    try:
        arguments.action(arguments, Settings.from_environment(os.environ), now())
    except WrongHolder as error:
        complain(str(error))
    except NameTaken as error:
        complain(f"another account has the name {error}")
    except MalformedName as error:
        complain(f"{str(error)!r} is no name: 2 to 64 small letters, digits, dots, dashes")
    except WeakPassword:
        complain(
            f"a password has at least {SHORTEST} characters beside its account's name and words of"
            " the service, and not one again and again"
        )
    except NoPassword:
        complain("the account belongs to an identity provider and has no password here")
    except UnknownAccount as error:
        complain(f"there is no account {error}; `procheck accounts list` shows them")
    except REFUSALS as error:
        return refused(error)
    else:
        return FINE
    return USAGE


def _add(arguments: argparse.Namespace, settings: Settings, at: datetime) -> None:
    name = arguments.name
    holder = Holder(
        person=arguments.person or f"local:{name}",
        role=Role(arguments.role),
        agency=arguments.agency,
        supplier=arguments.supplier,
        label=arguments.label,
    )
    password = _given(arguments)
    with reached(settings, APP) as database, database.transaction(SYSTEM) as connection:
        add_account(connection, holder, name, password, act=_act(at))
    _tell(arguments, password)


def _list(_: argparse.Namespace, settings: Settings, __: datetime) -> None:
    with reached(settings, APP) as database, database.transaction(SYSTEM) as connection:
        for it in accounts_known(connection):
            state = "open" if it.disabled_at is None else f"closed {it.disabled_at.date()}"
            whose = it.agency or it.supplier or "—"
            name = it.name or f"{it.issuer}#{it.subject}"
            say(f"{it.id}  {name:<24}  {it.role:<22}  {it.person:<24}  {whose:<18}  {state}")


def _disable(arguments: argparse.Namespace, settings: Settings, at: datetime) -> None:
    name = arguments.name
    with reached(settings, APP) as database, database.transaction(SYSTEM) as connection:
        try:
            found = account_named(connection, name)
        except UnknownAccount:
            found = account_of(connection, name)
        closed = disable_account(connection, found.id, act=_act(at))
    say(f"{name} is closed, and its sessions" if closed else f"{name} was closed already")


def _password(arguments: argparse.Namespace, settings: Settings, at: datetime) -> None:
    password = _given(arguments)
    with reached(settings, APP) as database, database.transaction(SYSTEM) as connection:
        found = account_named(connection, arguments.name)
        set_password(connection, found.id, password, act=_act(at))
    _tell(arguments, password)


def _password_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input; without it one is generated and shown once",
    )


def _given(arguments: argparse.Namespace) -> str:
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return fresh_password()


def _tell(arguments: argparse.Namespace, password: str) -> None:
    say("done" if arguments.password_stdin else password)


def _act(at: datetime) -> Act:
    return Act(actor=_ACTOR, ids=new_id, now=at)
