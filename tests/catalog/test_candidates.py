"""Selecting candidates: nothing exact is ever lost, and nothing grows without bound."""

from hypothesis import example, given
from hypothesis import strategies as st

from catalog.candidates import MOST
from catalog.scheme import Entry, Unspecific
from tests.catalog.builders import CPU, OS, a_catalogue, an_entry, order, system
from validators.listing import Listing
from validators.matching import Stated, match

# Few signs, so that names collide, contain one another and begin alike.
_NAMES = st.text(alphabet="示例3ab- ", min_size=1, max_size=6).map(lambda it: f"示例{it}".strip())
_VERSIONS = st.sampled_from([None, "V1", "V2"])


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    count = draw(st.integers(0, 40))
    return [
        an_entry(
            draw(_NAMES),
            kind=draw(st.sampled_from([OS, CPU])),
            version=draw(_VERSIONS),
            kernel=draw(_VERSIONS),
            proves=draw(st.booleans()),
            number=number,
        )
        for number in range(count)
    ]


def exact(held: list[Entry], name: str, version: str | None, kernel: str | None) -> set[Listing]:
    catalogue = a_catalogue(*held)
    registers = catalogue.registers_for(order(name, system(name, version, kernel)))
    systems = registers["example/operating-system"].candidates[name]
    processors = registers["example/processor"].candidates[name]
    return {
        *match(Stated(name, version, kernel), OS, systems).exact,
        *match(Stated(name), CPU, processors).exact,
    }


@given(entries(), entries(), _NAMES, _VERSIONS, _VERSIONS)
def test_adding_listings_never_loses_an_exact_match(
    held: list[Entry], added: list[Entry], name: str, version: str | None, kernel: str | None
) -> None:
    before = exact(held, name, version, kernel)
    after = exact([*held, *added], name, version, kernel)
    assert before <= after


@given(entries(), _NAMES, _VERSIONS, _VERSIONS)
def test_looking_up_finds_every_exact_match_that_a_scan_finds(
    held: list[Entry], name: str, version: str | None, kernel: str | None
) -> None:
    scanned = {
        listing
        for kind in (OS, CPU)
        for listing in match(
            Stated(name, version, kernel), kind, [entry.listing for entry in held]
        ).exact
    }
    assert exact(held, name, version, kernel) == scanned


@given(entries(), st.text(max_size=12))
@example([], "")
def test_any_text_has_few_candidates_and_always_the_same(held: list[Entry], text: str) -> None:
    def found() -> tuple[Listing, ...]:
        named = order(system(text))
        register = a_catalogue(*held).registers_for(named)["example/operating-system"]
        return register.candidates[text]

    assert len(found()) <= MOST
    assert found() == found()
    assert len(set(found())) == len(found())


@given(st.permutations(list(range(30))))
def test_the_order_of_the_rows_does_not_matter(places: list[int]) -> None:
    rows = [an_entry(f"示例{place}", kind=OS, version="V1", kernel="V1") for place in range(30)]

    def found(held: list[Entry]) -> tuple[Listing, ...]:
        register = a_catalogue(*held).registers_for(order(system("示例")))
        return register["example/operating-system"].candidates["示例"]

    assert found([rows[place] for place in places]) == found(rows)


def test_an_exact_identity_is_among_the_candidates_however_many_share_its_name() -> None:
    rows = [an_entry("示例", kind=OS, version=f"V{n}", kernel="K") for n in range(100)]
    for n in (0, 50, 99):
        assert [it.version for it in exact(rows, "示例", f"V{n}", "K")] == [f"V{n}"]
    register = a_catalogue(*rows).registers_for(order(system("示例", "V50", "K")))
    assert len(register["example/operating-system"].candidates["示例"]) <= MOST + 1


def test_every_round_that_lists_a_processor_is_found() -> None:
    rows = [an_entry("示例3A", number=number) for number in range(30)]
    assert len(exact(rows, "示例3A", None, None)) == 30


def test_a_text_of_a_large_family_leads_to_the_names_that_begin_like_it() -> None:
    rows = [an_entry(f"示例{n:04d}", kind=OS) for n in range(5000)]
    named = order(system("示例3021 专业版"))
    register = a_catalogue(*rows).registers_for(named)["example/operating-system"]
    found = register.candidates["示例3021 专业版"]
    assert found[0].name == "示例3021"
    assert len(found) == MOST


def test_a_fragment_that_stands_in_more_names_than_are_looked_at_is_not_taken_for_absent() -> None:
    rows = [an_entry(f"示例甲乙{n:04d}乙丙", kind=OS) for n in range(500)]
    rows.append(an_entry("示例甲乙丙", kind=OS))
    catalogue = a_catalogue(*rows)
    for text in ("甲乙丙", "乙丙"):
        register = catalogue.registers_for(order(system(text)))["example/operating-system"]
        assert register.candidates[text]


def test_the_longest_word_of_a_family_counts_at_its_place() -> None:
    rows = [
        an_entry("示例一号", kind=OS, family="short"),
        an_entry("示例一号增强版", kind=OS, family="long"),
    ]
    catalogue = a_catalogue(*rows, words={"short": ("示例",), "long": ("示例一号增强",)})
    text = "示例一号增强 2"
    register = catalogue.registers_for(order(system(text)))["example/operating-system"]
    assert [it.name for it in register.candidates[text]] == ["示例一号增强版"]


def test_an_open_phrase_beside_a_brand_names_the_brand_first() -> None:
    rows = [
        an_entry("示例一号", kind=OS, family="one"),
        an_entry("样品二号", kind=OS, family="two"),
    ]
    catalogue = a_catalogue(
        *rows,
        words={"one": ("示例",), "two": ("样品",)},
        unspecific=(Unspecific(kinds=frozenset({OS}), contains=("或其他",)),),
    )
    text = "样品或其他"
    register = catalogue.registers_for(order(system(text)))["example/operating-system"]
    assert [it.name for it in register.candidates[text]] == ["样品二号", "示例一号"]
