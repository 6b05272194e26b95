"""Accounts of the demo's people, with passwords drawn at the first start and kept in a file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from api.accounts import Act, UnknownAccount, account_named, add_account, set_password
from api.demo_data import ACTOR, PEOPLE, read_texts, write_texts
from api.passwords import fresh_password
from storage.database import Database
from storage.scope import SYSTEM

ACCOUNTS = "demo-accounts.json"
"""A name and a password for each role."""
_PREFIX = "demo-"


def put_accounts_in(
    database: Database, folder: Path, *, ids: Callable[[], str], now: datetime
) -> Path:
    """Make sure that each of the demo's people has an account; return the file of the passwords.

    Where the file was thrown away, the accounts get other passwords.

    Raises:
        OSError: the file cannot be written.
    """
    file = folder / ACCOUNTS
    before = read_texts(file)
    wanted = {f"{_PREFIX}{role}": before.get(f"{_PREFIX}{role}", "") for role in PEOPLE}
    passwords = {name: text or fresh_password() for name, text in wanted.items()}
    if passwords != before:
        write_texts(file, passwords)
    act = Act(actor=ACTOR, ids=ids, now=now)
    with database.transaction(SYSTEM) as connection:
        for role, holder in PEOPLE.items():
            name = f"{_PREFIX}{role}"
            try:
                known = account_named(connection, name)
            except UnknownAccount:
                add_account(connection, holder, name, passwords[name], act=act)
                continue
            if not before.get(name):
                set_password(connection, known.id, passwords[name], act=act)
    return file
