"""Documents made to hurt: refused by a code, in time, and without a look outside."""

import io
import socket
import zipfile
from threading import Thread

import pytest

from integrations.documents.door import read_order_document
from integrations.errors import FileRefused, IntegrationError
from tests.integrations.documents.written import ubl_line, ubl_order

_LAUGHS = (
    '<!DOCTYPE Order [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


def _zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 40_000_000)
    return file.getvalue()


def _code(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_order_document(data)
    assert refused.value.message.zh
    assert refused.value.message.en
    return refused.value.code


@pytest.mark.parametrize(
    "declared",
    [
        _LAUGHS,
        '<!DOCTYPE Order [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Order [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
        '<!DOCTYPE Order SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e "x">]>',
        "<!DOCTYPE Order [<!ATTLIST Order a CDATA 'x'>]>",
        "<!-- one --><!DOCTYPE Order [ ]>",
        "<!DOCTYPE Order",
    ],
)
def test_a_document_type_that_declares_anything_is_refused(declared: str) -> None:
    assert _code(ubl_order("1", before=declared)) == "xml-declares"


@pytest.mark.parametrize(
    "named",
    [
        '<!DOCTYPE Order SYSTEM "http://example.test/order.dtd">',
        "<!DOCTYPE Order PUBLIC '-//X//Y' 'http://example.test/order.dtd'>",
        "<!DOCTYPE Order>",
        "<!-- a long comment --><?xml-stylesheet href='x'?>\n",
    ],
)
def test_a_document_type_that_only_names_a_dtd_is_taken(named: str) -> None:
    assert len(read_order_document(ubl_order("1", before=named)).lines) == 1


def test_nothing_is_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        listening.settimeout(2)
        calls: list[object] = []

        def listen() -> None:
            try:
                calls.append(listening.accept())
            except TimeoutError:
                return

        waiting = Thread(target=listen)
        waiting.start()
        named = f'<!DOCTYPE Order SYSTEM "http://127.0.0.1:{port}/order.dtd">'
        assert read_order_document(ubl_order("1", before=named)).lines
        waiting.join()
    assert not calls


def test_an_entity_nobody_declared_is_malformed() -> None:
    assert _code(ubl_order("&e;").replace(b"&amp;", b"&")) == "xml-malformed"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-empty"),
        (b" \n", "document-empty"),
        (ubl_order("1")[:-20], "xml-malformed"),
        (ubl_order("1").replace(b"Example", b"\x00"), "xml-malformed"),
        (b"<a>" * 70 + b"</a>" * 70, "xml-too-deep"),
        (b"<a>" * 100_000, "xml-malformed"),
        (ubl_order("1").replace(b"UTF-8", b"GB18030"), "not-utf-8"),
        (ubl_order("订单").decode().encode("utf-16"), None),
        (ubl_order("订单").decode().encode("gb18030"), "not-utf-8"),
        (ubl_order("1", ()), "document-without-lines"),
        (ubl_order("1", [ubl_line()] * 501), "document-too-many-lines"),
        (b'{"agency": "x"}', "document-not-an-order"),
        (b"UNA:+.? 'UNB+UNOC:3", "document-not-an-order"),
        (b"ISA*00*", "document-not-an-order"),
        (b"%PDF-1.7", "file-not-a-workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file-old-or-locked"),
        (_zip_bomb(), None),
        (b"PK\x03\x04 broken", None),
        (b" " * (8 * 1024 * 1024) + b"<a/>", "file-too-large"),
    ],
)
def test_what_cannot_be_read_is_refused_by_a_code(data: bytes, code: str | None) -> None:
    with pytest.raises(IntegrationError) as raised:
        read_order_document(data)
    told = raised.value.code if isinstance(raised.value, FileRefused) else None
    assert code in {None, told}


def test_a_document_of_five_megabytes_is_read_and_its_attachment_told() -> None:
    attached = "QUJD" * 1_300_000
    head = f"<cbc:Note>{attached}</cbc:Note>"
    read = read_order_document(ubl_order("1", head=head))
    (note,) = [it for it in read.unread if it.key == "Note"]
    assert note.text.startswith("QUJD")
    assert note.text.endswith(f"({len(attached)})")
