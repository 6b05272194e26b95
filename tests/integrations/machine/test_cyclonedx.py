import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion

from integrations.machine.cyclonedx_schema import MOST_SHOWN, VERSIONS, _place, breaches
from integrations.machine.stated import Fact
from tests.integrations.machine.reading import (
    bom,
    codes,
    component,
    facts,
    only,
    read,
    refusal,
)

KYLIN = component("银河麒麟桌面操作系统", "V11")


def places(text: str) -> list[str]:
    return [it.stated.place for it in read(text).systems]


def test_the_system_stands_in_either_of_two_places() -> None:
    assert places(bom(metadata={"component": KYLIN})) == ["/metadata/component"]
    assert places(bom(components=[{"type": "library", "name": "a"}, KYLIN])) == ["/components/1"]


def test_the_system_of_a_device_stands_inside_it() -> None:
    device = {"type": "device", "name": "laptop", "components": [{**KYLIN, "components": [KYLIN]}]}
    assert places(bom(metadata={"component": device}, components=[device])) == [
        "/metadata/component/components/0",
        "/metadata/component/components/0/components/0",
        "/components/0/components/0",
        "/components/0/components/0/components/0",
    ]


def test_the_system_of_the_tool_is_not_that_of_the_machine() -> None:
    reading = read(bom(metadata={"tools": {"components": [KYLIN]}}))
    assert reading.systems == ()
    assert codes(reading) == {"no-operating-system"}


def test_the_same_system_in_two_places_is_one_with_all_that_is_said() -> None:
    more = {**KYLIN, "cpe": "cpe:2.3:o:kylinos:kylin:v11:*:*:*:*:*:*:*", "publisher": "麒麟软件"}
    reading = read(bom(metadata={"component": KYLIN}, components=[more]))
    assert len(reading.systems) == 2
    assert reading.system is not None
    assert [it.place for it in reading.system.stated.cpe] == ["/components/0/cpe"]
    assert reading.system.stated.vendor is not None
    assert reading.system.stated.vendor.text == "麒麟软件"
    assert codes(reading) == set()


@pytest.mark.parametrize(
    "other",
    [
        component("Windows 11", "23H2"),
        component("银河麒麟桌面操作系统", "V10"),
        {**KYLIN, "properties": [{"name": "x:edition", "value": "专业版"}]},
    ],
    ids=["another-product", "another-version", "another-edition"],
)
def test_different_systems_are_all_told_and_none_is_chosen(other: dict[str, Any]) -> None:
    mine = {**KYLIN, "properties": [{"name": "x:edition", "value": "社区版"}]}
    reading = read(bom(metadata={"component": mine}, components=[other]))
    assert [it.stated.place for it in reading.systems] == ["/metadata/component", "/components/0"]
    assert reading.system is None
    assert "several-systems" in codes(reading)


def test_more_systems_than_anybody_looks_through_are_refused() -> None:
    assert refusal(bom(components=[KYLIN] * 51))[0] == "too-many-systems"


def test_properties_state_what_a_component_has_no_member_for() -> None:
    stated = [
        {"name": "vendor:os:kernel-version", "value": "6.6.0-63-generic"},
        {"name": "Architecture", "value": "x86_64"},
        {"name": "build", "value": "2603"},
        {"name": "vendor:edition", "value": "专业版"},
        {"name": "vendor:edition", "value": "家庭版"},
        {"name": "other", "value": "x"},
        {"value": "nameless"},
    ]
    system = only(bom(components=[{**KYLIN, "properties": stated}]))
    assert system.stated.kernel is not None
    assert system.stated.kernel.place == "/components/0/properties/0/value"
    assert facts(system)["kernel-series"] == "Linux 6.6"
    assert system.stated.architecture is not None
    assert system.stated.architecture.key == "Architecture"
    assert system.stated.build is not None
    assert system.stated.edition is not None
    assert system.stated.edition.text == "专业版"


@pytest.mark.parametrize(
    ("kernel", "name", "series"),
    [
        ("1.11", "HarmonyOS", None),
        ("HongMeng Kernel 1.11", "HarmonyOS", None),
        ("10.0.22631", "Windows 11", None),
        ("Linux 6.6", "Some System", "Linux 6.6"),
        ("6.6", "Some System", None),
        ("6.6", "银河麒麟桌面操作系统", "Linux 6.6"),
    ],
)
def test_numbers_of_other_kernels_are_not_linux(kernel: str, name: str, series: str | None) -> None:
    properties = [{"name": "kernel", "value": kernel}]
    assert only(bom(components=[component(name, properties=properties)])).get(
        Fact.KERNEL_SERIES
    ) == (series)


@pytest.mark.parametrize(
    ("name", "cpe", "edition"),
    [
        ("Microsoft Windows 11 Home", None, "home"),
        ("Windows 11 家庭中文版", None, "home"),
        ("Microsoft Windows 11 Pro", None, "professional"),
        ("Windows 10 专业版", None, "professional"),
        ("Windows 10 神州网信政府版", None, "government"),
        ("Microsoft Windows 11", None, None),
        ("Windows 11", "cpe:2.3:o:microsoft:windows_11_24h2:10.0.1:*:*:*:*:*:x64:*", None),
        ("Windows 11", "cpe:2.3:o:microsoft:windows_11:-:*:*:*:home:*:*:*", "home"),
    ],
)
def test_home_is_told_from_pro_or_not_at_all(
    name: str, cpe: str | None, edition: str | None
) -> None:
    stated = component(name) if cpe is None else component(name, cpe=cpe)
    reading = read(bom(components=[stated]))
    assert reading.system is not None
    assert reading.system.get(Fact.EDITION_CLASS) == edition
    assert ("edition-not-stated" in codes(reading)) == (edition is None)
    product = "Windows 10" if "10" in name else "Windows 11"
    assert reading.system.get(Fact.PRODUCT_NAME) == product


def test_a_windows_server_has_no_home() -> None:
    reading = read(bom(components=[component("Windows Server 2022 Standard")]))
    assert codes(reading) == set()
    assert reading.system is not None
    assert reading.system.get(Fact.PRODUCT_NAME) == "Windows Server 2022"


def test_identifiers_that_are_none_are_told() -> None:
    stated = component("A", cpe="cpe:2.3:o:vendor", purl="pkg:nothing", swid={"tagId": "t"})
    reading = read(bom(components=[stated]))
    assert {"cpe-malformed", "purl-malformed"} <= codes(reading)
    assert reading.system is not None
    assert [it.text for it in reading.system.stated.cpe] == ["cpe:2.3:o:vendor"]
    assert [it.text for it in reading.system.stated.swid_tag] == ["t"]
    application = component("A", cpe="cpe:2.3:a:v:p:1:*:*:*:*:*:*:*")
    assert "cpe-not-of-a-system" in codes(read(bom(components=[application])))


def test_a_document_of_a_real_tool_that_breaks_the_schema_is_read(samples: Path) -> None:
    sbom = json.loads((samples / "sbom-image" / "debian12-base.cdx.json").read_bytes())
    # What the whole-system document of the same tool has: an address where an email is wanted.
    supplied = [it for it in sbom["components"] if "supplier" in it][: MOST_SHOWN + 2]
    for it in supplied:
        it["supplier"]["contact"][0]["email"] = "https://lists.example.test/maintainers"
    reading = read(json.dumps(sbom))
    assert reading.system is not None
    shown = [it for it in reading.remarks if it.code == "schema"]
    assert len(shown) == MOST_SHOWN
    assert shown[0].place == "/components/0/supplier/contact/0/email"
    (more,) = (it for it in reading.remarks if it.code == "schema-more")
    assert "2" in more.message.en


@pytest.mark.parametrize("version", ["1.3", "2.0", "", None, 16])
def test_other_versions_are_refused(version: object) -> None:
    assert refusal(bom(specVersion=version)) == ("version-not-read", "/specVersion")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_that_is_read_has_its_schema(version: str) -> None:
    assert read(bom(specVersion=version)).format_version == version
    broken = read(bom(specVersion=version, surplus=1))
    assert codes(broken) == {"schema", "no-operating-system"}


def test_the_compiled_validator_agrees_with_the_library_about_every_sample(samples: Path) -> None:
    # Slow to import, and wanted here alone.
    library = importlib.import_module("cyclonedx.validation.json")
    for path in (samples / "cyclonedx").iterdir():
        sbom = json.loads(path.read_bytes())
        version = sbom["specVersion"]
        theirs = library.JsonStrictValidator(SchemaVersion.from_version(version))
        valid = theirs.validate_str(path.read_text(encoding="utf-8")) is None
        assert (not breaches(sbom, version)) == valid, path.name


def test_a_number_that_no_machine_holds_is_no_crash() -> None:
    assert "schema" in codes(read(bom().replace('"version": 1', '"version": -1' + "0" * 400)))


@pytest.mark.parametrize(
    "members",
    [
        {"components": {}},
        {"components": [1, "x", None, []]},
        {"metadata": []},
        {"metadata": {"component": "x"}},
        {"components": [component("A", properties={"name": "kernel"})]},
        {"components": [{"type": "operating-system", "name": 5, "cpe": {}, "swid": []}]},
        {"components": [{"type": ["operating-system"]}]},
    ],
)
def test_members_of_other_kinds_are_passed_over_and_told(members: dict[str, Any]) -> None:
    assert "schema" in codes(read(bom(**members)))


def test_prose_about_a_system_names_none_and_may_say_that_it_is_a_trial() -> None:
    prose = "Trial of the successor of Windows 10 Home, not Kylin V10 SP1"
    assert facts(only(bom(components=[component("UOS", "25", description=prose)]))) == {
        "family": "uos",
        "product-version": "V25",
        "trial": "true",
    }


def test_a_place_ends_before_a_name_that_nobody_should_be_shown() -> None:
    pattern = {"alg\u202eorithm": 1, "x" * 200: 2}
    for name in pattern:
        found = read(bom(services=[{"name": "s", "data": [{name: 1}]}]))
        assert all(name not in it.place for it in found.remarks)
        assert "schema" in codes(found)
    assert _place(["components", 0, "a\u202eb", "c"]) == "/components/0"
    assert _place(["x" * 200]) == ""
