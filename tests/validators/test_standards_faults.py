import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.validators.documents import CODES, EDITION, PLACES, changed, line_of
from validators.edition import CodeTable, Edition
from validators.standards_file import Places, StandardsFault, read_document

DOCUMENTS = {"edition": EDITION, "codes": CODES, "places": PLACES}


@dataclass(frozen=True)
class Spoiled:
    """One document with one thing wrong: what was put where, and what must be said of it."""

    name: str
    old: str
    new: str
    key: str
    says: str
    document: str = "edition"
    at: str | None = None

    @property
    def text(self) -> str:
        return changed(DOCUMENTS[self.document], self.old, self.new)

    @property
    def line(self) -> int:
        return line_of(self.text, self.at or self.new)


def corpus() -> list[Spoiled]:
    written = (Path(__file__).parent / "faults.yaml").read_text(encoding="utf-8")
    return [Spoiled(**one) for one in yaml.safe_load(written)]


CORPUS = corpus()
BY_NAME = {spoiled.name: spoiled for spoiled in CORPUS}


def faults_of(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(StandardsFault) as raised:
        read_document("example.yaml", text.encode())
    assert all(fault.file == "example.yaml" for fault in raised.value.faults)
    return [(fault.line, fault.key, fault.message.en) for fault in raised.value.faults]


@pytest.mark.parametrize("spoiled", CORPUS, ids=lambda spoiled: spoiled.name)
def test_a_fault_is_named_with_its_line_and_key(spoiled: Spoiled) -> None:
    found = faults_of(spoiled.text)
    named = [one for one in found if one[1] == spoiled.key and spoiled.says in one[2]]
    assert named, found
    assert named[0][0] == spoiled.line, found


def test_the_documents_the_faults_are_put_into_have_none() -> None:
    assert isinstance(read_document("e.yaml", EDITION.encode()), Edition)
    assert isinstance(read_document("c.yaml", CODES.encode()), CodeTable)
    assert isinstance(read_document("p.yaml", PLACES.encode()), Places)


def test_all_faults_of_a_document_are_told_at_once() -> None:
    text = EDITION
    for name in (
        "a figure without quotes",
        "an unknown key",
        "a share without rounding",
        "a source nobody names",
    ):
        text = changed(text, BY_NAME[name].old, BY_NAME[name].new)
    assert {key for _, key, _ in faults_of(text)} >= {
        "rows[0].price.ceiling",
        "versions",
        "rows[0].quantity.limit.rounding",
        "sources[0]",
    }


def test_a_document_that_is_not_utf_8_is_refused_with_its_line() -> None:
    data = EDITION.encode().replace("示例标准".encode(), "示例标准".encode("gb18030"))
    with pytest.raises(StandardsFault, match=r"e\.yaml:5: \(document\): 不是 UTF-8 .* / not UTF-8"):
        read_document("e.yaml", data)


@pytest.mark.parametrize("data", [b"", b"# only a remark\n", b"---\n", b'"text"', b'- "a"\n'])
def test_a_document_that_is_no_map_is_refused(data: bytes) -> None:
    with pytest.raises(StandardsFault):
        read_document("e.yaml", data)


def test_a_document_nested_without_end_is_refused_quickly() -> None:
    with pytest.raises(StandardsFault, match="levels deep"):
        read_document("e.yaml", b"a: " + b"[" * 100_000)


def test_a_document_of_any_size_beyond_the_bound_is_refused() -> None:
    with pytest.raises(StandardsFault, match="at most 2000000 are read"):
        read_document("e.yaml", b"#" * 2_000_001)


def test_faults_are_printed_one_a_line_with_file_line_and_key() -> None:
    spoiled = BY_NAME["a figure without quotes"]
    with pytest.raises(StandardsFault) as raised:
        read_document("e.yaml", spoiled.text.encode())
    assert str(raised.value) == (
        f"e.yaml:{spoiled.line}: rows[0].price.ceiling: '5000' 没有引号:请写作 \"5000\""
        " / '5000' has no quotes: write \"5000\""
    )


def test_the_corpus_names_each_fault_once() -> None:
    assert len(BY_NAME) == len(CORPUS)


def test_every_sentence_is_said_in_chinese_as_well() -> None:
    for spoiled in CORPUS:
        with pytest.raises(StandardsFault) as raised:
            read_document("example.yaml", spoiled.text.encode())
        for fault in raised.value.faults:
            assert re.search("[\u4e00-\u9fff]", fault.message.zh), fault
