"""Rehearsals: recorded history under a draft; asked for, watched, and what they come to."""

from api import limits
from api.pages.page import Desk, Elsewhere, Menu, Outcome, Shown
from api.pages.visit import Visit
from api.problem import Problem

KEEPING_REPLAYS = Desk()
_DAYS = ("as_if_from", "since", "until")
_TYPED = ("proposal", "draft", *_DAYS)


@KEEPING_REPLAYS.page(
    "GET",
    "/keeping/replays",
    id="keeping-replays",
    asks=("listReplays", "listProposals", "startReplay"),
    menu=Menu(zh="预演", en="Rehearsals", place=63),
)
def replays(visit: Visit) -> Outcome:
    """Show rehearsals, and where one is asked for."""
    return _listed(visit)


@KEEPING_REPLAYS.page(
    "POST",
    "/keeping/replays",
    id="keeping-replay-start",
    asks=("startReplay", "listReplays", "listProposals"),
    most_bytes=4 * limits.DRAFT,
)
def start(visit: Visit) -> Outcome:
    """Ask for a rehearsal."""
    body = {name: visit.form[name] for name in _TYPED if visit.form.get(name, "").strip()}
    file = visit.files.get("file")
    if file is not None and file.filename:
        body["draft"] = file.read().decode("utf-8", "replace")
    told = visit.attempt("startReplay", body=body, key=visit.form.get("key"))
    if isinstance(told, Problem):
        return _listed(visit, told)
    return Elsewhere(path=f"/keeping/replays/{told.document['id']}")


def _listed(visit: Visit, problem: Problem | None = None) -> Shown:
    query = {"limit": "50", "after": visit.query.get("after")}
    proposed = visit.ask("listProposals").document["items"]
    document = None if problem is None else problem.document()
    values = {
        "found": visit.ask("listReplays", query=query).document,
        "proposed": [it for it in proposed if it["kind"] == "edition"],
        "asked": {name: visit.form.get(name, "") for name in _TYPED},
        "problem": document,
        "faults": {}
        if document is None
        else {
            str(it["pointer"]).removeprefix("/"): it["message"]
            for it in document.get("errors", ())
            if "pointer" in it
        },
    }
    return Shown(
        template="keeping_replays.html",
        values=values,
        status=200 if problem is None else problem.status,
    )


@KEEPING_REPLAYS.page(
    "GET",
    "/keeping/replays/<replay>",
    id="keeping-replay",
    asks=("getReplay", "listReplayOrders", "cancelReplay"),
)
def replay(visit: Visit) -> Outcome:
    """Show how far a rehearsal is, and what it comes to."""
    path = {"replay": visit.path["replay"]}
    query = {"limit": "50", "after": visit.query.get("after")}
    values = {
        "replay": visit.ask("getReplay", path).document,
        "orders": visit.ask("listReplayOrders", path, query).document,
    }
    template = "keeping_replay_part.html" if visit.fragment else "keeping_replay.html"
    return Shown(template=template, values=values)


@KEEPING_REPLAYS.page(
    "POST", "/keeping/replays/<replay>", id="keeping-replay-stop", asks=("cancelReplay",)
)
def stop(visit: Visit) -> Outcome:
    """Stop a rehearsal; what it found so far stays."""
    path = {"replay": visit.path["replay"]}
    # A rehearsal's tag changes with every stretch; it may be stopped however far it is.
    visit.act("cancelReplay", path, key=visit.form.get("key"), etag="*")
    return Elsewhere(path=f"/keeping/replays/{visit.path['replay']}")
