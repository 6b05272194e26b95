"""Whoever is asked over TLS has to show a certificate that is trusted and is his."""

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from integrations.errors import UnreachableError
from integrations.http import Caller
from integrations.webhooks.heard import Outcome
from integrations.webhooks.sending import Sender

_NOW = datetime.now(UTC)


@dataclass
class Served:
    """A server that answers over TLS by a certificate nobody vouches for, and what it was asked."""

    port: int
    certificate: Path
    heard: list[bytes]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(_NOW - timedelta(days=1))
        .not_valid_after(_NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    private = folder / "key.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, private)
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(peer, server_side=True) as secured:
                        heard.append(secured.recv(65536))
                        secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                except OSError:
                    peer.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Served(server.getsockname()[1], file, heard)
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_whoever_trusts_the_certificate_is_answered(served: Served) -> None:
    context = ssl.create_default_context(cafile=served.certificate)
    with (
        socket.create_connection(("127.0.0.1", served.port), timeout=10) as peer,
        context.wrap_socket(peer, server_hostname="localhost") as secured,
    ):
        secured.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert secured.recv(100).startswith(b"HTTP/1.1 200 OK")
    assert served.heard.pop().startswith(b"GET /")


def test_nothing_is_sent_to_a_receiver_whose_certificate_nobody_vouches_for(
    served: Served,
) -> None:
    sender = Sender(lambda: _NOW, loopback=True)
    heard = sender.post(f"https://localhost:{served.port}/events", b'{"a": 1}', {})
    assert (heard.outcome, served.heard) == (Outcome.UNREACHABLE, [])


def test_no_system_is_believed_whose_certificate_nobody_vouches_for(served: Served) -> None:
    caller = Caller()
    try:
        with pytest.raises(UnreachableError, match="SSLError"):
            caller.get(f"https://localhost:{served.port}/.well-known/openid-configuration")
    finally:
        caller.close()
    assert served.heard == []
