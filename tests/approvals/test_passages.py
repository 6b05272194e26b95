"""What is cut out of a kept answer is put back byte for byte, wherever it stood."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from approvals import passages
from approvals.passages import Cut, Passage, Source, cut, whole

_NOBODY = cast("Connection", None)
_PIECES = st.lists(st.binary(max_size=6), min_size=3, max_size=3)
_TEXTS = st.lists(st.binary(min_size=1, max_size=8), min_size=2, max_size=2)


@given(_PIECES, _TEXTS)
def test_an_answer_is_whole_again(pieces: list[bytes], texts: list[bytes]) -> None:
    body = pieces[0] + texts[0] + pieces[1] + texts[1] + pieces[2]
    given_ = [Passage(Source.VERDICT, "o-1", texts[0]), Passage(Source.STATEMENT, "n-1", texts[1])]
    kept = cut(body, given_)
    assert len(kept.body) <= len(body) - len(texts[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passages, "_read", _from({"o-1": texts[0], "n-1": texts[1]}))
        assert whole(_NOBODY, kept) == body


@given(st.binary(max_size=20), _TEXTS)
def test_what_an_answer_does_not_say_is_not_cut_out_of_it(body: bytes, texts: list[bytes]) -> None:
    absent = [Passage(Source.VERDICT, "o-1", body + it) for it in texts]
    assert cut(body, absent) == Cut(body, None)
    assert whole(_NOBODY, Cut(body, None)) == body


@given(st.binary(max_size=3), st.integers(0, 200), st.binary(max_size=3))
def test_what_only_begins_as_a_passage_does_is_no_passage(
    before: bytes, more: int, after: bytes
) -> None:
    text = b"v" * 100 + b"!"
    body = before + b"v" * more + text + after
    kept = cut(body, [Passage(Source.VERDICT, "o-1", text)])
    assert kept.body == body.replace(text, b"", 1)


def _from(texts: dict[str, bytes]) -> Any:  # noqa: ANN401 - of `_read`
    def read(_: Connection, source: Source, key: str, length: int) -> bytes:
        assert (source is Source.VERDICT) == (key == "o-1")
        assert len(texts[key]) == length
        return texts[key]

    return read
