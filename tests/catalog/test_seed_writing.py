"""What is written is read as it was, whatever it says."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.seed_writing import written
from catalog.seeds import documents
from validators.standards_yaml import read_tree
from validators.standards_yaml_plain import Plain

KEYS = st.sampled_from(["id", "name", "note", "sources", "level"])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=80)
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, min_size=1), TEXTS)
def test_every_tree_is_read_as_it_was_written(tree: dict[str, Plain], remark: str) -> None:
    read = read_tree("file", written(tree, remark))
    assert (read.faults, read.plain) == ((), tree)


def test_every_released_document_can_be_written_again() -> None:
    for name, data in documents():
        plain = read_tree(name, data).plain
        assert isinstance(plain, dict)
        assert read_tree(name, written(plain)).plain == plain


def test_signs_that_nobody_sees_are_spelled_out_and_refused_when_read() -> None:
    for sign in ("\u200b", "\x00", "\x7f", "\U000e0001", "\u2028"):
        data = written({"name": f"a{sign}b"})
        assert data.decode().rstrip("\n").isprintable()
        read = read_tree("file", data)
        assert read.plain == {"name": f"a{sign}b"}
        assert read.faults
