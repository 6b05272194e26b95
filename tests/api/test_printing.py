"""The printed approval over HTTP, and the key it is signed by."""

from pathlib import Path

import pytest

from api.document_key import (
    document_certificate_file,
    document_key_file,
    make_sure_of_document_key,
    read_document_key,
)
from ledger.errors import KeyFileError
from tests.api.stage import START, Stage, settings_for


def test_the_parties_and_the_auditor_get_the_document_and_nobody_else(stage: Stage) -> None:
    number = stage.place()["approval"]["number"]
    path = f"/v1/approvals/{number}/document"
    answer = stage.call("GET", path, "supplier")
    assert answer.status == 200, answer.data
    assert answer.data.startswith(b"%PDF-")
    assert answer.data.count(b"/ETSI.CAdES.detached") == 1
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert stage.call("GET", path, "officer", second=True).status == 404
    assert stage.call("GET", path, "catalog-keeper").status == 403
    assert stage.call("GET", path).status == 401
    another = stage.place(supplier=None)["approval"]["number"]
    assert stage.call("GET", f"/v1/approvals/{another}/document", "supplier").status == 404


def test_the_certificate_is_public_and_no_key(stage: Stage) -> None:
    answer = stage.call("GET", "/v1/approvals/document-certificate")
    assert answer.status == 200
    assert answer.data.startswith(b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE" not in answer.data


def test_a_key_that_is_open_to_others_or_another_s_certificate_is_refused(tmp_path: Path) -> None:
    settings, other = settings_for(tmp_path / "one"), settings_for(tmp_path / "other")
    for one in (settings, other):
        (one.data_dir / "keys").mkdir(parents=True)
        make_sure_of_document_key(one, START)
    document_key_file(settings).chmod(0o644)
    with pytest.raises(KeyFileError, match="set mode 0600"):
        read_document_key(settings)
    document_key_file(settings).chmod(0o600)
    document_certificate_file(settings).write_bytes(document_certificate_file(other).read_bytes())
    with pytest.raises(KeyFileError, match="of another key"):
        read_document_key(settings)
    document_certificate_file(settings).write_text("no PEM")
    with pytest.raises(KeyFileError, match="no PEM"):
        read_document_key(settings)
    document_certificate_file(settings).unlink()
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_document_key(settings)
    # A key whose certificate was never written signed nothing: both are made anew.
    assert len(make_sure_of_document_key(settings, START)) == 1
    assert read_document_key(settings)[0] == document_key_file(settings)
