"""CPE names and package URLs of listings: kept as stated, refused where they name no product."""

from typing import Any

import pytest

from api.established import established
from api.presenting_catalogue import catalogue_document
from catalog.catalogue import Catalogue
from catalog.product_identifiers import identified
from catalog.seeds import load, load_seeds
from integrations.list_import import Imported
from integrations.machine.cpe import read_cpe
from integrations.machine.purl import read_purl
from tests.catalog.builders import TODAY
from tests.catalog.test_seed_faults import PUBLICATION, SCHEME, faults_of_publication
from tests.integrations.lists import HEAD, ROW, as_csv, as_json, as_xlsx, imported, refused
from validators.listing import ListingKind

CPE = "cpe:2.3:o:example:system:1.0:*:*:*:*:*:*:*"
PURL = "pkg:generic/example/system@1.0?arch=amd64"
_C_READ = 'version: "V1", evidence: "read"'
_WITH = f'version: "V1", cpe: ["{CPE}"], purl: ["{PURL}"], evidence: "read"'
_SYSTEM = ListingKind.OPERATING_SYSTEM


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    text = PUBLICATION.replace(_C_READ, _WITH, 1)
    return load([("scheme.yaml", SCHEME.encode()), ("list.yaml", text.encode())])


def test_a_listing_keeps_its_identifiers_and_shows_them(catalogue: Catalogue) -> None:
    shown = catalogue_document(catalogue, {"example-1"})["listings"]
    assert [(it.get("cpe"), it.get("purl")) for it in shown] == [
        (None, None),
        (None, None),
        ([CPE], [PURL]),
    ]


def test_no_released_list_has_an_identifier_that_nobody_printed() -> None:
    assert not [it for it in load_seeds().listings() if it.cpe or it.purl]


@pytest.mark.parametrize(
    ("identifiers", "key", "said"),
    [
        ('cpe: ["kylin"]', "listings[2].cpe[0]", "a CPE name with maker"),
        ('cpe: ["cpe:2.3:o:example:system:*:*:*:*:*:*:*:*"]', "listings[2].cpe[0]", "a CPE name"),
        ('cpe: ["cpe:2.3:o:example:system:1.*:*:*:*:*:*:*:*"]', "listings[2].cpe[0]", "a CPE name"),
        ('cpe: ["cpe:2.3:a:example:system:1.0:*:*:*:*:*:*:*"]', "listings[2].cpe[0]", "cpe:2.3:o:"),
        ('purl: ["pkg:generic/example/system"]', "listings[2].purl[0]", "with a version"),
        ('purl: ["https://example.org"]', "listings[2].purl[0]", "a package URL"),
    ],
)
def test_an_identifier_that_names_no_one_product_is_refused(
    identifiers: str, key: str, said: str
) -> None:
    (fault,) = faults_of_publication(_C_READ, f'version: "V1", {identifiers}, evidence: "read"')
    assert (fault.key, said in fault.message.en) == (key, True), fault
    assert fault.message.zh


@pytest.mark.parametrize(
    ("cpes", "purls", "found"),
    [
        ([CPE], [], ["c"]),
        ([CPE.upper().replace("CPE:2.3:O", "cpe:2.3:o")], [], ["c"]),
        (["cpe:/o:example:system:1.0"], [], ["c"]),
        (["cpe:2.3:o:example:system:1.0:*:*:*:*:*:x64:*"], [], ["c"]),
        (["cpe:2.3:o:example:system:1.1:*:*:*:*:*:*:*"], [], []),
        (["cpe:2.3:o:other:system:1.0:*:*:*:*:*:*:*"], [], []),
        (["cpe:2.3:o:example:system:*:*:*:*:*:*:*:*"], [], []),
        (["nonsense"], ["nonsense"], []),
        ([], ["pkg:generic/example/system@1.0?arch=amd64&tag_id=1"], ["c"]),
        ([], ["pkg:generic/example/system@1.0"], []),
        ([], ["pkg:generic/example/system@1.0?arch=arm64"], []),
        ([], ["pkg:deb/example/system@1.0?arch=amd64"], []),
        ([], [], []),
    ],
)
def test_a_product_is_found_by_what_says_no_less_than_its_listing(
    catalogue: Catalogue, cpes: list[str], purls: list[str], found: list[str]
) -> None:
    assert [it.listing.id for it in identified(catalogue, _SYSTEM, cpes, purls)] == found


@pytest.mark.parametrize("kind", [it for it in ListingKind if it is not _SYSTEM])
def test_products_of_another_kind_are_not_looked_at(
    catalogue: Catalogue, kind: ListingKind
) -> None:
    assert not list(identified(catalogue, kind, [CPE], [PURL]))


def test_a_machine_document_finds_its_listing_by_the_identifier_whatever_its_title(
    catalogue: Catalogue,
) -> None:
    for reading in (read_cpe(CPE.encode()), read_purl(PURL.encode())):
        found = established(reading, catalogue, TODAY)["listings"]
        assert [(it["id"], it["match"]) for it in found] == [("c", "identifier")]
    other = read_cpe(CPE.replace("1.0", "2.0").encode())
    assert "identifier" not in {
        it["match"] for it in established(other, catalogue, TODAY)["listings"]
    }


def _listed(made: Imported) -> Any:  # noqa: ANN401 - a tree
    (entry,) = made.publication.entries
    return entry.cpe, entry.purl


def test_every_form_of_a_list_may_have_them() -> None:
    row = {"name": ROW[1], "version": ROW[2], "kernel": ROW[3], "cpe": CPE, "purl": PURL}
    head, cells = (*HEAD, "CPE名称", "purl"), (*ROW, f"{CPE};{CPE.replace('1.0', '1.1')}", PURL)
    assert _listed(imported(as_json([row]))) == ((CPE,), (PURL,))
    assert _listed(imported(as_xlsx([row]))) == ((CPE,), (PURL,))
    made = imported(as_csv(cells, head=head))
    assert _listed(made) == ((CPE, CPE.replace("1.0", "1.1")), (PURL,))
    assert refused(as_csv((*ROW, "kylin"), head=(*HEAD, "CPE"))) == [("2", "list-row-faulty")]
