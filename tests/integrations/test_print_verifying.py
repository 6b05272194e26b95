"""A printed approval as its file: what is genuine, and that nothing else ever is."""

import json
import random
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from integrations.confined import Bounds
from integrations.errors import FileRefused
from integrations.file_faults import SENTENCES, FileFault
from integrations.print_reading import read_print
from integrations.print_verifying import FINDINGS, MOST_BYTES, PaperFinding, verify_print
from tests.integrations.prints import ALTERED, DIGEST, NUMBER, Signer, flipped, page, signer

_STATEMENT = "eyJhIjoxfQ.eyJiIjoyfQ.c2lnbmF0dXJl"


class _Bold(PdfSigner):
    """Signs what another signature lets nobody change."""

    def _enforce_certification_constraints(self, reader: object) -> None:
        del reader


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return signer(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return signer(tmp_path_factory.mktemp("other"))


@pytest.fixture(scope="module")
def signed(office: Signer) -> bytes:
    return office.sign(page(), _STATEMENT)


def found(office: Signer, pdf: bytes) -> str:
    """The finding, or why it is refused; as the reading process does, but in this one."""
    try:
        told: str = read_print(office.pem + b"\0" + pdf)["finding"]
    except FileRefused as refused:
        return refused.code
    return told


def test_what_the_office_signed_is_genuine_and_gives_back_its_statement(
    office: Signer, other: Signer, signed: bytes
) -> None:
    paper = verify_print(signed, other.pem + office.pem)
    assert paper.finding is PaperFinding.GENUINE
    assert (paper.statement, paper.number, paper.digest) == (_STATEMENT, NUMBER, DIGEST)


def test_a_print_of_an_earlier_release_gives_number_and_digest(office: Signer) -> None:
    told = read_print(office.pem + b"\0" + office.sign(page()))
    assert (told["statement"], told["number"], told["digest"]) == (None, NUMBER, DIGEST)
    plain = read_print(office.pem + b"\0" + office.sign(page("a letter", "nothing")))
    assert (plain["finding"], plain["number"], plain["digest"]) == ("paper-genuine", None, None)


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_is_never_genuine(office: Signer, signed: bytes, what: str) -> None:
    assert found(office, ALTERED[what](signed)) in {"paper-altered", "file-pdf-damaged"}


def test_no_byte_of_what_is_signed_can_be_changed(office: Signer, signed: bytes) -> None:
    start, end = signed.rindex(b"/Contents <"), signed.index(b">\n/ByteRange")
    covered = [it for it in range(len(signed)) if not start < it < end]
    for place in random.Random(7).sample(covered, 150):  # noqa: S311 - which bytes, no secret
        assert found(office, flipped(signed, place)) != "paper-genuine", place


def test_what_others_sign_is_theirs_whatever_it_says(
    office: Signer, other: Signer, signed: bytes
) -> None:
    assert found(office, other.sign(page(), _STATEMENT)) == "paper-of-another"
    assert found(office, page()) == "paper-unsigned"
    # Signed by the office, and again by somebody who would let more be added.
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    metadata = PdfSignatureMetadata(field_name="Second", docmdp_permissions=MDPPerm.ANNOTATE)
    by_other = SimpleSigner.load(str(other.key), str(other.certificate))
    _Bold(metadata, signer=by_other).sign_pdf(writer, output=out)
    assert found(office, out.getvalue()) == "paper-altered"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-not-a-pdf"),
        (b"GIF89a", "file-not-a-pdf"),
        (b" " * 1100 + b"%PDF-1.7", "file-not-a-pdf"),
        (b"%PDF-1.7\nand nothing of one", "file-pdf-damaged"),
        (page(encrypt="a password"), "file-pdf-locked"),
    ],
)
def test_what_cannot_be_read_says_why(office: Signer, data: bytes, code: str) -> None:
    assert found(office, data) == code


def test_what_takes_too_much_is_refused_and_costs_no_more_than_that(office: Signer) -> None:
    for pdf, bounds in (
        (b"%PDF-" + bytes(MOST_BYTES), Bounds()),
        (page(), Bounds(memory_bytes=60_000_000)),
    ):
        with pytest.raises(FileRefused) as refused:
            verify_print(pdf, office.pem, bounds)
        assert refused.value.code in {"file-pdf-too-much", "file-pdf-damaged"}
    with pytest.raises(FileRefused) as late:
        verify_print(page(), office.pem, Bounds(wall_seconds=0.05))
    assert late.value.code == "file-pdf-too-much"


def test_every_finding_and_fault_is_told_in_both_languages() -> None:
    assert FINDINGS.keys() == set(PaperFinding)
    assert SENTENCES.keys() >= set(FileFault)
    assert json.dumps([*FINDINGS.values()])


def test_the_statement_is_a_file_other_programs_find(signed: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfdetach") is None:
        pytest.skip("pdfdetach (poppler-utils) is not here")
    (tmp_path / "approval.pdf").write_bytes(signed)
    command = ["pdfdetach", "-save", "1", "-o", "out", "approval.pdf"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert (tmp_path / "out").read_text() == _STATEMENT
