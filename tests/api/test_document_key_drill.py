"""The drills of the key that signs printed approvals. (docs/keys.md.)"""

from collections.abc import Iterator
from io import BytesIO

import pytest
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from api.commands import keys as command
from api.commands.line import Parser
from api.document_key import (
    document_certificate_file,
    make_next_document_key,
    next_document_files,
    read_document_key,
)
from api.document_key_rotation import fingerprint, rotate_document_key, settle_document_key
from api.identifiers import new_id
from api.key_rotation import key_entry
from ledger.store import append
from storage.embedded.server import Address
from storage.scope import SYSTEM
from tests.api.stage import build
from tests.api.test_key_drill import ACTOR, Drill
from tests.cluster import cloned


@pytest.fixture(scope="module")
def drill(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """One service for all: what a test finds is there before it begins."""
    with cloned(server, "documents") as made:
        stage = build(made, tmp_path_factory.mktemp("documents"))
        yield Drill(stage)
        stage.close()


def _rotate(drill: Drill, lost: str | None = None) -> tuple[str, str]:
    services = drill.stage.services
    return rotate_document_key(
        services.settings,
        services.database,
        actor=ACTOR,
        ids=new_id,
        now=drill.stage.clock(),
        lost=lost,
    )


def _published(drill: Drill) -> list[str]:
    answer = drill.stage.call("GET", "/v1/approvals/document-certificate")
    return [fingerprint(it) for it in x509.load_pem_x509_certificates(answer.data)]


def _signed_by(drill: Drill, number: str) -> str:
    """The certificate inside a printed approval whose signature holds."""
    data = drill.stage.call("GET", f"/v1/approvals/{number}/document", "supplier").data
    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    status = signature.compute_integrity_info()
    assert status is None
    return fingerprint(x509.load_der_x509_certificate(signature.signer_cert.dump()))


def test_papers_of_every_key_find_their_certificate_and_the_one_that_signs_is_first(
    drill: Drill,
) -> None:
    number = drill.grant()
    first, *before = _published(drill)
    assert _signed_by(drill, number) == first
    assert _rotate(drill) == (first, second := _published(drill)[0])
    assert _signed_by(drill, number) == second
    _, third = _rotate(drill)
    assert _published(drill) == [third, second, first, *before]
    assert [it for it in drill.recorded() if it["use"] == "document"][-2:] == [
        {"use": "document", "active": second, "retired": first},
        {"use": "document", "active": third, "retired": second},
    ]


def test_the_certificate_of_a_lost_key_is_published_no_more_and_approvals_stand(
    drill: Drill,
) -> None:
    number = drill.grant()
    stolen, *before = _published(drill)
    old, new = _rotate(drill, lost="the drill")
    assert (old, _published(drill)) == (stolen, [new, *before])
    assert drill.judged(drill.bundle(number)).doubts == ()
    assert _signed_by(drill, number) == new, "printed again, the paper is of the new key"
    entry = [it for it in drill.recorded() if it["use"] == "document"][-1]
    assert (entry["revoked"], entry["reason"], entry["active"]) == (stolen, "the drill", new)


@pytest.mark.parametrize("moved", ["nothing", "the certificate"])
def test_a_rotation_that_was_stopped_is_ended_by_the_next_start(drill: Drill, moved: str) -> None:
    settings, now = drill.stage.services.settings, drill.stage.clock()
    _, certificate = make_next_document_key(settings, now)
    new = fingerprint(x509.load_pem_x509_certificate(certificate.read_bytes()))
    with drill.stage.services.database.transaction(SYSTEM) as connection:
        assert settle_document_key(settings, connection) is None, "nothing is recorded yet"
        body = {"use": "document", "active": new}
        append(connection, key_entry(new, body, actor=ACTOR, ident=new_id(), now=now))
    if moved == "the certificate":
        certificate.replace(document_certificate_file(settings))
        # Whoever prints just now finds the key that belongs to it.
        assert read_document_key(settings)[0] == next_document_files(settings)[0]
    with drill.stage.services.database.transaction(SYSTEM) as connection:
        assert settle_document_key(settings, connection) == new
        assert settle_document_key(settings, connection) is None
    assert _published(drill)[0] == new
    read_document_key(settings)
    assert not any(it.exists() for it in next_document_files(settings))


def test_only_the_document_key_is_replaced_as_lost(
    monkeypatch: pytest.MonkeyPatch, drill: Drill, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PROCHECK_DATA_DIR", str(drill.stage.services.settings.data_dir))
    parser = Parser(prog="procheck keys")
    command.describe(parser)
    arguments = parser.parse_args(["rotate", "--use", "ledger", "--lost", "stolen"])
    assert command.run(arguments) == 64
    said = capsys.readouterr().err
    assert "--lost is for the document key" in said
    assert "只用于文件密钥" in said
