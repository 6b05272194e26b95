"""The signed catalogue file: it examines as the service does, and nothing foreign gets through."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from catalog.catalogue import Catalogue
from catalog.catalogue_file import (
    FORMAT,
    MAX_BYTES,
    MAX_DOCUMENTS,
    TYP,
    CatalogueFile,
    is_signed,
    read_catalogue,
    sign_parts,
)
from catalog.documents import Document, put_together, read_all
from catalog.released import released_documents
from ledger.canonical import canonical, parse
from ledger.errors import Flaw, SignatureError
from ledger.jws import KeyState, PublishedKey, sign_compact, verify_compact
from ledger.signing import Ed25519FileSigner
from tests.catalog.builders import NOW, TODAY, order, system
from tests.catalog.test_examined import BUYER
from validators.evidence import Evidence
from validators.examine import Dates
from validators.gates import examine_at
from validators.order import Order
from validators.rule import Gate
from validators.standards_case_file import load_cases
from validators.standards_fault import StandardsFault

ISSUER = "http://procheck.test"
_NOTICE = b"""format: "procheck/notice/1"
id: "example-notice"
revision: "1"
scheme: "anke"
known: {evidence: "read", sources: ["n1"]}
day: {day: "2026-06-01", evidence: "read", sources: ["n1"]}
events:
  - {listing: "cpu-ls-3b6000", event: "withdrawn", since: "2026-06-02", evidence: "read",
     sources: ["n1"]}
  - {listing: "os-kylin-desktop-v11", event: "suspended", since: "2026-05-01", until: "2026-08-01",
     evidence: "read", sources: ["n1"]}
sources:
  - {id: "n1", url: "https://example.org/notice", kind: "official page", covers: "the notice"}
"""
_DOCUMENTS = (*released_documents(), *read_all([("notice.yaml", _NOTICE)]))
_BOOKS = put_together(_DOCUMENTS, revision=7)
_LISTS = tuple(it for it in _DOCUMENTS if not it.kind.of_law)
_TEXTS = sorted({name for it in _BOOKS.catalogue.listings() for name in it.listing.names})


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Ed25519FileSigner:
    return Ed25519FileSigner.generate(tmp_path_factory.mktemp("keys") / "approval.pem")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Ed25519FileSigner:
    return Ed25519FileSigner.generate(tmp_path_factory.mktemp("keys") / "stranger.pem")


@pytest.fixture(scope="module")
def token(signer: Ed25519FileSigner) -> str:
    return signed(signer)


@pytest.fixture(scope="module")
def read(token: str, signer: Ed25519FileSigner) -> CatalogueFile:
    return read_catalogue(token.encode(), [key(signer)])


def key(signer: Ed25519FileSigner, state: KeyState = KeyState.ACTIVE) -> PublishedKey:
    revoked = NOW if state is KeyState.REVOKED else None
    since = datetime(2026, 1, 1, tzinfo=UTC)
    return PublishedKey(
        public_key=signer.public_key, use="approval", state=state, since=since, revoked_at=revoked
    )


def signed(
    signer: Ed25519FileSigner,
    documents: tuple[Document, ...] = _LISTS,
    digest: str = _BOOKS.catalogue.digest,
    now: datetime = NOW,
) -> str:
    parts = sign_parts(
        documents,
        revision=7,
        digest=digest,
        shown=lambda _: {},
        issuer=ISSUER,
        now=now,
        signer=signer,
    )
    return "\n".join(parts)


def payload_of(token: str, signer: Ed25519FileSigner) -> dict[str, Any]:
    value = parse(verify_compact(token, typ=TYP, keys=[key(signer)]).payload)
    assert isinstance(value, dict)
    return value


def forged(signer: Ed25519FileSigner, payload: object) -> bytes:
    """A file that the service's own key signed, with any content."""
    data = payload if isinstance(payload, bytes) else canonical(payload)
    return sign_compact(data, typ=TYP, signer=signer).encode()


def refused(data: bytes, keys: list[PublishedKey]) -> SignatureError:
    with pytest.raises(SignatureError) as raised:
        read_catalogue(data, keys)
    assert raised.value.words.chinese
    assert raised.value.words.english
    return raised.value


def test_the_file_names_the_catalogue_and_who_signed_it_when(
    read: CatalogueFile, signer: Ed25519FileSigner
) -> None:
    assert read.catalogue.digest == _BOOKS.catalogue.digest
    assert (read.revision, read.issuer) == (7, ISSUER)
    assert (read.signed_at, read.kid) == (NOW, signer.kid)
    assert read.catalogue.publications == _BOOKS.catalogue.publications
    assert read.catalogue.schemes == _BOOKS.catalogue.schemes
    assert read.catalogue.notices == _BOOKS.catalogue.notices


def test_one_revision_is_one_file_but_for_its_instant(
    token: str, signer: Ed25519FileSigner
) -> None:
    assert signed(signer) == token
    assert {signed(signer, (*it, *_LISTS[3:])) for it in permutations(_LISTS[:3])} == {token}
    one, other = (
        payload_of(it, signer) for it in (token, signed(signer, now=NOW + timedelta(hours=3)))
    )
    assert other.pop("iat") - one.pop("iat") == 3 * 3600
    assert one == other


def test_it_holds_every_document_byte_for_byte(token: str, signer: Ed25519FileSigner) -> None:
    held = payload_of(token, signer)["documents"]
    assert {it["id"]: it["text"].encode() for it in held} == {it.identity: it.data for it in _LISTS}
    assert {it["digest"] for it in held} == {it.digest for it in _LISTS}


def _verdict(catalogue: Catalogue, case: Evidence, asked: Order, on: date, gate: Gate) -> Any:  # noqa: ANN401 - compared
    evidence = structs.replace(
        case, registers=catalogue.registers_for(asked, on), catalogue=catalogue.digest
    )
    return evidence, examine_at(gate, asked, evidence, _BOOKS.law, Dates(placed_on=on))


def test_every_law_case_is_answered_as_the_service_answers_it(read: CatalogueFile) -> None:
    cases = load_cases()
    assert cases
    for case in cases:
        ask = partial(
            _verdict,
            case=case.evidence,
            asked=case.order,
            on=case.dates.placed_on,
            gate=case.gate,
        )
        assert ask(read.catalogue) == ask(_BOOKS.catalogue), case.name


_named = st.sampled_from([*_TEXTS, "麒麟", "统信UOS", "其他符合安全可靠测评要求", "龙芯", "DOS"])
_systems = st.builds(
    system,
    _named,
    st.sampled_from([None, "V10", "V11", "V20", "V25"]),
    st.sampled_from([None, "Linux 4.19", "Linux 5.10", "Linux 6.6"]),
)


@given(
    named=st.lists(_named | _systems, min_size=1, max_size=6),
    on=st.dates(date(2023, 12, 1), date(2029, 6, 1)) | st.just(TODAY),
    gate=st.sampled_from(list(Gate)),
)
def test_whatever_is_named_is_answered_as_the_service_answers_it(
    read: CatalogueFile, named: list[Any], on: date, gate: Gate
) -> None:
    ask = partial(_verdict, case=Evidence(agency=BUYER), asked=order(*named), on=on, gate=gate)
    assert ask(read.catalogue) == ask(_BOOKS.catalogue)


def test_every_listing_and_every_event_is_read_from_the_file(read: CatalogueFile) -> None:
    for entry in _BOOKS.catalogue.listings():
        held, known = (
            it.as_of(TODAY).held(entry.listing.id) for it in (read.catalogue, _BOOKS.catalogue)
        )
        assert held == known
    stopped = read.catalogue.as_of(TODAY).held("cpu-ls-3b6000")
    assert stopped is not None
    assert stopped.standing.state.value == "withdrawn"


@given(data=st.data())
def test_no_character_of_the_file_can_change_unnoticed(
    token: str, signer: Ed25519FileSigner, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABab01-_.=+").filter(lambda it: it != token[place]))
    refused(f"{token[:place]}{other}{token[place + 1 :]}".encode(), [key(signer)])


@pytest.mark.parametrize(
    ("state", "accepted"),
    [(KeyState.ACTIVE, True), (KeyState.RETIRED, True), (KeyState.REVOKED, False)],
)
def test_a_key_that_was_revoked_vouches_for_nothing(
    token: str, signer: Ed25519FileSigner, state: KeyState, *, accepted: bool
) -> None:
    keys = [key(signer, state)]
    if accepted:
        assert read_catalogue(token.encode(), keys).kid == signer.kid
    else:
        assert "was revoked" in str(refused(token.encode(), keys))


def test_a_file_of_another_service_and_another_statement_are_told_apart(
    token: str, signer: Ed25519FileSigner, stranger: Ed25519FileSigner
) -> None:
    assert refused(token.encode(), [key(stranger)]).flaw is Flaw.KEY
    assert refused(token.encode(), []).flaw is Flaw.KEY
    approval = sign_compact(b"{}", typ="approval+jws", signer=signer)
    assert refused(approval.encode(), [key(signer)]).flaw is Flaw.TYPE


@pytest.mark.parametrize("found", ["procheck/catalogue/0", "procheck/catalogue/2", None, 1])
def test_another_format_is_refused_by_its_name(
    signer: Ed25519FileSigner, found: str | int | None
) -> None:
    error = refused(forged(signer, {"format": found, "lists": []}), [key(signer)])
    assert repr(found) in str(error)
    assert FORMAT in str(error)
    assert "重新导出" in error.words.chinese


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"iss": 1}, "$.iss"),
        ({"iat": "now"}, "$.iat"),
        ({"iat": -1}, "$.iat"),
        ({"iat": 10**12}, "$.iat"),
        ({"revision": None}, "$.revision"),
        ({"revision": 1.5}, "$.revision"),
        ({"digest": []}, "$.digest"),
        ({"documents": {}}, "$.documents"),
        ({"documents": ["text"]}, "$.documents[0]"),
        ({"documents": [{"id": "a", "text": 1}]}, "$.documents[0].text"),
        ({"documents": [{"id": "a"}]}, "$.documents[0]"),
        ({"documents": [{"id": "a", "text": ""}] * (MAX_DOCUMENTS + 1)}, "$.documents"),
    ],
)
def test_a_member_of_another_kind_is_named(
    token: str, signer: Ed25519FileSigner, change: dict[str, Any], told: str
) -> None:
    data = forged(signer, {**payload_of(token, signer), **change})
    assert told in str(refused(data, [key(signer)]))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"[]", "format None"),
        (b"", "is no catalogue"),
        (b"not json", "is no catalogue"),
        (b'{"format":"a","format":"b"}', "'format' occurs twice"),
        (b"[" * 5_000 + b"]" * 5_000, "nested"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "nested deeper than"),
        (b'{"format":"\\ud800"}', "surrogate"),
        (b'{"format":NaN}', "NaN"),
        (b"\xff", "UTF-8"),
    ],
)
def test_hostile_json_is_refused_though_the_key_signed_it(
    signer: Ed25519FileSigner, data: bytes, told: str
) -> None:
    assert told in str(refused(forged(signer, data), [key(signer)]))


def _without_a_list(payload: dict[str, Any]) -> None:
    payload["documents"].pop(0)


def _with_another_text(payload: dict[str, Any]) -> None:
    payload["documents"][0]["text"] += "# a remark\n"


def _under_another_digest(payload: dict[str, Any]) -> None:
    payload["digest"] = "sha256:" + "0" * 64


@pytest.mark.parametrize("change", [_without_a_list, _with_another_text, _under_another_digest])
def test_documents_that_make_another_catalogue_than_stated_are_refused(
    token: str, signer: Ed25519FileSigner, change: Callable[[dict[str, Any]], None]
) -> None:
    payload = payload_of(token, signer)
    change(payload)
    assert "its documents make the catalogue" in str(
        refused(forged(signer, payload), [key(signer)])
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not: yaml: at all",
        "a: &x [*x, *x]",
        'format: "procheck/edition/1"',
        "[" * 1_000,
        "\x00",
    ],
)
def test_a_document_with_faults_is_told_as_any_other(
    token: str, signer: Ed25519FileSigner, text: str
) -> None:
    payload = payload_of(token, signer)
    payload["documents"].append({"id": "odd", "text": text})
    with pytest.raises(StandardsFault, match=r"odd\.yaml"):
        read_catalogue(forged(signer, payload), [key(signer)])


def _padded(name: str) -> tuple[str, bytes]:
    """A list of one row that is nearly as long as a document may be."""
    text = f"""format: "procheck/publication/1"
id: "{name}"
revision: "1"
scheme: "anke"
known: {{evidence: "read", sources: ["s1"]}}
parts: [{{kind: "database", loaded: "complete", count: "1", evidence: "read", sources: ["s1"]}}]
listings:
  - {{id: "{name}-row", kind: "database", family: "gbase", name: "GBase {name}",
     evidence: "read", sources: ["s1"]}}
sources:
  - {{id: "s1", url: "https://example.org/list", kind: "official page", covers: "the whole list"}}
"""
    remark = "# a remark that nobody has to read\n"
    return f"{name}.yaml", (text + remark * (1_900_000 // len(remark))).encode()


@pytest.fixture(scope="module")
def in_parts(signer: Ed25519FileSigner) -> tuple[Catalogue, str]:
    """A catalogue beyond one part, and its file."""
    documents = (*_LISTS, *read_all(_padded(f"long-{at}") for at in range(5)))
    lists = put_together((*_DOCUMENTS, *documents[len(_LISTS) :]), revision=7).catalogue
    return lists, signed(signer, documents, lists.digest)


def test_a_long_catalogue_is_several_statements_and_reads_as_one(
    in_parts: tuple[Catalogue, str], signer: Ed25519FileSigner
) -> None:
    catalogue, text = in_parts
    parts = [payload_of(it, signer) for it in text.split("\n")]
    assert [(it["part"], it["parts"]) for it in parts] == [(1, 3), (2, 3), (3, 3)]
    assert all(sum(len(it["text"]) for it in part["documents"]) < 4_100_000 for part in parts)
    read = read_catalogue(text.encode() + b"\n", [key(signer)])
    assert read.catalogue.digest == catalogue.digest
    assert read.catalogue.publications == catalogue.publications


def test_a_part_that_is_missing_twice_moved_or_of_another_file_is_named(
    in_parts: tuple[Catalogue, str], signer: Ed25519FileSigner
) -> None:
    one, two, three = in_parts[1].split("\n")
    other = {**payload_of(two, signer), "iat": payload_of(two, signer)["iat"] + 1}
    foreign = forged(signer, other).decode()
    for lines, wanted in (
        ((one, two), "part 3"),
        ((two, three), "part 1"),
        ((one, three), "part 2"),
        ((one, two, two, three), "part 3"),
        ((one, foreign, three), "part 2"),
        ((one, two, three, three), "part 4"),
    ):
        error = refused("\n".join(lines).encode(), [key(signer)])
        assert f"{wanted} of the catalogue is not in its place" in str(error), wanted
        assert "重新获取" in error.words.chinese


def test_a_file_beyond_the_limit_is_refused_before_it_is_decoded(
    token: str, signer: Ed25519FileSigner
) -> None:
    longer = token.encode().ljust(MAX_BYTES + 1, b"A")
    assert refused(longer, [key(signer)]).flaw is Flaw.LENGTH


def test_a_signed_file_and_a_list_in_yaml_are_told_apart(token: str) -> None:
    assert is_signed(token.encode())
    assert is_signed(f"\n {token}\n".encode())
    assert not any(is_signed(it.data) for it in _LISTS)
    assert not is_signed(b"")
