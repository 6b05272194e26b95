import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from integrations.errors import UnreachableError
from integrations.http import LARGEST_ANSWER, Caller


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/fine")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = b"x" * (LARGEST_ANSWER + 1) if self.path == "/huge" else self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def caller() -> Iterator[Caller]:
    it = Caller()
    yield it
    it.close()


def test_an_answer_is_returned_with_its_query(base: str, caller: Caller) -> None:
    assert caller.get(f"{base}/fine", {"older": 3}) == b"/fine?older=3"


def test_a_redirect_is_not_followed(base: str, caller: Caller) -> None:
    with pytest.raises(UnreachableError, match="302"):
        caller.get(f"{base}/moved")


def test_an_answer_too_large_is_refused_whole(base: str, caller: Caller) -> None:
    with pytest.raises(UnreachableError, match="over"):
        caller.get(f"{base}/huge")


@pytest.mark.parametrize(
    "url", ["http://example.test/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://10.0.0.1/"]
)
def test_only_https_or_this_machine_is_asked(caller: Caller, url: str) -> None:
    with pytest.raises(UnreachableError, match="https"):
        caller.get(url)


def test_nobody_listening_is_unreachable(caller: Caller) -> None:
    with pytest.raises(UnreachableError, match="no answer"):
        caller.get("http://127.0.0.1:1/")
