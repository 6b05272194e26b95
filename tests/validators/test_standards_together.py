from datetime import date

import pytest

from tests.validators.documents import CODES, EDITION, PLACES, changed, line_of
from validators.evidence import Level
from validators.standards_file import StandardsFault, load

LATER = (
    EDITION.replace('id: "example"', 'id: "later"')
    .replace('day: "2020-01-01"', 'day: "2022-01-01"')
    .replace('"5000"', '"6000"')
)
NAMING = changed(LATER, 'jurisdiction: "here"', 'jurisdiction: "here"\nsupersedes: ["example"]')


def law_of(*texts: str) -> list[str]:
    """The editions in force in 2023, of documents named a, b, c … and the places."""
    given = [(f"{name}.yaml", text.encode()) for name, text in zip("abcd", texts, strict=False)]
    law = load([*given, ("places.yaml", PLACES.encode())])
    held = law.in_force("here", Level.CENTRAL, date(2023, 1, 1))
    return [used.id for used in held.used]


def faults_of(*texts: str) -> list[str]:
    """Return the faults with their places, in English."""
    with pytest.raises(StandardsFault) as raised:
        law_of(*texts)
    return [f"{it.file}:{it.line}: {it.key}: {it.message.en}" for it in raised.value.faults]


def test_a_successor_that_names_its_predecessor_takes_its_place() -> None:
    assert law_of(EDITION, NAMING) == ["later"]


def test_two_editions_of_one_series_with_prices_for_one_thing_on_one_day_are_refused() -> None:
    row = line_of(LATER, 'price: {ceiling: "6000"')
    assert faults_of(EDITION, LATER)[0] == (
        f"b.yaml:{row}: rows[0].price: a.yaml has a price for the same things in its row"
        ' "desktop", on days when both hold: name the earlier edition in supersedes, or end it'
    )


def test_an_edition_that_ends_before_the_next_begins_is_no_contradiction() -> None:
    ended = changed(
        EDITION,
        "headcount_basis:",
        'until: {day: "2021-12-31", evidence: "read", sources: ["s1"]}\nheadcount_basis:',
    )
    assert law_of(ended, LATER) == ["later"]
    touching = ended.replace("2021-12-31", "2022-01-01")
    assert "on days when both hold" in faults_of(touching, LATER)[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('series: "example-series"', 'series: "another"'),
        ('jurisdiction: "here"', 'jurisdiction: "there"'),
        ('jurisdiction: "here"', 'jurisdiction: "here"\nstatus: "draft"'),
    ],
)
def test_another_series_another_place_and_a_draft_contradict_nothing(old: str, new: str) -> None:
    assert "example" in law_of(EDITION, changed(LATER, old, new))


def test_editions_that_bind_other_levels_contradict_nothing() -> None:
    mine = changed(EDITION, 'jurisdiction: "here"', 'jurisdiction: "here"\nbinds: ["central"]')
    its = changed(LATER, 'jurisdiction: "here"', 'jurisdiction: "here"\nbinds: ["province"]')
    assert law_of(mine, its) == ["example"]


def for_institutions(text: str, answer: str) -> str:
    """Return an edition that binds public institutions only, or all but them."""
    described = """properties:
  - property: "public_institution"
    title: {zh: "是否事业单位", en: "whether it is a public institution"}
    evidence: "read"
    sources: ["s1"]
"""
    binding = f'jurisdiction: "here"\nbinds_when: {{public_institution: "{answer}"}}\n{described}'
    return changed(text, 'jurisdiction: "here"\n', binding)


def test_editions_that_bind_other_kinds_of_agencies_contradict_nothing() -> None:
    mine, its = for_institutions(EDITION, "yes"), for_institutions(LATER, "no")
    assert law_of(mine, its) == ["example", "later"]
    for same in (for_institutions(LATER, "yes"), LATER):
        assert "on days when both hold" in faults_of(mine, same)[0]


def test_another_revision_of_one_edition_takes_its_place() -> None:
    law = load(
        [
            ("a.yaml", EDITION.encode()),
            ("b.yaml", changed(EDITION, 'revision: "1"', 'revision: "2"').encode()),
            ("p.yaml", PLACES.encode()),
        ]
    )
    assert [(edition.id, edition.revision) for edition in law.editions] == [("example", 2)]


def test_one_revision_in_two_files_is_refused() -> None:
    assert faults_of(EDITION, EDITION.replace('"5000"', '"6000"')) == [
        "b.yaml:2: id: revision 1 of example stands in a.yaml too"
    ]


def test_a_code_table_in_two_files_is_refused() -> None:
    assert faults_of(CODES, CODES) == ["b.yaml:2: scheme: revision 1 of table stands in a.yaml too"]


def test_a_code_table_that_supersedes_an_unknown_one_or_itself_is_refused() -> None:
    for name, told in (("older", 'no table has the scheme "older"'), ("table", "a table cannot")):
        naming = changed(CODES, 'complete: "no"\n', f'complete: "no"\nsupersedes: ["{name}"]\n')
        (fault,) = faults_of(naming)
        assert fault.startswith(f"a.yaml:6: supersedes[0]: {told}")


def test_an_edition_of_an_unknown_place_is_refused() -> None:
    faults = faults_of(changed(EDITION, 'jurisdiction: "here"', 'jurisdiction: "nowhere"'))
    assert faults == ['a.yaml:7: jurisdiction: no place has the id "nowhere"']


def test_an_edition_that_supersedes_an_unknown_one_is_refused() -> None:
    assert faults_of(NAMING) == ['a.yaml:8: supersedes[0]: no edition has the id "example"']


def test_an_edition_that_supersedes_a_later_one_is_refused() -> None:
    early = NAMING.replace('"2022-01-01"', '"2018-01-01"')
    assert 'b.yaml:8: supersedes[0]: "example" begins after this edition' in faults_of(
        EDITION, early
    )


def test_an_attribute_means_the_same_kind_of_thing_everywhere() -> None:
    words = changed(NAMING, 'colour: "no"', 'colour: "mono"')
    (fault,) = faults_of(EDITION, words)
    assert fault.endswith(
        'rows[1].selects[0].where.colour: a name, where a.yaml has an answer ("yes"/"no")'
    )


def test_every_fault_of_every_file_is_told() -> None:
    faults = faults_of(
        EDITION.replace('"5000"', "5000"), CODES.replace('"desktop"', '"desk"'), EDITION + "x: y"
    )
    assert [fault.split(":")[0] for fault in faults] == ["a.yaml", "b.yaml", "c.yaml", "c.yaml"]


def test_one_faulty_file_keeps_all_from_taking_effect() -> None:
    with pytest.raises(StandardsFault):
        law_of(EDITION, CODES.replace('"desktop"', '"desk"'))
