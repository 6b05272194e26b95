import re
from pathlib import Path

from integrations.machine.faults import SENTENCES as FAULTS
from integrations.machine.faults import DocumentFault
from integrations.machine.remarks import SENTENCES as REMARKS
from integrations.machine.stated import Fact, Rule, SignatureDoubt, SignatureState

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = REPOSITORY / "docs" / "machine-documents.md"
MACHINE = REPOSITORY / "integrations" / "machine"


def rows(heading: str) -> set[str]:
    """The codes that stand in the tables under a heading."""
    section = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = (line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
    return {code for cell in cells for code in re.findall(r"`([a-z0-9-]+)`", cell)}


def test_the_page_has_every_code_and_no_other() -> None:
    assert rows("Remarks") == set(REMARKS)
    assert rows("Refusals") == {it.value for it in DocumentFault} == {str(it) for it in FAULTS}
    assert rows("Signatures of SWID tags") == {it.value for it in SignatureState}


def test_the_page_explains_every_fact_rule_and_doubt() -> None:
    named = set(re.findall(r"`([a-z0-9-]+)`", PAGE.read_text(encoding="utf-8")))
    assert {it.value for kind in (Fact, Rule, SignatureDoubt) for it in kind} <= named


def test_every_remark_that_has_a_sentence_is_made_somewhere() -> None:
    sources = "".join(
        it.read_text(encoding="utf-8") for it in MACHINE.glob("*.py") if it.name != "remarks.py"
    )
    assert {code for code in REMARKS if f'"{code}"' not in sources} == set()


def test_every_refusal_that_has_a_sentence_is_made_somewhere() -> None:
    sources = "".join(
        it.read_text(encoding="utf-8") for it in MACHINE.glob("*.py") if it.name != "faults.py"
    )
    assert {it.name for it in DocumentFault if f"DocumentFault.{it.name}" not in sources} == set()
