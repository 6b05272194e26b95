"""Records come out sorted, those of one key as they were put in, and nothing is left on disk."""

from pathlib import Path

import pytest

from storage.external_sort import Record, external_sort


def test_records_come_out_by_key_and_within_it_as_they_were_put_in() -> None:
    put = [Record(str(number % 7), "side", str(number)) for number in range(100)]
    with external_sort() as sort:
        assert list(sort.records()) == []
        for record in put:
            sort.put(record)
        assert list(sort.records()) == sorted(put, key=lambda it: it.key)


def test_its_file_has_no_name_while_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    with external_sort() as sort:
        # More than the cache of SQLite takes.
        for number in range(50_000):
            sort.put(Record(f"{number:09}", "side", "x" * 200))
        assert list(tmp_path.iterdir()) == []
        assert sum(1 for _ in sort.records()) == 50_000
