from pathlib import Path
from typing import NamedTuple

import pytest

from integrations.errors import FileRefused
from tests.integrations.machine.reading import codes, facts, read

FOLDERS = ("cyclonedx", "spdx", "swid", "sbom-image", "os-release", "purl")
NONE = "no-operating-system"


class Read(NamedTuple):
    document: str
    version: str | None
    systems: tuple[tuple[str, str | None], ...] = ()
    remarks: frozenset[str] = frozenset({NONE})


def found(document: str, version: str | None, name: str, its: str | None, *remarks: str) -> Read:
    return Read(document, version, ((name, its),), frozenset(remarks))


def cyclonedx(version: str, *remarks: str) -> Read:
    return Read("cyclonedx-json", version, remarks=frozenset({NONE, *remarks}))


def package() -> Read:
    return Read("swid", "2015", remarks=frozenset({NONE, "names-a-package"}))


def machine(name: str, version: str) -> Read:
    return found("machine-text", None, name, version)


EXPECTED: dict[str, Read | str] = {
    "cyclonedx/invalid-bomformat-1.6.json": "format-unknown",
    "cyclonedx/invalid-component-swid-1.6.json": cyclonedx("1.6", "schema"),
    "cyclonedx/invalid-component-type-1.6.json": cyclonedx("1.6", "schema"),
    "cyclonedx/invalid-hash-sha256-1.6.json": cyclonedx("1.6", "schema"),
    "cyclonedx/invalid-serialnumber-1.6.json": cyclonedx("1.6", "schema"),
    "cyclonedx/obom-rhel8.json": found("cyclonedx-json", "1.4", "Red Hat Enterprise Linux", "8.0"),
    "cyclonedx/valid-bom-1.6.json": cyclonedx("1.6"),
    "cyclonedx/valid-component-identifiers-1.6.json": cyclonedx("1.6"),
    "cyclonedx/valid-component-swid-1.6.json": cyclonedx("1.6"),
    "cyclonedx/valid-component-swid-full-1.6.json": cyclonedx("1.6"),
    "cyclonedx/valid-component-types-1.6.json": found(
        "cyclonedx-json", "1.6", "operating-system-a", "1.0"
    ),
    "cyclonedx/valid-evidence-1.6.json": cyclonedx("1.6"),
    "cyclonedx/valid-metadata-manufacturer-1.6.json": cyclonedx("1.6"),
    "cyclonedx/valid-metadata-supplier-1.6.json": cyclonedx("1.6"),
    "spdx/ACME-v2.3.spdx.json": Read("spdx-json", "2.3", remarks=frozenset({NONE, "schema"})),
    "spdx/hello-source.spdx.json": Read("spdx-json", "2.3"),
    "spdx/hello-src.spdx3.json": "format-not-read",
    "swid/distro.swidtag": found(
        "swid", "2015", "Example OS Distribution", "3.x86_64", "kind-not-stated"
    ),
    "swid/hello-1.0-1.i386.swidtag": package(),
    # Its name says so, and there is no signature in it.
    "swid/hello-2.0-1.x86_64-signed.swidtag": package(),
    "swid/minimal.swidtag": found("swid", "2015", "Minial SWID tag", None, "kind-not-stated"),
    "swid/pkg1-1.2.0-1.fc28.src.swidtag": package(),
    "swid/signed-pkg1-1.2.0.swidtag": Read(
        "swid",
        "2015",
        remarks=frozenset({NONE, "names-a-package", "signature-not-verifiable"}),
    ),
    "swid/signed-test-ca.crt": "format-unknown",
    "sbom-image/debian12-base.cdx.json": found("cyclonedx-json", "1.7", "Debian", "12"),
    "sbom-image/debian12-base.spdx.json": found("spdx-json", "2.3", "Debian", "12"),
    "os-release/debian_12": machine("Debian GNU/Linux", "12 (bookworm)"),
    "os-release/fedora_43": machine("Fedora Linux", "43 (Container Image)"),
    "os-release/hce_2": machine("Huawei Cloud EulerOS", "2.0 (x86_64)"),
    "os-release/kylin_v10_sp1": machine("Kylin", "银河麒麟桌面操作系统V10 (SP1)"),
    "os-release/openeuler": machine("openEuler", "24.03 (LTS-SP2)"),
    "os-release/redhat_9": machine("Red Hat Enterprise Linux", "9.6 (Plow)"),
    "os-release/ubuntu_2404": machine("Ubuntu", "24.04.3 LTS (Noble Numbat)"),
    "os-release/uos_20_pro": machine("uos", "20"),
    "os-release/uos_20_pro.os-version": machine("UnionTech OS Desktop", "20"),
    # Vectors for a parser of package URLs, and no documents of a machine.
    "purl/deb-test.json": "format-unknown",
    "purl/generic-test.json": "format-unknown",
    "purl/rpm-test.json": "format-unknown",
    "purl/swid-test.json": "format-unknown",
}


def test_every_sample_has_an_expectation(samples: Path) -> None:
    there = {str(path.relative_to(samples)) for it in FOLDERS for path in (samples / it).iterdir()}
    assert there == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_says_what_it_says(samples: Path, name: str) -> None:
    data = (samples / name).read_bytes()
    expected = EXPECTED[name]
    if isinstance(expected, str):
        with pytest.raises(FileRefused) as caught:
            read(data)
        assert caught.value.code == expected
        return
    reading = read(data)
    systems = tuple(
        (
            "" if it.stated.name is None else it.stated.name.text,
            None if it.stated.version is None else it.stated.version.text,
        )
        for it in reading.systems
    )
    seen = (reading.format.value, reading.format_version, systems, frozenset(codes(reading)))
    assert Read(*seen) == expected


def test_kylin_v10_sp1_is_told_by_its_own_words(samples: Path) -> None:
    system = read((samples / "os-release" / "kylin_v10_sp1").read_bytes()).system
    assert system is not None
    assert facts(system) == {
        "family": "kylin",
        "package-format": "deb",
        "product-line": "desktop",
        "product-name": "银河麒麟桌面操作系统",
        "product-version": "V10 SP1",
        "service-pack": "SP1",
    }
    (pack,) = (it for it in system.derived if it.fact == "service-pack")
    assert {it.key for it in pack.grounds} == {
        "VERSION",
        "VERSION_US",
        "PRETTY_NAME",
        "PROJECT_CODENAME",
    }


def test_uos_states_its_edition_and_build_beside_os_release(samples: Path) -> None:
    release = (samples / "os-release" / "uos_20_pro").read_bytes()
    version = (samples / "os-release" / "uos_20_pro.os-version").read_bytes()
    for together in (release + b"\n" + version, version + b"\n" + release):
        reading = read(together)
        system = reading.system
        assert system is not None
        assert system.stated.build is not None
        assert (system.stated.build.text, system.stated.build.key) == ("11018.101", "OsBuild")
        assert system.stated.edition is not None
        assert system.stated.edition.text == "Professional"
        assert facts(system) == {
            "family": "uos",
            "product-line": "desktop",
            "product-name": "统信桌面操作系统",
            "product-version": "V20",
            "edition-class": "professional",
        }
        assert codes(reading) == set()


def test_what_the_sample_of_a_decoupled_list_identifies(samples: Path) -> None:
    system = read((samples / "cyclonedx" / "obom-rhel8.json").read_bytes()).system
    assert system is not None
    assert system.stated.place == "/components/0"
    assert [it.text for it in system.stated.cpe] == [
        "cpe:2.3:o:redhat:enterprise_linux:8.0:*:*:*:*:*:*:*"
    ]
    assert system.stated.vendor is not None
    assert system.stated.vendor.text == "Red Hat"
    # "Enterprise" is part of the name, and no edition.
    assert facts(system) == {}
