import json
from pathlib import Path
from typing import Any

import pytest

from catalog.cpe_name import parse_cpe
from catalog.product_identifiers import parse_purl
from tests.integrations.machine.reading import codes, only, read, refusal

TAKEN_ALL_THE_SAME = {"pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25"}
"""The specification now wants its names in small letters; the library folds them."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "cpe:2.3:o:microsoft:windows_11_24h2:10.0.26100:*:*:*:*:*:x64:*",
            ("o", "microsoft", "windows_11_24h2", "10.0.26100", "*", "x64"),
        ),
        (
            "cpe:2.3:o:canonical:ubuntu_linux:24.04:*:*:*:lts:*:*:*",
            ("o", "canonical", "ubuntu_linux", "24.04", "lts", "*"),
        ),
        (r"cpe:2.3:o:a\:b:c\\d:-:*:*:*:*:*:*:*", ("o", "a:b", "c\\d", "-", "*", "*")),
        ("cpe:/o:fedoraproject:fedora:43", ("o", "fedoraproject", "fedora", "43", "*", "*")),
        (
            "cpe:/o:microsoft:windows_11:23h2::~~pro~~x64~",
            ("o", "microsoft", "windows_11", "23h2", "pro", "x64"),
        ),
        ("cpe:/o:a%3ab:c", ("o", "a:b", "c", "*", "*", "*")),
    ],
)
def test_both_forms_of_cpe_names_are_read(text: str, expected: tuple[str, ...]) -> None:
    cpe = parse_cpe(text)
    assert cpe is not None
    assert (
        cpe.part,
        cpe.vendor,
        cpe.product,
        cpe.version,
        cpe.sw_edition,
        cpe.target_hw,
    ) == expected


def test_an_edition_of_a_uri_is_its_sixth_part() -> None:
    cpe = parse_cpe("cpe:/o:redhat:enterprise_linux:9::baseos")
    assert cpe is not None
    assert (cpe.update, cpe.edition, cpe.editions) == ("*", "baseos", "baseos")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cpe:",
        "cpe:/",
        "cpe:/o",
        "cpe:/:a:b",
        "cpe:/o:a:b:c:d:e:f:g",
        "cpe:/o:a b:c",
        "cpe:/o:a%2:c",
        "cpe:/o:a:b:c:d:~~~",
        "cpe:2.3:o:microsoft:windows",
        "cpe:2.3:o:a:b:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:o:a b:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:o::c:*:*:*:*:*:*:*:*",
        "cpe:2.3:o:麒麟:c:*:*:*:*:*:*:*:*",
        "cpe:2.4:o:a:b:c:*:*:*:*:*:*:*",
    ],
)
def test_what_is_no_cpe_name(text: str) -> None:
    assert parse_cpe(text) is None


def test_a_document_that_is_one_cpe_name() -> None:
    reading = read("cpe:2.3:o:microsoft:windows_11:23h2:*:*:*:*:*:x64:*\n")
    assert (reading.format, reading.format_version) == ("cpe", "2.3")
    assert reading.system is not None
    assert reading.system.stated.name is not None
    assert reading.system.stated.name.text == "windows_11"
    assert reading.system.stated.edition is None
    # It does not tell Home from Pro, and nobody guesses.
    assert codes(reading) == {"edition-not-stated"}
    assert read("cpe:/o:fedoraproject:fedora:43").format_version == "2.2"
    assert codes(read("cpe:/a:a:b")) == {"cpe-not-of-a-system", "no-operating-system"}
    assert refusal("cpe:2.3:o") == ("cpe-malformed", "line 1")


def test_a_purl_of_a_package_names_its_distribution() -> None:
    reading = read("pkg:deb/kylin/bash@5.2?arch=amd64&distro=v10")
    assert codes(reading) == {"names-a-package"}
    system = only("pkg:deb/kylin/bash@5.2?arch=amd64&distro=v10")
    assert system.stated.name is not None
    assert system.stated.version is not None
    assert (system.stated.name.key, system.stated.name.text) == ("namespace", "kylin")
    assert (system.stated.version.key, system.stated.version.text) == ("distro", "v10")
    assert {it.fact.value: it.value for it in system.derived}["package-format"] == "deb"


def test_a_purl_of_a_tag_names_software() -> None:
    purl = "pkg:swid/Microsoft/microsoft.com/Windows+11+Pro@23H2?tag_id=w"
    reading = read(purl)
    assert codes(reading) == {"kind-not-stated"}
    assert [it.text for it in only(purl).stated.swid_tag] == ["w"]


@pytest.mark.parametrize("purl", ["pkg:npm/left-pad@1", "pkg:deb/bash@5"])
def test_a_purl_of_anything_else_names_no_system(purl: str) -> None:
    assert codes(read(purl)) == {"names-a-package", "no-operating-system"}


@pytest.mark.parametrize("purl", ["pkg:", "pkg:deb", "pkg:/x", "pkg:deb/a%zz?b"])
def test_what_is_no_purl_is_refused(purl: str) -> None:
    assert refusal(purl) == ("purl-malformed", "line 1")


@pytest.mark.parametrize("kind", ["deb", "rpm", "generic", "swid"])
def test_the_official_vectors_of_the_types_that_are_used(samples: Path, kind: str) -> None:
    vectors = json.loads((samples / "purl" / f"{kind}-test.json").read_bytes())["tests"]
    for vector in (it for it in vectors if it["test_type"] == "parse"):
        wanted = None if vector["expected_failure"] else vector["expected_output"]
        read_as_wanted = _parts(vector["input"]) == wanted
        assert read_as_wanted == (vector["input"] not in TAKEN_ALL_THE_SAME), vector["description"]


def _parts(text: str) -> dict[str, Any] | None:
    purl = parse_purl(text)
    if purl is None:
        return None
    parts = purl.to_dict()
    return {**parts, "qualifiers": parts["qualifiers"] or None}
