"""Commands that need no database load neither its driver nor a web framework."""

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_CODE = """
import sys
from catalog.expiry import lapsing
from catalog.released import released_books
books = released_books()
print(len(books.law.editions), len(list(books.catalogue.listings())))
print(sorted({"sqlalchemy", "psycopg", "flask", "requests", "alembic"} & set(sys.modules)))
"""


def test_the_books_of_the_release_are_read_without_a_database() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    counted, loaded = done.stdout.splitlines()
    assert all(int(it) > 0 for it in counted.split())
    assert loaded == "[]"
