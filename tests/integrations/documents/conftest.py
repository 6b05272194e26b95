from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from integrations.documents.answer import AnswerKind, DocumentAnswer, LineAnswer
from validators.finding import Message

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def order_response_schema(samples: Path) -> etree.XMLSchema:
    return _schema(samples, "OrderResponse")


@pytest.fixture(scope="session")
def order_schema(samples: Path) -> etree.XMLSchema:
    return _schema(samples, "Order")


def _schema(samples: Path, name: str) -> etree.XMLSchema:
    path = samples / "ubl" / "xsd-2.3" / "maindoc" / f"UBL-{name}-2.3.xsd"
    return etree.XMLSchema(etree.parse(str(path)))


def answer_of(kind: AnswerKind) -> DocumentAnswer:
    said = Message("价格 <超> 上限 & 1", "the price is > the ceiling & so on")
    return DocumentAnswer(
        kind=kind,
        number="0192f3a1-0000-7000-8000-000000000001",
        at=AT,
        reference="R-1",
        agency="11100000EXAMPLE01N",
        supplier="91110000EXAMPLE01J",
        notes=(Message("审查结论", "outcome"),),
        lines=(LineAnswer(id="1", name="Example", disputed=True, notes=(said,)),),
        approval="PC-2026-0000-0000-0000-0000" if kind is AnswerKind.APPROVED else None,
    )
