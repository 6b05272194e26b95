import json
from pathlib import Path
from typing import Any

import pytest

from integrations.errors import FileRefused
from integrations.machine import spdx_rules
from integrations.machine.spdx_json import read_spdx_json
from tests.integrations.machine.reading import codes, facts, only, read, refusal

TAG_VALUE = """SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
DocumentName: image
DocumentComment: <text>PackageName: not one
PrimaryPackagePurpose: OPERATING-SYSTEM
</text>

PackageName: 银河麒麟桌面操作系统
SPDXID: SPDXRef-os
PackageVersion: V11
PackageSupplier: Person: 麒麟软件
ExternalRef: SECURITY cpe23Type cpe:2.3:o:kylinos:kylin:v11:*:*:*:*:*:*:*
ExternalRef: PACKAGE-MANAGER purl pkg:generic/kylin@v11
ExternalRef: OTHER broken
PackageSummary: <text>a system</text>
PrimaryPackagePurpose: OPERATING-SYSTEM

PackageName: bash
PackageVersion: 5.2
PackageSupplier: NOASSERTION
PrimaryPackagePurpose: APPLICATION
"""


def spdx(*packages: dict[str, Any], version: str = "SPDX-2.3") -> str:
    return json.dumps(
        {
            "spdxVersion": version,
            "dataLicense": "CC0-1.0",
            "SPDXID": "SPDXRef-DOCUMENT",
            "name": "image",
            "documentNamespace": "https://example.test/image",
            "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: t"]},
            "packages": list(packages),
            "documentDescribes": [it["SPDXID"] for it in packages][:2],
        }
    )


def package(name: str, **members: object) -> dict[str, Any]:
    return {
        "SPDXID": "SPDXRef-os",
        "name": name,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "primaryPackagePurpose": "OPERATING_SYSTEM",
        **members,
    }


def test_the_purpose_makes_the_system_and_not_the_name() -> None:
    library = package("alpine", primaryPackagePurpose="LIBRARY", SPDXID="SPDXRef-a")
    reading = read(spdx(library, package("Debian", versionInfo="12")))
    assert [it.stated.place for it in reading.systems] == ["/packages/1"]
    assert codes(reading) == set()


def test_what_a_package_states() -> None:
    references = [
        {
            "referenceCategory": "SECURITY",
            "referenceType": "cpe23Type",
            "referenceLocator": "cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*",
        },
        {
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": "pkg:generic/debian@12",
        },
    ]
    stated = package(
        "Debian", versionInfo="12", supplier="NOASSERTION", originator="Person: Debian"
    )
    system = only(spdx({**stated, "externalRefs": references}))
    assert system.stated.vendor is not None
    assert (system.stated.vendor.key, system.stated.vendor.text) == (
        "originator",
        "Person: Debian",
    )
    assert [it.place for it in system.stated.cpe] == ["/packages/0/externalRefs/0/referenceLocator"]
    assert [it.text for it in system.stated.purl] == ["pkg:generic/debian@12"]


def test_two_systems_are_both_told() -> None:
    other = package("Windows 11 Pro", SPDXID="SPDXRef-b")
    reading = read(spdx(package("Debian"), other))
    assert reading.system is None
    assert codes(reading) == {"several-systems"}


def test_an_identifier_with_a_blank_is_told_and_the_system_read() -> None:
    reading = read(spdx(package("Kylin OS", SPDXID="SPDXRef-Kylin OS")))
    assert reading.system is not None
    assert [(it.code, it.place) for it in reading.remarks][:1] == [("schema", "/packages/0")]


def test_what_the_tools_cannot_even_parse_is_told_and_the_system_read() -> None:
    reading = read(spdx(package("Debian", filesAnalyzed="perhaps", checksums=[{"algorithm": "X"}])))
    assert reading.system is not None
    assert codes(reading) == {"schema"}


def test_many_breaches_are_counted() -> None:
    bad = [package("a", SPDXID=f"SPDXRef {number}") for number in range(8)]
    assert "schema-more" in codes(read(spdx(*bad)))


@pytest.mark.parametrize(
    "members",
    [{"packages": 5}, {"packages": [5]}, {"creationInfo": []}, {"relationships": [None]}],
)
def test_members_of_other_kinds_are_passed_over_and_told(members: dict[str, Any]) -> None:
    reading = read(json.dumps({**json.loads(spdx()), **members}))
    assert {"schema", "not-validated"} & codes(reading)


def test_a_document_too_large_to_be_judged_is_read() -> None:
    small = {"SPDXID": "SPDXRef-x", "name": "x"}
    reading = read(spdx(package("Debian"), *[small] * spdx_rules.MOST_ELEMENTS))
    assert reading.system is not None
    assert codes(reading) == {"not-validated"}


@pytest.mark.parametrize("purpose", [None, [], {}, "OPERATING SYSTEM"])
def test_other_purposes_make_no_system(purpose: object) -> None:
    assert read(spdx(package("x", primaryPackagePurpose=purpose))).systems == ()


@pytest.mark.parametrize("version", ["SPDX-2.1", "SPDX-3.0", ""])
def test_other_versions_are_refused(version: str) -> None:
    assert refusal(spdx(version=version)) == ("version-not-read", "/spdxVersion")
    assert refusal(f"SPDXVersion: {version}")[0] == "version-not-read"


def test_spdx_3_is_known_and_not_read(samples: Path) -> None:
    assert refusal((samples / "spdx" / "hello-src.spdx3.json").read_bytes()) == (
        "format-not-read",
        "",
    )


def test_tag_value_is_read_line_by_line() -> None:
    reading = read(TAG_VALUE)
    assert (reading.format, reading.format_version) == ("spdx-tag-value", "2.3")
    assert codes(reading) == {"not-validated"}
    assert len(reading.systems) == 1
    system = only(TAG_VALUE)
    assert system.stated.place == "line 8"
    assert facts(system)["product-version"] == "V11"
    assert system.stated.vendor is not None
    assert system.stated.vendor.text == "Person: 麒麟软件"
    assert [it.place for it in (*system.stated.cpe, *system.stated.purl)] == ["line 12", "line 13"]
    assert [it.text for it in system.stated.further] == ["a system"]


def test_what_is_no_object_is_no_document() -> None:
    with pytest.raises(FileRefused) as caught:
        read_spdx_json(b"[]")
    assert caught.value.code == "format-unknown"


def test_references_without_type_or_text_are_passed_over() -> None:
    references = [5, {"referenceLocator": "x"}, {"referenceType": "purl", "referenceLocator": ""}]
    assert only(spdx(package("A", externalRefs=references))).stated.purl == ()
    text = "SPDXVersion: SPDX-2.3\nPackageName: A\nExternalRef: OTHER purl \n"
    assert only(f"{text}PrimaryPackagePurpose: OPERATING_SYSTEM\n").stated.purl == ()


def test_both_forms_of_a_document_say_the_same(samples: Path) -> None:
    image = read((samples / "sbom-image" / "debian12-base.spdx.json").read_bytes()).system
    assert image is not None
    text = "SPDXVersion: SPDX-2.3\nPackageName: Debian\nPackageVersion: 12\n"
    same = only(f"{text}PrimaryPackagePurpose: OPERATING-SYSTEM\n")
    for it in (image, same):
        assert it.stated.name is not None
        assert it.stated.version is not None
        assert (it.stated.name.text, it.stated.version.text) == ("Debian", "12")
