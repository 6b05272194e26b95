"""The catalogue as a register over HTTP: states with two clocks, history, impact, expiries."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from api.examples import AGENCY
from api.jobs import catch_up_all
from api.listing_jobs import tell_expiries, watch_listings
from approvals.legal_day import legal_day
from catalog.shelf import Shelf
from tests.api.deliveries import covered, found, hold_no_licences
from tests.api.stage import SEEN, START, Stage, fresh, grave

_PATH = "/v1/catalog/listings"
_numbers = count(1)
_NAMES = {
    "cpu-kirin-x90": "麒麟X90",
    "cpu-zx-kx6940s": "兆芯KX-6940S",
    "cpu-zx-kxu6980s": "兆芯KX-U6980S",
    "cpu-ls-3c6000": "龙芯3C6000",
    "cpu-sw-h8000": "申威H8000",
}
"""Listings no other test of the edge buys."""
TODAY = legal_day(START).isoformat()


def notice(listing: str, *events: str, name: str | None = None, revision: int = 1) -> bytes:
    rows = "\n".join(
        f'  - {{listing: "{listing}", {it}, evidence: "read", sources: ["n1"]}}' for it in events
    )
    return f"""format: "procheck/notice/1"
id: "{name or f"anke-notice-{next(_numbers)}"}"
revision: "{revision}"
scheme: "anke"
number: "2026年第9号"
known: {{evidence: "read", sources: ["n1"]}}
day: {{day: "2026-11-20", evidence: "read", sources: ["n1"]}}
events:
{rows}
sources:
  - {{id: "n1", url: "https://example.org/notice", kind: "example", covers: "all"}}
""".encode()


def publish(stage: Stage, data: bytes) -> int:
    proposed = stage.call(
        "POST",
        "/v1/proposals?name=n.yaml",
        "catalog-keeper",
        data=data,
        headers={"Content-Type": "application/yaml"},
    )
    assert (proposed.status, proposed.json["kind"]) == (201, "notice"), proposed.data
    path = f"/v1/proposals/{proposed.json['id']}/publication"
    published = stage.call("POST", path, "catalog-keeper", {}, second=True, headers=SEEN)
    assert published.status == 201, published.data
    revision: int = published.json["revision"]
    return revision


def listing(stage: Stage, name: str, **query: str) -> dict[str, Any]:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    answer = stage.call("GET", f"{_PATH}/{name}?{asked}")
    assert answer.status == 200, answer.data
    found: dict[str, Any] = answer.json
    return found


def bought(stage: Stage, name: str) -> dict[str, Any]:
    made: dict[str, Any] = stage.place(quantity=1, processor={"name": _NAMES[name]})
    assert made["state"] == "approved", made
    return made


def watch(stage: Stage) -> int:
    return watch_listings(stage.services.database, Shelf(), stage.clock)


def impact(stage: Stage, name: str, role: str, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - of the call
    answer = stage.call("GET", f"{_PATH}/{name}/impact?limit=200", role, **more)
    assert answer.status == 200, answer.data
    items: list[dict[str, Any]] = answer.json["items"]
    return items


@pytest.fixture(scope="module")
def withdrawn(stage: Stage) -> dict[str, Any]:
    """An approved and partly delivered order, whose processor is then withdrawn as of today."""
    name = "cpu-kirin-x90"
    hold_no_licences(stage)
    asked = covered(2)
    asked["lines"][0]["processor"]["name"] = _NAMES[name]
    made: dict[str, Any] = stage.call("POST", "/v1/orders", "officer", asked).json
    delivered = {
        "approval": made["approval"]["number"],
        "source": "example acceptance",
        "assets": [{**found(fresh("SN-X90")), "class": "desktop", "line": 0}],
    }
    taken = stage.call("POST", f"/v1/agencies/{AGENCY}/assets", "officer", delivered)
    assert taken.status == 201, taken.data
    made["revision"] = publish(
        stage, notice(name, f'event: "withdrawn", since: "{TODAY}"', name="anke-notice-x90")
    )
    return made


def test_a_listing_tells_its_state_and_what_it_rests_on(
    stage: Stage, withdrawn: dict[str, Any]
) -> None:
    before, today = (
        listing(stage, "cpu-kirin-x90", as_of=day)["listing"] for day in ("2026-11-22", TODAY)
    )
    assert (before["state"], before["validity"], before["rests_on"]) == ("listed", "in-force", [])
    assert (today["state"], today["validity"]) == ("withdrawn", "withdrawn")
    assert today["rests_on"] == [
        {"kind": "withdrawn", "notice": "anke-notice-x90", "since": TODAY, "proves": True}
    ]
    assert today["why"]["en"] == f"withdrawn from {TODAY} on (anke-notice-x90)"
    assert (before["loaded"], before["last_day"]) == ("complete", "2028-03-14")
    in_list = stage.call("GET", f"{_PATH}?limit=200&in_force=false&kind=processor").json["items"]
    assert "cpu-kirin-x90" in {it["id"] for it in in_list}
    assert withdrawn["state"] == "approved"


def test_the_history_has_both_times_of_everything_that_was_said(
    stage: Stage, withdrawn: dict[str, Any]
) -> None:
    listed, ended = listing(stage, "cpu-kirin-x90")["history"]
    assert listed["event"] == {"kind": "listed", "since": "2025-03-14", "until": "2028-03-14"}
    assert (listed["document"]["id"], listed["stands"]) == ("anke-2025-1", True)
    assert ended["event"]["kind"] == "withdrawn"
    assert ended["document"] == {
        "kind": "notice",
        "id": "anke-notice-x90",
        "revision": 1,
        "number": "2026年第9号",
        "day": "2026-11-20",
    }
    assert (ended["books"], ended["recorded_at"]) == (withdrawn["revision"], "2026-11-23T02:00:00Z")
    stage.sequence()
    proof = stage.call("GET", f"/v1/ledger/proofs/{ended['ledger']['leaf']}")
    assert proof.status in {200, 404}


def test_what_a_later_revision_says_otherwise_is_kept_and_does_not_stand(stage: Stage) -> None:
    name = "cpu-sw-h8000"
    publish(stage, notice(name, 'event: "suspended", since: "2026-11-01"', name="anke-notice-h8"))
    assert listing(stage, name)["listing"]["state"] == "suspended"
    publish(
        stage,
        notice(name, 'event: "suspended", since: "2027-11-01"', name="anke-notice-h8", revision=2),
    )
    found = listing(stage, name)
    assert found["listing"]["state"] == "listed"
    assert [(it["event"]["kind"], it["stands"]) for it in found["history"]] == [
        ("listed", True),
        ("suspended", False),
        ("suspended", True),
    ]


def test_what_was_known_on_a_day_answers_for_any_day(stage: Stage) -> None:
    name = "cpu-ls-3c6000"
    with stage.clock.later(days=2):
        publish(stage, notice(name, 'event: "withdrawn", since: "2026-11-01"'))
    with stage.clock.later(days=3):
        known = {
            day: listing(stage, name, as_of="2026-11-10", known=day)["listing"]["state"]
            for day in ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26")
        }
        page = stage.call("GET", f"{_PATH}?limit=200&known=2026-11-24&as_of=2026-11-10").json
    assert known == {
        "2026-11-23": "listed",
        "2026-11-24": "listed",
        "2026-11-25": "withdrawn",
        "2026-11-26": "withdrawn",
    }
    (held,) = [it for it in page["items"] if it["id"] == name]
    assert held["state"] == "listed"
    too_early = stage.call("GET", f"{_PATH}?known=2026-11-22")
    assert (too_early.status, too_early.codes) == (422, {("?known", "nothing-known")})


def test_a_listing_that_is_not_there_is_not_found(stage: Stage) -> None:
    for suffix in ("", "/impact"):
        for name in ("no-such-listing", "no%20such", "x" * 81):
            answer = stage.call("GET", f"{_PATH}/{name}{suffix}", "auditor")
            assert (answer.status, answer.json["type"]) == (404, "/problems/not-found")


def test_what_rests_on_it_is_told_with_the_acts_required(
    stage: Stage, withdrawn: dict[str, Any]
) -> None:
    for role in ("catalog-keeper", "auditor", "officer", "approver"):
        (held,) = impact(stage, "cpu-kirin-x90", role)
        assert held["order"] == withdrawn["id"]
        assert (held["outstanding"], held["in_service"], held["lines"]) == (1, 1, [0])
        assert held["acts"] == ["revoke-or-let-stand", "do-not-accept", "report"]
    assert impact(stage, "cpu-kirin-x90", "officer", second=True) == []
    refused = stage.call("GET", f"{_PATH}/cpu-kirin-x90/impact", "supplier")
    assert refused.status == 403


def test_the_job_opens_one_case_for_it_and_new_orders_are_refused(
    stage: Stage, withdrawn: dict[str, Any]
) -> None:
    watch(stage)
    assert watch(stage) == 0
    cases = stage.call("GET", "/v1/review-cases?limit=200", "approver").json["items"]
    (case,) = [it for it in cases if it["order"] == withdrawn["id"]]
    assert (case["cause"], case["code"]) == ("listing", "listing-withdrawn")
    assert case["changes"] == ["cpu-kirin-x90: withdrawn (anke-notice-x90)"]
    again = stage.place(quantity=1, processor={"name": _NAMES["cpu-kirin-x90"]})
    assert again["state"] == "refused"
    assert {it["code"] for it in grave(again["verdict"])} == {"listing-withdrawn"}


def test_impact_is_paged_without_gaps(stage: Stage) -> None:
    name = "cpu-zx-kxu6980s"
    made = sorted(bought(stage, name)["id"] for _ in range(3))
    seen: list[str] = []
    path: str | None = f"{_PATH}/{name}/impact?limit=1"
    while path:
        answer = stage.call("GET", path, "auditor")
        seen += [it["order"] for it in answer.json["items"]]
        link = answer.headers.get("Link")
        path = link.split(">")[0].lstrip("<") if link else None
    assert seen == made


def test_an_order_held_by_a_suspension_is_approved_once_that_is_over(stage: Stage) -> None:
    name = "cpu-zx-kx6940s"
    until = (legal_day(START) + timedelta(days=1)).isoformat()
    publish(stage, notice(name, f'event: "suspended", since: "{TODAY}", until: "{until}"'))
    held = stage.place(quantity=1, processor={"name": _NAMES[name]})
    assert held["state"] == "held"
    (finding,) = grave(held["verdict"])
    assert (finding["code"], finding["needs"]["from"]) == ("listing-suspended", "catalog-keeper")
    with stage.clock.later(days=2):
        assert watch(stage) >= 1
        services = stage.services
        catch_up_all(services.database, Shelf(), lambda: services.office, stage.clock)
        now = stage.call("GET", f"/v1/orders/{held['id']}", "officer").json
    assert now["state"] == "approved"


def test_listings_that_end_soon_are_told_of_once(stage: Stage) -> None:
    shelf = Shelf()
    database = stage.services.database
    told = tell_expiries(database, shelf, stage.clock)
    assert tell_expiries(database, shelf, stage.clock) == 0
    items = stage.call("GET", "/v1/catalog/expiries?limit=200", "auditor").json["items"]
    mine = [it for it in items if it["noticed_at"] == "2026-11-23T02:00:00Z"]
    assert told in {0, len(mine)}
    # The first round, 33 days before its last day.
    first = {it["listing"]: it for it in mine}["cpu-ls-3a5000"]
    assert (first["last_day"], first["days"], first["open_orders"]) == ("2026-12-26", 60, 0)
    with stage.clock.later(days=3):
        assert tell_expiries(database, shelf, stage.clock) == len(mine)
    after = stage.call("GET", "/v1/catalog/expiries?limit=200", "catalog-keeper").json["items"]
    days = [it["days"] for it in after if it["listing"] == "cpu-ls-3a5000"]
    assert days == [30, 60]
    assert stage.call("GET", "/v1/catalog/expiries", "officer").status == 403


def test_expiries_are_paged_without_gaps(stage: Stage) -> None:
    tell_expiries(stage.services.database, Shelf(), stage.clock)
    whole = stage.call("GET", "/v1/catalog/expiries?limit=200", "auditor").json["items"]
    seen: list[Any] = []
    path: str | None = "/v1/catalog/expiries?limit=4"
    while path:
        answer = stage.call("GET", path, "auditor")
        seen += answer.json["items"]
        link = answer.headers.get("Link")
        path = link.split(">")[0].lstrip("<") if link else None
    assert seen == whole
    bad = stage.call("GET", "/v1/catalog/expiries?after=WyJ4IiwieSIsInoiXQ", "auditor")
    assert bad.status == 422
