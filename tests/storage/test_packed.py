"""Values come back as they were given, and damage never passes for one."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    create_engine,
    insert,
    select,
    text,
)
from sqlalchemy.pool import NullPool

from storage import packed
from storage.errors import PackedError
from storage.one_row import OneRow
from storage.packed import LEAST, MAGIC, NAMED, Packed, pack, unpack
from tests.cluster import TestDatabase, cloned

_RECEIPT = json.dumps(
    [
        {"line": it, "pointer": f"/lines/{it}/unit_price", "said": "单价不高于上限"}
        for it in range(90)
    ],
    ensure_ascii=False,
).encode()
"""As repetitive as a receipt is."""

_AT = len(NAMED) + 1
"""Where the frame begins in a packed value."""
_FIRST = "daa07c7e83182d9cc9b7804f8feeac409e1d3a8f3bbec0a96758ddef0bb53999"

_repetitive = st.builds(lambda it, times: it * times, st.binary(max_size=40), st.integers(0, 200))
_values = st.one_of(
    st.binary(max_size=3 * LEAST),
    _repetitive,
    st.builds(bytes.__add__, st.sampled_from([MAGIC, NAMED]), st.binary(max_size=2 * LEAST)),
    st.builds(pack, _repetitive),
    st.builds(lambda it: it[:-1], st.builds(pack, _repetitive)),
)

_thing = Table(
    "packed_thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("body", Packed),
    prefixes=["TEMPORARY"],
)


@given(_values)
def test_what_is_packed_comes_back_whatever_it_was(value: bytes) -> None:
    stored = pack(value)
    assert unpack(stored) == value
    assert len(stored) <= len(value) or value.startswith((MAGIC, NAMED))


def test_small_values_stay_and_from_the_least_size_on_they_are_packed() -> None:
    sizes = (LEAST - 1, LEAST, LEAST + 1)
    assert [pack(_RECEIPT[:it]).startswith(NAMED) for it in sizes] == [False, True, True]


def test_what_looks_packed_is_packed_whatever_its_size() -> None:
    for value in (MAGIC, NAMED, pack(_RECEIPT), _before(_RECEIPT)):
        assert pack(value) != value
        assert unpack(pack(value)) == value


def test_a_receipt_becomes_a_fraction_and_old_rows_are_read_as_they_stand() -> None:
    assert len(pack(_RECEIPT)) < len(_RECEIPT) / 5
    assert unpack(_RECEIPT) == _RECEIPT
    assert unpack(_before(_RECEIPT)) == _RECEIPT


def _before(value: bytes) -> bytes:
    """Return a value as it was packed before there was a dictionary."""
    return zstandard.ZstdCompressor(level=1, write_checksum=True).compress(value)


def test_a_dictionary_that_was_used_stays_what_it_is() -> None:
    """Every row it packed is unreadable without it: never change one, add the next."""
    digests = {
        it.name: hashlib.sha256(it.read_bytes()).hexdigest()
        for it in Path(packed.__file__).parent.glob("*.dictionary")
    }
    assert digests == {"packing-1.dictionary": _FIRST}


def test_any_zstd_reads_what_is_packed_with_the_dictionary_at_hand() -> None:
    data = Path(packed.__file__).with_name("packing-1.dictionary").read_bytes()
    plain = zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    frame = pack(_RECEIPT).removeprefix(NAMED + b"\x01")
    assert zstandard.ZstdDecompressor(dict_data=plain).decompress(frame) == _RECEIPT


@pytest.mark.parametrize("number", [b"", b"\x00", b"\x02", b"\xff"])
def test_what_another_dictionary_packed_is_refused(number: bytes) -> None:
    rest = pack(_RECEIPT).removeprefix(NAMED + b"\x01") if number else b""
    with pytest.raises(PackedError, match="no dictionary of this release"):
        unpack(NAMED + number + rest)


def test_a_frame_read_by_the_wrong_dictionary_is_refused() -> None:
    head = NAMED + b"\x01"
    law = Path(packed.__file__).with_name("packing-1.dictionary").read_bytes()[-20000:]
    frame = pack(law).removeprefix(head)
    assert len(frame) < 200
    with pytest.raises(PackedError):
        unpack(frame)


def test_no_damage_to_a_frame_gives_other_bytes() -> None:
    stored = pack(_RECEIPT)
    refused = 0
    for place in range(_AT, len(stored)):
        for bit in range(8):
            damaged = bytearray(stored)
            damaged[place] ^= 1 << bit
            try:
                # Bits that the format leaves unused change nothing.
                assert unpack(bytes(damaged)) == _RECEIPT
            except PackedError:
                refused += 1
    assert refused > 0.95 * 8 * (len(stored) - _AT)


def test_a_frame_that_is_cut_off_or_goes_on_is_refused() -> None:
    stored = pack(_RECEIPT)
    for length in range(len(NAMED), len(stored)):
        with pytest.raises(PackedError):
            unpack(stored[:length])
    for more in (b"x", stored):
        with pytest.raises(PackedError):
            unpack(stored + more)


def test_a_frame_that_does_not_tell_its_size_or_tells_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    untold = zstandard.ZstdCompressor(write_content_size=False).compress(_RECEIPT)
    with pytest.raises(PackedError, match="-1 bytes"):
        unpack(untold)
    stored, size = pack(_RECEIPT), len(_RECEIPT)
    for most, read in ((size - 1, False), (size, True), (size + 1, True)):
        monkeypatch.setattr(packed, "MOST", most)
        if read:
            assert unpack(stored) == _RECEIPT
            assert pack(_RECEIPT) == stored
        else:
            with pytest.raises(PackedError, match=f"{size} bytes"):
                unpack(stored)
            assert pack(_RECEIPT) == _RECEIPT
            with pytest.raises(PackedError, match=f"{size + 4} bytes"):
                pack(MAGIC + _RECEIPT)


def test_threads_pack_and_unpack_beside_each_other() -> None:
    values = [_RECEIPT + b"%d" % it * 9 for it in range(400)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda it: unpack(pack(it)), values)) == values


@pytest.fixture(scope="module")
def rows(request: pytest.FixtureRequest) -> Iterator[Connection]:
    with cloned(request.getfixturevalue("server"), "packed") as made:
        made_for: TestDatabase = made
        engine = create_engine(made_for.superuser_url, poolclass=NullPool)
        with engine.connect() as connection:
            _thing.create(connection)
            yield connection


def test_a_column_packs_what_is_written_and_every_way_of_reading_unpacks(rows: Connection) -> None:
    rows.execute(insert(_thing), [{"id": 1, "body": _RECEIPT}, {"id": 2, "body": None}])
    old = {"id": 3, "body": _RECEIPT}
    rows.execute(text("insert into packed_thing values (:id, :body)"), old)
    bodies = text("select body from packed_thing order by id")
    stored = list(rows.scalars(bodies))
    assert stored == [pack(_RECEIPT), None, _RECEIPT]
    expected = [_RECEIPT, None, _RECEIPT]
    assert list(rows.scalars(select(_thing.c.body).order_by(_thing.c.id))) == expected
    assert list(rows.scalars(bodies.columns(body=Packed))) == expected
    one = OneRow.of(_thing, "id = %(id)s")
    found = [one.find(rows, id=it) for it in (1, 2, 3, 4)]
    assert [it and it["body"] for it in found] == [*expected, None]
