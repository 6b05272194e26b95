import json
from typing import Any

import pytest

from integrations.machine.plain_text import LONGEST_TEXT
from integrations.machine.strict_json import DEEPEST
from tests.integrations.machine.reading import bom, component, read, refusal


def deep(levels: int) -> str:
    return bom().replace('"version": 1', '"version": ' + "[" * levels + "]" * levels)


def test_a_member_that_stands_twice_is_refused() -> None:
    twice = bom().replace('"version": 1', '"version": 1, "version": 2')
    assert refusal(twice)[0] == "json-not-strict"
    inside = bom(components=[component("A")]).replace('"name": "A"', '"name": "A", "name": "B"')
    assert refusal(inside)[0] == "json-not-strict"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_numbers_that_are_none_are_refused(value: str) -> None:
    assert refusal(bom().replace('"version": 1', f'"version": {value}'))[0] == "json-not-strict"


@pytest.mark.parametrize("levels", [DEEPEST, 900, 5000, 100_000])
def test_depth_is_bounded(levels: int) -> None:
    assert refusal(deep(levels))[0] == "json-too-deep"


def test_real_depth_is_read() -> None:
    inner: dict[str, Any] = component("A", "1")
    for _ in range(20):
        inner = {"type": "device", "name": "d", "components": [inner]}
    assert len(read(bom(components=[inner])).systems) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-empty"),
        (b" \n\t", "document-empty"),
        (b"\xef\xbb\xbf", "document-empty"),
        (b"hello", "format-unknown"),
        (b"PK\x03\x04", "format-unknown"),
        (b"%PDF-1.7", "format-unknown"),
        (b"{}", "format-unknown"),
        (b"[]", "format-unknown"),
        (b"<html/>", "format-unknown"),
        (b'{"bomFormat": "CycloneDX"', "json-malformed"),
        (b'{"a": {"bomFormat": "CycloneDX"}}', "format-unknown"),
        (b'{"a": {"spdxVersion": "SPDX-2.3"}}', "version-not-read"),
        (b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', "format-not-read"),
        (b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>', "format-not-read"),
        (b'<a xmlns:s="http://spdx.org/rdf/terms#"/>', "format-not-read"),
        (b"<SoftwareIdentity", "xml-malformed"),
        (b"NAME=\xff\xfe", "not-utf-8"),
        ("NAME=麒麟".encode("gb18030"), "not-utf-8"),
        (b"NAME=a\x00b", "text-unusable"),
        (b'{"bomFormat": "CycloneDX", "a": "\\ud800"}', "text-unusable"),
        (b'{"bomFormat": "CycloneDX", "\\udfff": 1}', "text-unusable"),
    ],
)
def test_what_is_no_document_is_refused_and_says_why(data: bytes, code: str) -> None:
    assert refusal(data)[0] == code


@pytest.mark.parametrize("text", ["a\u0000b", "a\u202eb", "a\u2066b", "a\u001bb", "a\u0085b"])
def test_text_that_shows_otherwise_than_it_reads_is_refused(text: str) -> None:
    assert refusal(bom(components=[component(text)])) == ("text-unusable", "/components/0/name")


def test_text_without_end_is_refused() -> None:
    long = "x" * (LONGEST_TEXT + 1)
    assert refusal(bom(components=[component("A", long)])) == (
        "text-too-long",
        "/components/0/version",
    )


def test_utf_16_is_refused_by_name() -> None:
    for codec in ("utf-16", "utf-32"):
        assert refusal(bom().encode(codec))[0] == "not-utf-8"


def test_places_are_escaped_as_json_pointers_demand() -> None:
    surplus = {"a/b~c": {"x": 1}}
    shown = read(json.dumps({**json.loads(bom()), "services": [{"name": "s", **surplus}]}))
    assert "schema" in {it.code for it in shown.remarks}


def test_a_list_of_nothing_but_systems_is_refused_before_it_is_judged() -> None:
    many = bom(components=[component("A")] * 20_000)
    assert refusal(many)[0] == "too-many-systems"


def test_a_tag_with_thousands_of_parts_is_read_in_its_first() -> None:
    space = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"
    tag = f'<SoftwareIdentity xmlns="{space}" name="A" tagId="t">{{}}</SoftwareIdentity>'
    late = "<Meta/>" * 20_000 + '<Meta edition="Home"/>'
    system = read(tag.format(late)).system
    assert system is not None
    assert system.stated.edition is None
