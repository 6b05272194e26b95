"""What an edition of a system says of it: no law case, since an edition left out claims nothing."""

import pytest
from msgspec import structs

from validators.finding import Conclusion
from validators.gates import examine_at
from validators.law_cases import LawCase
from validators.standards_case_file import load_cases
from validators.standards_file import load_folder

LAW = load_folder()


@pytest.fixture(scope="module")
def plain() -> LawCase:
    """Three computers with a system each, and nothing wrong."""
    (case,) = (it for it in load_cases() if it.name == "台式机预装正版系统,一机一证")
    return case


@pytest.mark.parametrize(
    ("edition", "found"),
    [("专业版", []), ("试用版", ["none-in-name"]), ("Trial", ["none-in-name"])],
)
def test_an_edition_for_trial_is_asked_about(
    plain: LawCase, edition: str, found: list[str]
) -> None:
    (line,) = plain.order.lines
    assert line.operating_system is not None
    system = structs.replace(line.operating_system, edition=edition)
    order = structs.replace(plain.order, lines=(structs.replace(line, operating_system=system),))
    verdict = examine_at(plain.gate, order, plain.evidence, LAW, plain.dates)
    assert [it.code for it in verdict.findings] == found
    assert (verdict.outcome is Conclusion.UNDETERMINED) is bool(found)
