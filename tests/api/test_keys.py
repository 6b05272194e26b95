"""Keys: two at a time, narrower than a role, shown without their secrets; and tokens for them."""

import base64
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest

from api.access import may
from api.access_keys import MOST_LIVE, TooManyKeys, issue, make_room, withdraw
from api.access_table import ACCESS
from api.app import operations
from api.client_credentials import LIFE
from api.holders import Holder
from api.identifiers import new_id
from api.identity import TOUCH_EVERY
from api.key_scopes import KeyScope
from api.roles import Role
from ledger.entry import Actor
from storage.scope import SYSTEM
from tests.api.stage import Answer, Stage, fresh, order
from tests.approvals.builders import SUPPLIER

_ACTOR = Actor(person="system:test", role="system", authentication="test")
_OPERATIONS = operations()
_OWN = "11100000EXAMPLE01N"


def issued(stage: Stage, holder: Holder, days: int = 30) -> str:
    with stage.services.database.transaction(SYSTEM) as connection:
        return issue(connection, holder, actor=_ACTOR, ids=new_id, now=stage.clock(), days=days)


def officer(scope: KeyScope | None = None, person: str | None = None) -> Holder:
    name = person or fresh("officer")
    return Holder(person=name, role=Role.OFFICER, agency=_OWN, scope=scope)


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def token(
    stage: Stage,
    text: str,
    *,
    basic: bool = True,
    data: bytes | None = None,
    **fields: str,
) -> Answer:
    _, public, secret = text.split("_", 2)
    sent = {"grant_type": "client_credentials", **fields}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if basic:
        joined = base64.b64encode(f"{public}:{secret}".encode()).decode()
        headers["Authorization"] = f"Basic {joined}"
    else:
        sent |= {"client_id": public, "client_secret": secret}
    body = urlencode({name: value for name, value in sent.items() if value}).encode()
    return stage.call("POST", "/oauth/token", data=body if data is None else data, headers=headers)


# two at a time


def test_a_holder_has_two_live_keys_and_never_three(stage: Stage) -> None:
    holder = officer()
    first, second = issued(stage, holder), issued(stage, holder)
    with pytest.raises(TooManyKeys):
        issued(stage, holder)
    for text in (first, second):
        assert stage.call("GET", "/v1/me", headers=bearer(text)).status == 200
    with stage.services.database.transaction(SYSTEM) as connection:
        public = first.split("_")[1]
        withdraw(connection, public, actor=_ACTOR, ids=new_id, now=stage.clock())
    third = issued(stage, holder)
    assert stage.call("GET", "/v1/me", headers=bearer(first)).status == 401
    assert stage.call("GET", "/v1/me", headers=bearer(third)).status == 200


def test_room_is_made_by_the_oldest_alone(stage: Stage) -> None:
    holder = officer()
    first = issued(stage, holder)
    with stage.clock.later(hours=1):
        second = issued(stage, holder)
    with stage.services.database.transaction(SYSTEM) as connection:
        make_room(connection, holder, actor=_ACTOR, ids=new_id, now=stage.clock())
    third = issued(stage, holder)
    found = [
        stage.call("GET", "/v1/me", headers=bearer(it)).status for it in (first, second, third)
    ]
    assert found == [401, 200, 200]


def test_a_key_that_expired_counts_no_more(stage: Stage) -> None:
    holder = officer()
    for _ in range(MOST_LIVE):
        issued(stage, holder, days=1)
    with stage.clock.later(days=1, microseconds=-1), pytest.raises(TooManyKeys):
        issued(stage, holder)
    with stage.clock.later(days=1):
        issued(stage, holder)


# what a key is narrowed to


@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda it: it.id)
def test_reading_is_what_changes_nothing(operation: Any) -> None:  # noqa: ANN401 - an operation
    action = ACCESS[operation.id].action
    if ACCESS[operation.id].public:
        return
    # A secret is shown to whoever may act with it, and to nobody who only reads.
    if operation.method == "GET" and not action.endswith(".secret"):
        assert KeyScope.READ.covers(action)
    if KeyScope.READ.covers(action) or KeyScope.VALIDATE.covers(action):
        assert not operation.acts


@pytest.mark.parametrize("scope", list(KeyScope))
@pytest.mark.parametrize("role", list(Role))
def test_a_scope_never_widens_a_role(scope: KeyScope, role: Role) -> None:
    for it in _OPERATIONS:
        assert not may(it.id, role, scope) or may(it.id, role)


def test_a_key_that_reads_does_nothing_else(stage: Stage) -> None:
    mine = bearer(issued(stage, officer(KeyScope.READ)))
    assert stage.call("GET", "/v1/orders", headers=mine).status == 200
    me = stage.call("GET", "/v1/me", headers=mine).json
    assert (me["scope"], "submitOrder" in me["operations"]) == ("read", False)
    with stage.unchanged():
        for path in ("/v1/orders", "/v1/validations"):
            refused = stage.call("POST", path, None, order(), headers=mine)
            assert (refused.status, refused.json["scope"]) == (403, "read")
            assert refused.json["message"]["zh"]


def test_a_key_that_validates_reads_nobodys_orders(stage: Stage) -> None:
    mine = bearer(issued(stage, officer(KeyScope.VALIDATE)))
    # Once by the view, which writes down its first use, and then at a glance.
    for _ in range(2):
        assert stage.call("POST", "/v1/validations", None, order(), headers=mine).status == 200
    with stage.unchanged():
        assert stage.call("POST", "/v1/orders", None, order(), headers=mine).status == 403
        assert stage.call("GET", "/v1/orders", headers=mine).status == 403
        assert stage.call("GET", "/v1/keys", headers=mine).status == 403


# who sees which keys


def test_a_holder_sees_his_own_keys_and_a_security_administrator_all(stage: Stage) -> None:
    holder = Holder(person=fresh("supplier"), role=Role.SUPPLIER, supplier=SUPPLIER, label="erp")
    text = issued(stage, holder)
    public, secret = text.split("_", 2)[1:]
    stage.call("GET", "/v1/me", headers=bearer(text))
    shown = stage.call("GET", "/v1/keys", headers=bearer(text))
    (mine,) = shown.json["items"]
    assert (mine["id"], mine["label"], mine["supplier"]) == (public, "erp", SUPPLIER)
    assert mine["last_used_at"].startswith(str(stage.clock().date()))
    assert secret not in shown.data.decode()
    everybodys = stage.call("GET", "/v1/keys", "security-administrator").json["items"]
    assert public in {it["id"] for it in everybodys}
    assert len({it["person"] for it in everybodys}) > 1
    others = stage.call("GET", "/v1/keys", "supplier").json["items"]
    assert public not in {it["id"] for it in others}


# tokens


@pytest.mark.parametrize("basic", [True, False])
def test_a_token_is_the_keys_own_principal(stage: Stage, basic: bool) -> None:  # noqa: FBT001 - a case
    text = issued(stage, officer())
    answer = token(stage, text, basic=basic)
    assert answer.status == 200, answer.data
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["token_type"] == "Bearer"  # noqa: S105 - a word
    assert answer.json["expires_in"] == LIFE.total_seconds()
    mine = bearer(answer.json["access_token"])
    me = stage.call("GET", "/v1/me", headers=mine).json
    theirs = stage.call("GET", "/v1/me", headers=bearer(text)).json
    assert {**me, "expires_at": None} == {**theirs, "expires_at": None}
    made = stage.call("POST", "/v1/orders", None, order(), headers=mine)
    assert made.status == 201
    stage.sequence()
    how = [
        it["actor"]["authentication"]
        for it in stage.call("GET", "/v1/ledger/entries?limit=200", "auditor").json["items"]
        if it["subjects"].get("order") == made.json["id"]
    ]
    assert set(how) <= {"access-token"}
    # A glance is for keys alone, and says the same.
    assert stage.call("POST", "/v1/validations", None, order(), headers=mine).status == 200


def test_a_token_ends_at_its_time_and_not_before(stage: Stage) -> None:
    mine = bearer(token(stage, issued(stage, officer())).json["access_token"])
    with stage.clock.later(seconds=LIFE.total_seconds() - 1):
        assert stage.call("GET", "/v1/me", headers=mine).status == 200
    with stage.clock.later(seconds=LIFE.total_seconds()):
        assert stage.call("GET", "/v1/me", headers=mine).status == 401


def test_a_token_outlives_its_key_in_no_way(stage: Stage) -> None:
    text = issued(stage, officer(), days=1)
    with stage.clock.later(days=1, minutes=-5):
        ending = bearer(token(stage, text).json["access_token"])
    with stage.clock.later(days=1):
        assert stage.call("GET", "/v1/me", headers=ending).status == 401
        assert token(stage, text).status == 401
    mine = bearer(token(stage, text).json["access_token"])
    with stage.services.database.transaction(SYSTEM) as connection:
        public = text.split("_")[1]
        withdraw(connection, public, actor=_ACTOR, ids=new_id, now=stage.clock())
    assert stage.call("GET", "/v1/me", headers=mine).status == 401


def test_tokens_that_ended_are_swept_out(stage: Stage) -> None:
    text = issued(stage, officer())
    for _ in range(3):
        token(stage, text)
    before = stage.rows()["access_token"]
    with stage.clock.later(minutes=LIFE / timedelta(minutes=1)):
        token(stage, text)
    assert stage.rows()["access_token"] == before - 3 + 1


@pytest.mark.parametrize(
    ("held", "asked", "got"),
    [
        (None, "", None),
        (None, "read", "read"),
        (None, "validate", "validate"),
        (KeyScope.READ, "", "read"),
        (KeyScope.READ, "read", "read"),
        (KeyScope.READ, "validate", "invalid_scope"),
        (None, "everything", "invalid_scope"),
        (None, "read validate", "invalid_scope"),
    ],
)
def test_a_scope_is_narrowed_and_never_widened(
    stage: Stage, held: KeyScope | None, asked: str, got: str | None
) -> None:
    answer = token(stage, issued(stage, officer(held)), scope=asked)
    if got == "invalid_scope":
        assert (answer.status, answer.json["error"]) == (400, got)
        return
    assert answer.json.get("scope") == got
    mine = bearer(answer.json["access_token"])
    assert stage.call("GET", "/v1/me", headers=mine).json.get("scope") == got
    placed = stage.call("POST", "/v1/orders", None, order(), headers=mine).status
    assert placed == (201 if got is None else 403)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "invalid_request"),
        (b"scope=read", "invalid_request"),
        (b"grant_type=", "invalid_request"),
        (b"grant_type=client_credentials&grant_type=password", "invalid_request"),
        (b"grant_type=client_credentials&scope=\xff", "invalid_request"),
        (b"&".join(b"a%d=1" % it for it in range(40)), "invalid_request"),
        (b"grant_type=password&username=a&password=b", "unsupported_grant_type"),
        (b"grant_type=refresh_token", "unsupported_grant_type"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_rfc_6749(
    stage: Stage, data: bytes, error: str
) -> None:
    with stage.unchanged():
        answer = token(stage, stage.keys["officer"], data=data)
    assert (answer.status, answer.json["error"]) == (400, error)


def test_unknown_withdrawn_and_wrong_are_told_alike(stage: Stage) -> None:
    text = stage.keys["officer"]
    public = text.split("_")[1]
    with stage.unchanged():
        wrong = token(stage, f"pck_{public}_{'A' * 43}")
        unknown = token(stage, f"pck_{'a' * 16}_{'A' * 43}")
        nobody = token(stage, text, basic=False, data=b"grant_type=client_credentials")
    assert {it.status for it in (wrong, unknown, nobody)} == {401}
    assert wrong.data == unknown.data
    assert wrong.json["error"] == "invalid_client"
    assert wrong.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "credentials", [b"\xff\xfe:x", b"a\0b:c", b"nobody", b":", b"a" * 5000 + b":b"]
)
def test_credentials_that_are_none_are_nobodys(stage: Stage, credentials: bytes) -> None:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Authorization": f"Basic {base64.b64encode(credentials).decode()}",
    }
    sent = b"grant_type=client_credentials"
    with stage.unchanged():
        answer = stage.call("POST", "/oauth/token", data=sent, headers=headers)
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("grant", ["\0", "码", '"', "a\r\nb", "x" * 5000])
def test_a_grant_that_is_none_is_told_as_such(stage: Stage, grant: str) -> None:
    data = urlencode({"grant_type": grant}).encode()
    answer = token(stage, stage.keys["officer"], data=data)
    assert (answer.status, answer.json["error"]) == (400, "unsupported_grant_type")


def test_another_type_of_body_is_none(stage: Stage) -> None:
    answer = stage.call("POST", "/oauth/token", None, {"grant_type": "client_credentials"})
    assert (answer.status, answer.json["type"]) == (415, "/problems/unsupported-media-type")


@pytest.mark.parametrize(
    "forged", ["pct_aaaaaaaaaaaaaaaa_" + "A" * 43, "pct_", "pcx_aaaaaaaaaaaaaaaa_" + "A" * 43]
)
def test_what_is_no_token_is_nobody(stage: Stage, forged: str) -> None:
    assert stage.call("GET", "/v1/me", headers=bearer(forged)).status == 401


def test_a_token_uses_its_keys_own_quota(stage: Stage) -> None:
    text = issued(stage, officer())
    mine = bearer(token(stage, text).json["access_token"])
    ask = partial(stage.call, "GET", "/v1/me")
    left = [
        int(ask(headers=headers).headers["RateLimit"].split("r=")[1].split(";")[0])
        for headers in (mine, bearer(text), mine)
    ]
    assert left == sorted(left, reverse=True)
    assert len(set(left)) == 3


def test_a_last_use_is_told_to_the_hour(stage: Stage) -> None:
    text = issued(stage, officer())
    ask = partial(stage.call, "GET", "/v1/keys", headers=bearer(text))
    first = ask().json["items"][0]["last_used_at"]
    with stage.clock.later(seconds=TOUCH_EVERY.total_seconds() - 1):
        assert ask().json["items"][0]["last_used_at"] == first
    with stage.clock.later(seconds=TOUCH_EVERY.total_seconds()):
        assert ask().json["items"][0]["last_used_at"] > first
