"""What reading a large software list costs: 2 MB of one, through the door as the service takes it.

The reading process is part of it: its start, what it imports, and its memory at the highest. The
lists are made up, and name one operating system among thousands of packages.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from statistics import median
from time import perf_counter
from types import MappingProxyType
from typing import Any, NamedTuple

from bench.figures import Figure
from integrations.machine.door import read_machine_document
from integrations.machine.order_words import order_words

ROUNDS = 5
BYTES = 2_000_000


class SystemNotFound(Exception):  # noqa: N818 - a result that ends the benchmark
    """The list was read and its operating system not found, so the times mean nothing."""


class Took(NamedTuple):
    """A list: its bytes and packages, the median seconds, and the peak of the reading process."""

    bytes: int
    packages: int
    seconds: float
    peak_megabytes: float


def figures(_: object) -> Iterator[Figure]:
    """Yield the figures of each kind of list."""
    for kind in KINDS:
        found = took(kind)
        measured = (
            f"{found.bytes / 1e6:.1f} MB, {found.packages:,} packages, reading process and all"
        )
        yield Figure(
            name=f"a software list in {kind}, time",
            measured=f"{measured}, median of {ROUNDS}",
            value=found.seconds,
            target=5,
            at_most=True,
            unit="s",
        )
        yield Figure(
            name=f"a software list in {kind}, memory",
            measured=measured,
            value=found.peak_megabytes,
            target=300,
            at_most=True,
            unit="MB",
        )


def took(kind: str) -> Took:
    """Return what a list of that kind took, measured in a process of its own.

    Raises:
        CalledProcessError: it broke off.
    """
    words = [sys.executable, "-m", "bench.documents", kind]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    return Took(*json.loads(done.stdout))


def measure(kind: str) -> Took:
    """Read a list of that kind several times.

    Raises:
        SystemNotFound: its operating system was not found.
    """
    packages = 0
    data = b""
    while len(data) < BYTES:
        packages += 500
        data = json.dumps(KINDS[kind](packages)).encode()
    taken = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        reading = read_machine_document(data)
        taken.append(perf_counter() - begun)
        words = order_words(reading)
        if words is None or words.version != "V11":
            raise SystemNotFound
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    return Took(len(data), packages, median(taken), peak)


def _cyclonedx(packages: int) -> dict[str, Any]:
    system = {"type": "operating-system", "name": "银河麒麟桌面操作系统", "version": "V11"}
    components = [
        {
            "type": "library",
            "bom-ref": f"package-{number}",
            "name": f"package-{number}",
            "version": f"1.{number}",
            "purl": f"pkg:deb/kylin/package-{number}@1.{number}?arch=amd64&distro=v11",
            "hashes": [{"alg": "SHA-256", "content": f"{number:064x}"}],
            "licenses": [{"license": {"id": "GPL-2.0-only"}}],
            "supplier": {"name": "Made Up", "contact": [{"email": "made-up@example.test"}]},
        }
        for number in range(packages)
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": system},
        "components": components,
    }


def _spdx(packages: int) -> dict[str, Any]:
    system = {
        "SPDXID": "SPDXRef-os",
        "name": "银河麒麟桌面操作系统",
        "versionInfo": "V11",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "primaryPackagePurpose": "OPERATING_SYSTEM",
    }
    others = [
        {
            "SPDXID": f"SPDXRef-package-{number}",
            "name": f"package-{number}",
            "versionInfo": f"1.{number}",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": "GPL-2.0-only",
            "licenseDeclared": "GPL-2.0-only OR MIT",
            "copyrightText": "NOASSERTION",
            "supplier": "Person: Made Up (made-up@example.test)",
            "checksums": [{"algorithm": "SHA256", "checksumValue": f"{number:064x}"}],
        }
        for number in range(packages)
    ]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "image",
        "documentNamespace": "https://example.test/image",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: made-up-1"]},
        "documentDescribes": ["SPDXRef-os", *(it["SPDXID"] for it in others)],
        "packages": [system, *others],
    }


KINDS: Mapping[str, Callable[[int], dict[str, Any]]] = MappingProxyType(
    {"CycloneDX": _cyclonedx, "SPDX": _spdx}
)
"""The kinds of lists that are measured, each with its maker."""


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
