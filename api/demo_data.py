"""Example agencies, and a key for each role, for trying the service out. Nothing in it is real.

Done again it changes nothing: agencies are registered once, and the keys in the credentials file
stay the same at every start. Names, codes and documents say that they are examples.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from api.access_keys import issue, make_room, new_key_text
from api.examples import AGENCY, SECOND_AGENCY, SUPPLIER
from api.holders import Holder
from api.identity import split_key
from api.roles import Role
from api.tables import access_key
from approvals.agencies import (
    NewAgency,
    Provenance,
    name_approvers,
    record_headcount,
    record_properties,
    register_agency,
)
from approvals.errors import AgencyExists
from ledger.entry import Actor
from storage.database import Database
from storage.scope import SYSTEM
from validators.evidence import Level
from validators.law import Law

ACTOR = Actor(person="system:demo", role="system", authentication="start")
CREDENTIALS = "demo-credentials.json"
"""One key for each role: the demo's seven people."""
SECOND_CREDENTIALS = "demo-second-credentials.json"
"""The second person of each act that needs two, and the people of an agency with an approver."""

_SINCE = date(2026, 1, 1)
_DAYS = 3650
_ROLES = tuple(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleAgency:
    """An agency that does not exist."""

    uscc: str
    name: str
    heads: int
    properties: Mapping[str, bool]
    approvers: tuple[str, ...] = ()


_PROPERTIES = {
    "classified": False,
    "field_duty": False,
    "evaluation_bound": True,
}
AGENCIES = (
    ExampleAgency(
        uscc=AGENCY,
        name="示例单位甲(虚构) Example agency one, not a real one",
        heads=200,
        properties=_PROPERTIES,
    ),
    ExampleAgency(
        uscc=SECOND_AGENCY,
        name="示例单位乙(虚构) Example agency two, not a real one",
        heads=50,
        properties=_PROPERTIES,
        approvers=("demo:approver-two",),
    ),
)
PEOPLE = {
    role.value: Holder(
        person=f"demo:{role.value}",
        role=role,
        agency=AGENCY if role in {Role.OFFICER, Role.APPROVER} else None,
        supplier=SUPPLIER if role is Role.SUPPLIER else None,
        label="demo",
    )
    for role in _ROLES
}
SECOND_PEOPLE = {
    role.value: Holder(
        person=f"demo:{role.value}-two",
        role=role,
        agency=SECOND_AGENCY if role in {Role.OFFICER, Role.APPROVER} else None,
        label="demo",
    )
    for role in (Role.OFFICER, Role.APPROVER, Role.CATALOG_KEEPER, Role.STANDARDS_KEEPER)
}


def put_in(
    database: Database,
    law: Law,
    folder: Path,
    *,
    ids: Callable[[], str],
    now: datetime,
    heads: int | None = None,
) -> Path:
    """Register the example agencies and their people; return the file of the credentials.

    Args:
        database: where, as its web role.
        law: what they are registered under.
        folder: where the credentials go.
        ids: draws identifiers.
        now: the instant of registering.
        heads: persons of each agency, where they are to be others than the example's.

    Raises:
        OSError: the credentials cannot be written.
    """
    for agency in AGENCIES:
        told = agency if heads is None else replace(agency, heads=heads)
        _register(database, told, law, ids, now)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _keys(database, folder / SECOND_CREDENTIALS, SECOND_PEOPLE, ids, now)
    return _keys(database, folder / CREDENTIALS, PEOPLE, ids, now)


def _register(
    database: Database, agency: ExampleAgency, law: Law, ids: Callable[[], str], now: datetime
) -> None:
    try:
        with database.transaction(SYSTEM) as connection:
            register_agency(
                connection,
                actor=ACTOR,
                new=NewAgency(
                    uscc=agency.uscc, name=agency.name, jurisdiction="cn", level=Level.CENTRAL
                ),
                law=law,
                ids=ids,
                now=now,
            )
            _facts(connection, agency, ids, now)
    except AgencyExists:
        return


def _facts(
    connection: Connection, agency: ExampleAgency, ids: Callable[[], str], now: datetime
) -> None:
    provenance = Provenance(valid_from=_SINCE, source="example, not a real document")
    record_headcount(
        connection,
        actor=ACTOR,
        uscc=agency.uscc,
        basis="filled-establishment",
        value=agency.heads,
        provenance=provenance,
        ids=ids,
        now=now,
    )
    record_properties(
        connection,
        actor=ACTOR,
        uscc=agency.uscc,
        values=agency.properties,
        provenance=provenance,
        ids=ids,
        now=now,
    )
    if agency.approvers:
        name_approvers(
            connection,
            actor=ACTOR,
            uscc=agency.uscc,
            persons=agency.approvers,
            provenance=provenance,
            ids=ids,
            now=now,
        )


def _keys(
    database: Database,
    file: Path,
    people: Mapping[str, Holder],
    ids: Callable[[], str],
    now: datetime,
) -> Path:
    """Make sure that every key in the file is known, and every person has one."""
    texts = _read(file)
    wanted = {name: texts.get(name) or new_key_text() for name in people}
    # Written first: a key that is known and whose text is lost is of no use to anybody.
    if wanted != texts:
        write_texts(file, wanted)
    with database.transaction(SYSTEM) as connection:
        known = set(connection.scalars(select(access_key.c.id)))
        for name, text in wanted.items():
            halves = split_key(text)
            if halves is not None and halves[0] not in known:
                # Files that were thrown away leave keys behind whose texts nobody knows.
                make_room(connection, people[name], actor=ACTOR, ids=ids, now=now)
                issue(
                    connection,
                    people[name],
                    actor=ACTOR,
                    ids=ids,
                    now=now,
                    days=_DAYS,
                    text=text,
                )
    return file


def _read(file: Path) -> dict[str, str]:
    return {name: text for name, text in read_texts(file).items() if split_key(text) is not None}


def read_texts(file: Path) -> dict[str, str]:
    """Return the names and secrets in a file; none where there is none."""
    try:
        texts: dict[str, str] = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    return {name: str(text) for name, text in texts.items()}


def write_texts(file: Path, texts: Mapping[str, str]) -> None:
    """Write names and secrets into a file of mode 0600, whole or not at all."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w") as out:  # noqa: PTH123 - opened by descriptor, with its mode set
        json.dump(dict(texts), out, indent=2)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
