"""Whatever arrives is read or refused; what is stated is what stands there, whatever follows."""

import json
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.errors import FileRefused
from integrations.machine.deriving import derived_from
from integrations.machine.machine_text import read_machine_text
from integrations.machine.order_words import order_words
from integrations.machine.stated import Fact, OperatingSystemStated, Reading, Said
from tests.integrations.machine.reading import bom, component, read

FILES = (
    "cyclonedx/obom-rhel8.json",
    "cyclonedx/valid-component-swid-full-1.6.json",
    "spdx/ACME-v2.3.spdx.json",
    "swid/distro.swidtag",
    "swid/signed-pkg1-1.2.0.swidtag",
    "os-release/kylin_v10_sp1",
    "os-release/uos_20_pro.os-version",
)
BEGINNINGS = (
    b'{"bomFormat":"CycloneDX","specVersion":"1.6",',
    b'{"spdxVersion":"SPDX-2.3",',
    b"<SoftwareIdentity ",
    b"pkg:",
    b"cpe:2.3:",
    b"cpe:/",
    b"SPDXVersion: SPDX-2.3\n",
    b"NAME=",
    b"[Version]\n",
)
WORDS = st.sampled_from(
    [
        *("银河麒麟桌面操作系统", "Kylin", "V10", "(SP1)", "（SP2）", "V11", "v10sp1", "Windows"),
        *("11", "Home", "专业版", "统信", "UOS", "25", "Server", "桌面", "试用", "方德", "(Sword)"),
        *(" ", "Pro"),
    ]
)
TEXTS = st.lists(WORDS, max_size=6).map("".join)
EDITS = st.tuples(st.integers(0), st.integers(0, 40), st.binary(max_size=8))
KEYS = st.sampled_from(["NAME", "ID", "ID_LIKE", "VERSION_ID", "PRETTY_NAME", "PROJECT_CODENAME"])


def answered(data: bytes) -> Reading | None:
    """What a document says, or nothing where it is refused; anything else is a fault."""
    with suppress(FileRefused):
        return read(data)
    return None


@cache
def sample(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    answered(data)


@settings(max_examples=60)
@given(
    beginning=st.sampled_from(BEGINNINGS), data=st.binary(max_size=100) | st.text().map(str.encode)
)
def test_any_bytes_after_a_known_beginning_are_read_or_refused(
    beginning: bytes, data: bytes
) -> None:
    answered(beginning + data)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDITS, max_size=4))
def test_damaged_samples_are_read_or_refused(
    samples: Path, name: str, edits: list[tuple[int, int, bytes]]
) -> None:
    data = sample(samples, name)
    for at, cut, put in edits:
        place = at % (len(data) + 1)
        data = data[:place] + put + data[place + cut :]
    answered(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
HEADS = ({"bomFormat": "CycloneDX", "specVersion": "1.6"}, {"spdxVersion": "SPDX-2.3"})
MEMBERS = st.sampled_from(
    [
        *("components", "metadata", "packages", "relationships", "creationInfo", "type", "name"),
        *("cpe", "swid", "externalRefs", "primaryPackagePurpose", "SPDXID", "properties"),
        "version",
    ]
)


@settings(max_examples=60)
@given(
    head=st.sampled_from(HEADS),
    members=st.dictionaries(MEMBERS, JSON, max_size=5),
    inner=st.dictionaries(MEMBERS, JSON, max_size=5),
)
def test_members_of_any_kind_are_read_or_refused(
    head: dict[str, str], members: dict[str, object], inner: dict[str, object]
) -> None:
    system = {"type": "operating-system", "primaryPackagePurpose": "OPERATING_SYSTEM", "name": "A"}
    of = {**system, **inner}
    answered(json.dumps({**members, **head, "components": [of], "packages": [of]}).encode())


def statements(name: str, version: str, further: list[tuple[str, str]]) -> OperatingSystemStated:
    said = [Said(key=key, text=text, place="line 1") for key, text in further if text.strip()]
    return OperatingSystemStated(
        place="",
        name=Said(key="NAME", text=name, place="line 1") if name.strip() else None,
        version=Said(key="VERSION", text=version, place="line 2") if version.strip() else None,
        further=tuple(said),
    )


@settings(max_examples=60)
@given(name=TEXTS, version=TEXTS, further=st.lists(st.tuples(KEYS, TEXTS), max_size=3))
def test_every_derived_fact_rests_on_what_is_stated(
    name: str, version: str, further: list[tuple[str, str]]
) -> None:
    stated = statements(name, version, further)
    facts, _ = derived_from(stated)
    there = {it for it in (stated.name, stated.version, *stated.further) if it is not None}
    assert len({it.fact for it in facts}) == len(facts)
    for it in facts:
        assert it.grounds
        assert set(it.grounds) <= there
        assert it.rule


@settings(max_examples=60)
@given(name=TEXTS, version=TEXTS, further=st.lists(st.tuples(KEYS, TEXTS), max_size=3))
def test_a_service_pack_is_never_derived_from_words_without_one(
    name: str, version: str, further: list[tuple[str, str]]
) -> None:
    facts, _ = derived_from(statements(name, version, further))
    for it in facts:
        if it.fact is Fact.SERVICE_PACK:
            assert all("sp" in said.text.lower() or "ＳＰ" in said.text for said in it.grounds)


@settings(max_examples=40)
@given(name=TEXTS, version=TEXTS)
def test_stated_texts_come_through_as_they_are(name: str, version: str) -> None:
    reading = read(bom(components=[component(name, version)]))
    stated = reading.systems[0].stated
    for said, written in ((stated.name, name), (stated.version, version)):
        assert (said is None) == (not written.strip())
        assert said is None or said.text == written
    order_words(reading)


@settings(max_examples=40)
@given(names=st.lists(TEXTS.filter(str.strip), min_size=2, max_size=3, unique=True))
def test_no_system_is_chosen_among_different_ones(names: list[str]) -> None:
    reading = read(bom(components=[component(it) for it in names]))
    if len({"".join(it.split()).casefold() for it in names}) > 1:
        assert reading.system is None
    assert len(reading.systems) == len(names)


@given(text=st.text(max_size=60))
def test_os_release_is_read_whatever_its_value(text: str) -> None:
    with suppress(FileRefused):
        read_machine_text(f'NAME="{text}"\nID={text}\n'.encode(errors="replace"))
