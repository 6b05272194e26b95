import json
import subprocess
import sys
from pathlib import Path

import pytest

from integrations.confined import Bounds
from integrations.errors import FileRefused
from integrations.machine.door import READERS, read_machine_document
from integrations.machine.interchange import from_json
from integrations.machine.stated import DocumentFormat, SignatureState
from integrations.machine.trust import Trust
from tests.integrations.machine.reading import bom, component, read
from tests.integrations.machine.test_machine_text import V11

REPOSITORY = Path(__file__).resolve().parents[3]
HEAVY = ("lxml", "signxml", "jsonschema_rs", "cyclonedx", "spdx_tools", "packageurl", "rdflib")


def one_of_each(samples: Path) -> dict[DocumentFormat, bytes]:
    return {
        DocumentFormat.CYCLONEDX_JSON: (samples / "sbom-image/debian12-base.cdx.json").read_bytes(),
        DocumentFormat.SPDX_JSON: (samples / "sbom-image/debian12-base.spdx.json").read_bytes(),
        DocumentFormat.SPDX_TAG_VALUE: b"SPDXVersion: SPDX-2.3\nPackageName: a\n",
        DocumentFormat.SWID: (samples / "swid/distro.swidtag").read_bytes(),
        DocumentFormat.MACHINE_TEXT: V11.encode(),
        DocumentFormat.PURL: b"pkg:deb/kylin/bash@5.2?distro=v10",
        DocumentFormat.CPE: b"cpe:/o:fedoraproject:fedora:43",
    }


@pytest.mark.parametrize("document", DocumentFormat)
def test_the_reading_process_says_what_the_reader_says(
    samples: Path, document: DocumentFormat
) -> None:
    data = one_of_each(samples)[document]
    reading = read_machine_document(data)
    assert reading.format is document
    assert reading == read(data)
    assert READERS.keys() == set(DocumentFormat)


def test_signatures_are_verified_in_the_reading_process(
    signed_tag: bytes, authority: Trust
) -> None:
    found = read_machine_document(signed_tag, trust=authority).signature
    assert found is not None
    assert found.state is SignatureState.VERIFIED


def test_a_refusal_arrives_with_its_place() -> None:
    with pytest.raises(FileRefused) as caught:
        read_machine_document(bom(components=[component("a\u202eb")]).encode())
    assert caught.value.code == "text-unusable"
    assert str(caught.value.place) == "/components/0/name"
    assert "text-unusable" in str(caught.value)


def test_a_reader_that_takes_too_much_is_ended() -> None:
    with pytest.raises(FileRefused) as caught:
        read_machine_document(V11.encode(), bounds=Bounds(memory_bytes=16 * 1024 * 1024))
    assert caught.value.code.startswith("file-")


def test_an_sbom_of_two_megabytes_is_read_within_the_bounds(samples: Path) -> None:
    sbom = json.loads((samples / "sbom-image/debian12-base.cdx.json").read_bytes())
    packages = sbom["components"]
    wanted = [
        {**it, "bom-ref": f"{it['bom-ref']}#{round_}"} for round_ in range(60) for it in packages
    ]
    data = json.dumps({**sbom, "components": wanted, "dependencies": []}).encode()
    assert len(data) > 2_000_000
    bounds = Bounds(cpu_seconds=5, memory_bytes=512 * 1024 * 1024)
    assert read_machine_document(data, bounds=bounds).system is not None


def test_the_door_imports_nothing_that_reads() -> None:
    program = (
        "import sys; import integrations.machine.door, integrations.machine.order_words;"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    loaded = {it.partition(".")[0] for it in done.stdout.split()}
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("value", [None, {}, {"format": "other"}, {"format": "swid", "systems": 1}])
def test_an_answer_that_is_no_reading_is_refused(value: object) -> None:
    with pytest.raises(FileRefused) as caught:
        from_json(value)
    assert caught.value.code == "file-unreadable"
