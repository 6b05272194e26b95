"""Tables of a test's own, which the service's role may write into."""

import psycopg

from tests.cluster import TestDatabase


def make_tables(made: TestDatabase, **tables: str) -> None:
    """Make tables by their names, each of the columns given."""
    owner = made.owner_url.replace("+psycopg", "")
    with psycopg.connect(owner, autocommit=True) as connection:
        for name, columns in tables.items():
            connection.execute(f"create table procheck.{name} ({columns})")
            connection.execute(f"grant select, insert on procheck.{name} to procheck_app")
