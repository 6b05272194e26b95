"""Indicators of an agency's software: counts by their definitions, and none without a base."""

from datetime import date, timedelta

from approvals.software_indicators import Indicator, IndicatorName, indicators_of
from approvals.software_reading import laid_out, material_of
from tests.approvals.builders import AGENCY, OFFICER, TODAY, order
from tests.approvals.stage import Stage, number_of
from tests.approvals.test_software_of_agencies import SYSTEM, bundle, enter, row


def measured(stage: Stage, on: date = TODAY) -> dict[tuple[str, int | None], Indicator]:
    with stage.database.transaction(stage.scope(OFFICER)) as connection:
        material = material_of(connection, AGENCY, on)
    found = indicators_of(laid_out(material, on), material)
    return {(it.name, it.days): it for it in found}


def of(found: Indicator) -> tuple[int, int, str | None]:
    return found.numerator, found.denominator, found.percent


def test_without_anything_there_is_no_value(stage: Stage) -> None:
    stage.register()
    assert {of(it) for it in measured(stage).values()} == {(0, 0, None)}


def test_each_counts_what_it_says(stage: Stage) -> None:
    stage.register()
    proof = [{"kind": "oem-agreement", "number": "EX-1"}]
    proven = {**SYSTEM, "licence": {**SYSTEM["licence"], "evidence": proof}}  # type: ignore[dict-item]  # a mapping
    soon = {"number": "EX-2", "valid_until": (TODAY + timedelta(days=60)).isoformat()}
    first = stage.submit(order("A-1", bundle(energy_certificate=soon)))
    stage.submit(order("A-2", bundle(operating_system=proven, software=[])))
    stage.deliver(number_of(first), ["S-1"])
    enter(stage, row("PC-1"))
    found = measured(stage)
    assert of(found[IndicatorName.PRELOADED, None]) == (1, 2, "50.0")
    assert of(found[IndicatorName.INSTALLED_LICENSED, None]) == (1, 2, "50.0")
    assert of(found[IndicatorName.EVIDENCE, None]) == (1, 2, "50.0")
    assert [of(found[IndicatorName.EXPIRING, it])[:2] for it in (30, 90, 180)] == [
        (0, 1),
        (1, 1),
        (1, 1),
    ]
    assert of(found[IndicatorName.OLD_ROWS, None]) == (0, 1, "0.0")
    later = measured(stage, TODAY + timedelta(days=184))
    assert of(later[IndicatorName.OLD_ROWS, None]) == (1, 1, "100.0")
