"""The page about order documents has every code there is, and no other."""

import re
from pathlib import Path

from integrations.documents.draft import DraftRule
from integrations.documents.faults import OrderDocumentFault
from integrations.documents.open_points import SENTENCES as POINTS
from integrations.documents.open_points import OpenCode
from integrations.documents.stated import DocumentKind

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = (REPOSITORY / "docs" / "order-documents.md").read_text(encoding="utf-8")
DOCUMENTS = REPOSITORY / "integrations" / "documents"


def rows(heading: str) -> set[str]:
    """The codes that stand in the tables under a heading."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = (line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
    return {code for cell in cells for code in re.findall(r"`([a-z0-9-]+)`", cell)}


def test_the_page_has_every_code_and_no_other() -> None:
    assert rows("Open points") | rows("Remarks") == {it.value for it in OpenCode}
    assert rows("Open points") & rows("Remarks") == set()
    assert rows("Refusals") == {it.value for it in OrderDocumentFault}
    assert rows("What is said beside a document") == {it.value for it in DraftRule}
    assert rows("What is read") == {it.value for it in DocumentKind}


def test_every_code_has_a_sentence_in_both_languages() -> None:
    assert set(POINTS) == set(OpenCode)
    assert all(zh and en for zh, en in POINTS.values())


def test_every_code_is_used_somewhere() -> None:
    sources = "".join(it.read_text(encoding="utf-8") for it in DOCUMENTS.glob("*.py"))
    for kind in (OpenCode, OrderDocumentFault, DraftRule):
        assert {it.name for it in kind if f"{kind.__name__}.{it.name}" not in sources} == set()
