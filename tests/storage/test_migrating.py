"""Migrations on a real server: from nothing, twice at once, by an administrator, never back."""

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import count
from threading import Thread

import psycopg
import pytest
import zstandard
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from storage import migrating
from storage.base import SCHEMA, metadata
from storage.embedded.provisioning import create_database
from storage.embedded.server import Address
from storage.errors import DowngradeRefusedError, MigrationBusyError, MissingRolesError
from storage.packed import pack
from storage.packed_jws import pack_jws, unpack_jws
from tests.architecture.tree import module_name, root_packages, sources
from tests.cluster import TestDatabase

_numbers = count(1)


@pytest.fixture
def empty(server: Address) -> Iterator[TestDatabase]:
    """A database with nothing in it, not even the schema."""
    name = f"empty_{id(server)}_{next(_numbers)}"
    with server.connect() as connection:
        create_database(connection, name)
        yield TestDatabase(server, name)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _revision(url: str) -> str | None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return migrating.current(connection)


def test_there_is_one_head_and_it_is_known_without_a_database() -> None:
    assert re.fullmatch(r"\d{4}", migrating.head())
    assert len(migrating._scripts().get_heads()) == 1
    assert migrating.is_known("0001")
    assert not migrating.is_known("9999")


def test_an_empty_database_gets_the_whole_schema_and_again_changes_nothing(
    empty: TestDatabase,
) -> None:
    assert _revision(empty.owner_url) is None
    migrating.upgrade(empty.owner_url)
    assert _revision(empty.app_url) == migrating.head()
    migrating.upgrade(empty.owner_url)
    assert _revision(empty.audit_url) == migrating.head()


def test_two_migrators_at_once_both_succeed(empty: TestDatabase) -> None:
    failed: list[Exception] = []

    def migrate() -> None:
        try:
            migrating.upgrade(empty.owner_url)
        except Exception as error:  # noqa: BLE001 - reported below, whatever it is
            failed.append(error)

    threads = [Thread(target=migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert _revision(empty.app_url) == migrating.head()


def test_a_migrator_that_waits_too_long_says_so(
    empty: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "QUEUE_SECONDS", 0.05)
    with empty.address.connect(database=empty.name) as other:
        other.execute("select pg_advisory_lock(%s)", (migrating._ADVISORY_KEY,))
        with pytest.raises(MigrationBusyError, match="wait for it to end"):
            migrating.upgrade(empty.owner_url)


def test_everything_belongs_to_the_owner_whoever_migrates(empty: TestDatabase) -> None:
    migrating.upgrade(empty.superuser_url)
    with empty.address.connect(database=empty.name) as connection:
        owners = connection.execute(
            "select distinct pg_get_userbyid(relowner) from pg_class"
            " where relnamespace = 'procheck'::regnamespace"
        ).fetchall()
    assert owners == [("procheck_owner",)]


def test_nobody_else_enters_the_schema(empty: TestDatabase) -> None:
    migrating.upgrade(empty.owner_url)
    with empty.address.connect(database=empty.name) as connection:
        grantees = connection.execute(
            "select distinct coalesce(r.rolname, 'public') from pg_namespace n,"
            " aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee"
            " where n.nspname = 'procheck'"
        ).fetchall()
    assert {row[0] for row in grantees} == {
        "procheck_owner",
        "procheck_app",
        "procheck_sequencer",
        "procheck_audit",
    }


def test_the_auditing_role_reads_every_table_but_those_of_secrets_and_jobs(
    fresh_database: TestDatabase,
) -> None:
    with fresh_database.address.connect(database=fresh_database.name) as connection:
        closed = connection.execute(
            "select relname from pg_class where relkind in ('r', 'p')"
            " and relnamespace = 'procheck'::regnamespace"
            " and relname not like 'procrastinate%'"
            " and not has_table_privilege('procheck_audit', oid, 'SELECT')"
        ).fetchall()
    secrets = {"access_key", "access_token", "account", "web_session", "sign_in_way"}
    assert {row[0] for row in closed} <= secrets


@pytest.fixture
def deployer(server: Address) -> Iterator[str]:
    """A login that may do nothing yet."""
    with server.connect() as connection:
        connection.execute("create role deployer login")
        yield "deployer"
        connection.execute("drop owned by deployer")
        connection.execute("drop role deployer")


def test_a_login_without_rights_is_told_what_an_administrator_must_run(
    empty: TestDatabase, deployer: str
) -> None:
    with empty.address.connect(database=empty.name) as administrator:
        administrator.execute(f"grant connect on database {empty.name} to {deployer}".encode())
        with pytest.raises(MissingRolesError) as refused:
            migrating.upgrade(empty.url(deployer))
        assert 'GRANT procheck_owner TO "deployer"' in str(refused.value)
        assert _revision(empty.owner_url) is None
        # Exactly those, and it works.
        for statement in refused.value.statements:
            administrator.execute(statement.encode())
        migrating.upgrade(empty.url(deployer))
        administrator.execute(f"revoke all on database {empty.name} from {deployer}".encode())
    assert _revision(empty.app_url) == migrating.head()


def test_what_holds_the_record_is_not_taken_back(fresh_database: TestDatabase) -> None:
    with pytest.raises(DowngradeRefusedError):
        migrating.downgrade(fresh_database.owner_url, revision="base")
    assert _revision(fresh_database.app_url) == migrating.head()


def test_the_foundation_itself_is_not_taken_back(empty: TestDatabase) -> None:
    migrating.upgrade(empty.owner_url, revision="0001")
    with pytest.raises(DowngradeRefusedError, match="records are kept"):
        migrating.downgrade(empty.owner_url, revision="base")
    assert _revision(empty.app_url) == "0001"


def test_the_script_for_administrators_makes_the_same_schema(
    empty: TestDatabase, fresh_database: TestDatabase
) -> None:
    with psycopg.connect(
        empty.superuser_url.replace("+psycopg", ""), autocommit=True
    ) as connection:
        connection.execute(migrating.render().encode())
    assert _shape(empty) == _shape(fresh_database)


def test_the_tables_the_program_knows_are_those_the_migrations_made(
    fresh_database: TestDatabase,
) -> None:
    # All of them, whatever other tests have loaded: each package keeps its own.
    for path in sources(*root_packages()):
        if path.stem.endswith("tables"):
            import_module(module_name(path))
    ours = {table.name for table in metadata.tables.values()}
    assert {"ledger_event", "book_revision", "purchase_order", "access_key"} <= ours
    engine = create_engine(fresh_database.superuser_url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"set search_path = {SCHEMA}"))
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "compare_type": True,
                "version_table_schema": SCHEMA,
                "include_name": lambda name, kind, _: (
                    name in ours | {SCHEMA} if kind in {"table", "schema"} else True
                ),
            },
        )
        assert compare_metadata(context, metadata) == []


def test_devices_that_earlier_orders_replace_are_taken_up(empty: TestDatabase) -> None:
    migrating.upgrade(empty.owner_url, revision="0043")
    sent = '{"lines":[{"replaces":["旧-1","旧-1"]},{},{"replaces":["旧-2"]}]}'
    with empty.address.connect(database=empty.name) as connection:
        connection.execute(
            """
            with a as (insert into procheck.agency
                values ('11100000000000001M', 'Example agency', 'cn', 'central', now(), 'x')),
            o as (insert into procheck.purchase_order (id, agency, reference, state, outcome,
                placed_on, placed_at, placed_by, document, content_hash, changed_at)
                values ('example-order', '11100000000000001M', 'A-1', 'refused', 'refused',
                    current_date, now(), 'x', %(sent)s, %(digest)s, now()))
            insert into procheck.order_line (order_id, line, agency, class, attributes, quantity,
                unit_price, reserved, committed)
                select 'example-order', it, '11100000000000001M', 'desktop', '{}', 1, 1, 0, 0
                from generate_series(0, 2) it
            """,
            {"digest": f"sha256:{0:064x}", "sent": sent.encode()},
        )
    migrating.upgrade(empty.owner_url)
    with empty.address.connect(database=empty.name) as connection:
        found = connection.execute(
            "select serial, order_id, line, agency from procheck.replacement order by serial"
        ).fetchall()
    assert found == [
        ("旧-1", "example-order", 0, "11100000000000001M"),
        ("旧-2", "example-order", 2, "11100000000000001M"),
    ]


def test_serials_that_differ_in_case_alone_stand_and_no_third_one_comes(
    empty: TestDatabase,
) -> None:
    migrating.upgrade(empty.owner_url, revision="0044")
    with empty.address.connect(database=empty.name) as connection:
        connection.execute(
            """
            with a as (insert into procheck.agency
                values ('11100000000000001M', 'Example agency', 'cn', 'central', now(), 'x'))
            insert into procheck.asset (serial, agency, class, attributes, recorded_at,
                recorded_by, source)
                select it, '11100000000000001M', 'desktop', '{}', now(), 'x', 'x'
                from unnest(array['SN-A2', 'sn-a2', 'SN-A3']) it
            """
        )
    migrating.upgrade(empty.owner_url)
    with empty.address.connect(database=empty.name) as connection:
        kept = connection.execute(
            'select serial, form from procheck.asset order by form, serial collate "C"'
        )
        assert kept.fetchall() == [("SN-A2", "sn-a2"), ("sn-a2", "sn-a2"), ("SN-A3", "sn-a3")]
        claimed = connection.execute("select serial from procheck.device_serial order by 1")
        assert claimed.fetchall() == [("sn-a2",), ("sn-a3",)]
        with pytest.raises(psycopg.errors.UniqueViolation, match="Sn-A3"):
            connection.execute(
                "insert into procheck.asset (serial, agency, class, attributes, recorded_at,"
                " recorded_by, source) values ('Sn-A3', '11100000000000001M', 'desktop', '{}',"
                " now(), 'x', 'x')"
            )


def test_receipts_that_were_there_before_are_found_by_the_listings_they_name(
    empty: TestDatabase,
) -> None:
    migrating.upgrade(empty.owner_url, revision="0016")
    listed = '{"example-cpu":[{"id":"example-1"}],"其他":[{"id":"example-1"},{"id":"示例-2"}]}'
    registers = f'[{{"candidates":{listed}}},{{"candidates":{{}}}}]'
    with empty.address.connect(database=empty.name) as connection:
        connection.execute(
            """
            with a as (insert into procheck.agency
                values ('11100000000000001M', 'Example agency', 'cn', 'central', now(), 'x')),
            o as (insert into procheck.purchase_order (id, agency, reference, state, outcome,
                placed_on, placed_at, placed_by, document, content_hash, changed_at)
                values ('example-order', '11100000000000001M', 'A-1', 'refused', 'refused',
                    current_date, now(), 'x', '{}', %(digest)s, now()))
            insert into procheck.receipt
                values ('example-order', 1, '11100000000000001M', %(digest)s, %(body)s, now())
            """,
            {
                "digest": f"sha256:{0:064x}",
                "body": f'{{"evidence":{{"registers":{registers}}}}}'.encode(),
            },
        )
    migrating.upgrade(empty.owner_url)
    with empty.address.connect(database=empty.name) as connection:
        found = connection.execute(
            "select listing, order_id, agency from procheck.receipt_listing order by listing"
        ).fetchall()
    mine = ("example-order", "11100000000000001M")
    assert found == [("example-1", *mine), ("示例-2", *mine)]


_ORDER = """
with a as (insert into procheck.agency
    values ('11100000000000001M', 'Example agency', 'cn', 'central', now(), 'x'))
insert into procheck.purchase_order (id, agency, reference, state, outcome, placed_on, placed_at,
    placed_by, document, content_hash, changed_at)
values ('example-order', '11100000000000001M', 'A-1', 'refused', 'refused', current_date, now(),
    'x', '{}', %(digest)s, now())
"""
_RECEIPT = """
insert into procheck.receipt
values ('example-order', %(examination)s, '11100000000000001M', %(digest)s, %(body)s, now())
"""
_ANSWER = """
insert into procheck.idempotency values ('x', 'x', 'x', 'x', 200, '{}', %(body)s, now())
"""
_CUT = """
insert into procheck.idempotency values ('x', 'x', 'y', 'x', 200, '{}', %(body)s, now(), '[]')
"""
_APPROVAL = """
insert into procheck.approval (number, order_id, agency, statement, kid, granted_at, granted_by,
    valid_from, valid_until, expires_at, status_index)
values (%(number)s, 'example-order', '11100000000000001M', %(statement)s, 'x', now(), 'x',
    current_date, current_date, now() + interval '1 day', %(index)s)
"""
_WAY = """
select format_type(atttypid, null), attstorage::text from pg_attribute
where attrelid = 'procheck.approval'::regclass and attname = 'statement'
"""
_DIGEST = f"sha256:{0:064x}"
_LARGE = b'{"said":"example"}' * 200


_COUNTING = """
select relname::text from pg_trigger join pg_class c on c.oid = tgrelid
where tgfoid = 'procheck.facts_changed'::regproc order by 1
"""


@pytest.mark.parametrize("packed", ["receipt", "answer"])
def test_how_large_rows_are_stored_is_taken_back_until_one_is_packed(
    empty: TestDatabase, packed: str
) -> None:
    migrating.upgrade(empty.owner_url, revision="0047")
    before = _stored(empty)
    with empty.address.connect(database=empty.name) as connection:
        connection.execute(_ORDER, {"digest": _DIGEST})
        as_it_came = {"examination": 1, "digest": _DIGEST, "body": _LARGE}
        connection.execute(_RECEIPT, as_it_came)
    migrating.upgrade(empty.owner_url, revision="0048")
    now = _stored(empty)
    assert now["receipt"] == ("e", None, True)
    for name in ("ledger_event", "purchase_order"):
        assert now[name] == ("x", ["toast_tuple_target=4080"], True)
    migrating.downgrade(empty.owner_url, revision="0047")
    assert _stored(empty) == before
    migrating.upgrade(empty.owner_url, revision="0048")
    _write(empty, packed, zstandard.ZstdCompressor().compress(_LARGE))
    with pytest.raises(DowngradeRefusedError):
        migrating.downgrade(empty.owner_url, revision="0047")
    assert _stored(empty) == now
    assert _revision(empty.app_url) == "0048"


def _write(database: TestDatabase, kind: str, body: bytes) -> None:
    """Write a second receipt of the example order, or an answer."""
    with database.address.connect(database=database.name) as connection:
        written = {"examination": 2, "digest": _DIGEST, "body": body}
        connection.execute(_RECEIPT if kind == "receipt" else _ANSWER, written)


def test_what_answers_repeat_is_named_until_one_does(empty: TestDatabase) -> None:
    migrating.upgrade(empty.owner_url, revision="0049")
    with empty.address.connect(database=empty.name) as connection:
        connection.execute(_ANSWER, {"body": b"{}"})
    migrating.downgrade(empty.owner_url, revision="0048")
    migrating.upgrade(empty.owner_url, revision="0049")
    with empty.address.connect(database=empty.name) as connection:
        connection.execute(_CUT, {"body": b"{}"})
    with pytest.raises(DowngradeRefusedError):
        migrating.downgrade(empty.owner_url, revision="0048")
    assert _stored(empty)["idempotency"][2]
    assert _revision(empty.app_url) == "0049"


def test_what_is_stated_of_agencies_is_counted_by_whoever_writes_it(empty: TestDatabase) -> None:
    migrating.upgrade(empty.owner_url, revision="0050")
    migrating.downgrade(empty.owner_url, revision="0049")
    migrating.upgrade(empty.owner_url, revision="0050")
    with empty.address.connect(database=empty.name) as connection:
        triggers = connection.execute(_COUNTING).fetchall()
    assert triggers == [(it,) for it in ("agency_property", "headcount", "spare_draw", "waiver")]


@pytest.mark.parametrize("packed", ["receipt", "answer"])
def test_a_release_without_the_dictionary_is_not_gone_back_to_once_it_packed_something(
    empty: TestDatabase, packed: str
) -> None:
    migrating.upgrade(empty.owner_url, revision="0050")
    before = _stored(empty)
    body = zstandard.ZstdCompressor().compress(_LARGE)
    with empty.address.connect(database=empty.name) as connection:
        connection.execute(_ORDER, {"digest": _DIGEST})
        connection.execute(_RECEIPT, {"examination": 1, "digest": _DIGEST, "body": body})
    migrating.upgrade(empty.owner_url, revision="0051")
    now = _stored(empty)
    assert now["ledger_event"] == ("x", ["toast_tuple_target=8160"], True)
    migrating.downgrade(empty.owner_url, revision="0050")
    assert _stored(empty) == before
    migrating.upgrade(empty.owner_url, revision="0051")
    _write(empty, packed, pack(_LARGE))
    with pytest.raises(DowngradeRefusedError):
        migrating.downgrade(empty.owner_url, revision="0050")
    assert _stored(empty) == now
    assert _revision(empty.app_url) == "0051"


def test_statements_are_text_again_until_one_is_packed(empty: TestDatabase) -> None:
    migrating.upgrade(empty.owner_url, revision="0051")
    with empty.address.connect(database=empty.name) as connection:
        connection.execute(_ORDER, {"digest": _DIGEST})
        connection.execute(_APPROVAL, {"number": "one", "statement": "a.b.c", "index": 1})
    migrating.upgrade(empty.owner_url, revision="0052")
    migrating.downgrade(empty.owner_url, revision="0051")
    migrating.upgrade(empty.owner_url, revision="0052")
    with empty.address.connect(database=empty.name) as connection:
        connection.execute("alter table procheck.approval disable trigger approval_moves")
        stored = connection.execute(
            "update procheck.approval set statement = %s returning statement",
            (pack_jws(f"a.{'YWFh' * 900}.c"),),
        ).fetchone()
        ways = connection.execute(_WAY).fetchall()
    assert stored is not None
    assert unpack_jws(stored[0]) == f"a.{'YWFh' * 900}.c"
    with pytest.raises(DowngradeRefusedError):
        migrating.downgrade(empty.owner_url, revision="0051")
    assert (ways, _revision(empty.app_url)) == ([("bytea", "e")], "0052")


def _stored(database: TestDatabase) -> dict[str, tuple[object, ...]]:
    """How a table's body or document is stored, its options, and whether its walls hold for all."""
    with database.address.connect(database=database.name) as connection:
        found = connection.execute(
            "select c.relname, a.attstorage, c.reloptions, c.relforcerowsecurity"
            " from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relnamespace = 'procheck'::regnamespace and c.relname = any(%s)"
            " and a.attname in ('body', 'document')",
            (["receipt", "idempotency", "ledger_event", "purchase_order"],),
        ).fetchall()
    return {name: tuple(rest) for name, *rest in found}


def _shape(database: TestDatabase) -> list[tuple[object, ...]]:
    with database.address.connect(database=database.name) as connection:
        return connection.execute(
            "select c.relname, c.relkind, c.relrowsecurity, c.relacl::text, a.attname,"
            " format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_userbyid(c.relowner)"
            " from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
            " where c.relnamespace = 'procheck'::regnamespace order by 1, 5"
        ).fetchall()
