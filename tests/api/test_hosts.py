"""A request says for which host it is: one that names a stranger's is refused."""

from pathlib import Path

import pytest

from api.hosts import OPEN, Hosts
from api.settings import Settings, WrongSettings
from tests.api.stage import Stage


def _hosts(**settings: str) -> Hosts:
    named = {f"PROCHECK_{name.upper()}": text for name, text in settings.items()}
    return Hosts(Settings.from_environment(named).trusted_hosts)


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("127.0.0.1:8080", True),
        ("127.0.0.1", True),
        ("localhost:8080", True),
        ("LOCALHOST", True),
        ("localhost.", True),
        ("[::1]:8080", True),
        ("::1", False),
        ("evil.example", False),
        ("evil.example:8080", False),
        ("127.0.0.1.evil.example", False),
        ("localhost:8080@evil.example", False),
        ("localhost evil.example", False),
        ("localhost,evil.example", False),
        ("localhost:", False),
        ("localhost:port", False),
        ("127.0.0.2", False),
        ("", False),
    ],
)
def test_alone_on_a_machine_only_that_machine_is_named(header: str, taken: bool) -> None:  # noqa: FBT001 - the expectation
    assert _hosts().take(header) is taken


def test_the_issuers_host_and_the_one_listened_on_may_be_named() -> None:
    hosts = _hosts(issuer="https://procheck.example/office", host="10.1.2.3")
    names = ("procheck.example", "Procheck.Example:443", "10.1.2.3:8080", "127.0.0.1")
    assert [hosts.take(it) for it in names] == [True] * 4
    assert not hosts.take("other.example")
    assert not hosts.take("sub.procheck.example")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - read, not bound
def test_to_listen_everywhere_is_no_name(host: str) -> None:
    settings = Settings.from_environment({"PROCHECK_HOST": host})
    assert settings.trusted_hosts == ()
    assert not Hosts(settings.trusted_hosts).take(f"[{host}]" if ":" in host else host)


def test_hosts_that_are_set_stand_instead_of_the_issuers() -> None:
    hosts = _hosts(issuer="https://a.example", trusted_hosts="b.example, .c.example,[2001:db8::1]")
    taken = ("b.example", "c.example", "x.c.example", "[2001:DB8::1]:80", "localhost")
    assert [hosts.take(it) for it in taken] == [True] * 5
    assert [hosts.take(it) for it in ("a.example", "xc.example", "[2001:db8::2]")] == [False] * 3


@pytest.mark.parametrize("text", ["a.example:80", "*", "a/b", "[::g]", "a,,b"])
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(WrongSettings, match="TRUSTED_HOSTS"):
        Settings.from_environment({"PROCHECK_TRUSTED_HOSTS": text})


@pytest.mark.parametrize("path", ["/", "/v1/me", "/v1/nothing", "/openapi.json"])
def test_a_forged_host_is_refused_with_a_problem(stage: Stage, path: str) -> None:
    answer = stage.call("GET", path, "officer", headers={"Host": "evil.example"})
    assert (answer.status, answer.json["type"]) == (400, "/problems/unknown-host")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"evil" not in answer.data


def test_a_forged_host_leaves_no_row(stage: Stage) -> None:
    with stage.unchanged():
        answer = stage.call("POST", "/v1/orders", "officer", {}, headers={"Host": "x.example"})
    assert answer.status == 400


def test_the_issuers_host_is_served(stage: Stage) -> None:
    assert stage.call("GET", "/v1/me", "officer", headers={"Host": "procheck.test"}).status == 200


@pytest.mark.parametrize("path", sorted(OPEN))
def test_a_probe_may_name_an_address(stage: Stage, path: str) -> None:
    assert stage.call("GET", path, headers={"Host": "10.42.0.7:8080"}).status in {200, 503}


def test_the_addresses_in_readme_and_composition_are_taken() -> None:
    root = Path(__file__).parents[2]
    hosts = _hosts()
    for name in ("README.md", "compose.yaml", "Dockerfile"):
        assert "127.0.0.1" in (root / name).read_text()
    assert hosts.take("127.0.0.1:8080")
