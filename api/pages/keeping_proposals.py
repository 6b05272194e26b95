"""Proposals: a list read with its difference, proposed by one keeper and published by another."""

from base64 import b64encode
from typing import Any

from api import limits
from api.pages.page import Desk, Elsewhere, Handed, Menu, Outcome, Shown, shown_with
from api.pages.visit import Visit
from api.problem import Problem

KEEPING_PROPOSALS = Desk()
_YAML = "application/yaml"
_MOST = limits.FILE_BYTES + limits.DOCUMENT_BYTES
_OF_LISTS = frozenset({"publication"})


@KEEPING_PROPOSALS.page(
    "GET",
    "/keeping/import",
    id="keeping-import",
    asks=("importList",),
    menu=Menu(zh="导入名单", en="Import a list", place=62),
)
def import_form(_: Visit) -> Outcome:
    """Show where a list is handed in."""
    return _importing({"statement": "", "name": ""})


@KEEPING_PROPOSALS.page(
    "POST", "/keeping/import", id="keeping-import-read", asks=("importList",), most_bytes=_MOST
)
def import_list(visit: Visit) -> Outcome:
    """Read a list, and show what it would change; nothing is kept."""
    file = visit.files.get("file")
    typed = {"statement": visit.form.get("statement", ""), "name": visit.form.get("name", "")}
    body = {
        "content": b64encode(b"" if file is None else file.read()).decode(),
        **{name: text for name, text in typed.items() if text.strip()},
    }
    told = visit.attempt("importList", body=body)
    if isinstance(told, Problem):
        return _importing(typed, problem=told)
    return _importing(typed, made=told.document)


def _importing(
    typed: dict[str, str],
    made: Any = None,  # noqa: ANN401 - a JSON value
    problem: Problem | None = None,
) -> Shown:
    values = {"asked": typed, "made": made, "faults": {}}
    return shown_with("keeping_import.html", values, problem)


@KEEPING_PROPOSALS.page(
    "GET",
    "/keeping/proposals",
    id="keeping-proposals",
    asks=("listProposals", "proposeDocument"),
    menu=Menu(zh="待公布", en="Proposals", place=61),
)
def proposals(visit: Visit) -> Outcome:
    """Show what waits for a second person."""
    return _listed(visit)


@KEEPING_PROPOSALS.page(
    "POST",
    "/keeping/proposals",
    id="keeping-propose",
    asks=("proposeDocument", "listProposals"),
    most_bytes=_MOST,
)
def propose(visit: Visit) -> Outcome:
    """Propose a document: that of a list just read, or a file."""
    file = visit.files.get("file")
    # Browsers send the lines of a text field with CRLF, whatever they were.
    typed = visit.form.get("document", "").replace("\r\n", "\n")
    data = file.read() if file is not None and file.filename else typed.encode()
    name = visit.form.get("name", "").strip() or "document.yaml"
    told = visit.attempt(
        "proposeDocument",
        data=data,
        media=_YAML,
        key=visit.form.get("key"),
        query={"name": name},
    )
    if isinstance(told, Problem):
        return _listed(visit, problem=told, document=typed, name=name)
    return Elsewhere(path=f"/keeping/proposals/{told.document['id']}")


def _listed(
    visit: Visit, problem: Problem | None = None, document: str = "", name: str = ""
) -> Shown:
    values = {
        "found": visit.ask("listProposals").document["items"],
        "document": document,
        "name": name,
    }
    return shown_with("keeping_proposals.html", values, problem)


@KEEPING_PROPOSALS.page(
    "GET",
    "/keeping/proposals/<proposal>",
    id="keeping-proposal",
    asks=("getProposalDocument", "getProposal", "listProposals", "importList", "publishProposal"),
)
def proposal(visit: Visit) -> Outcome:
    """Show what would be published, and its difference from what is in force."""
    return _one(visit)


@KEEPING_PROPOSALS.page(
    "POST",
    "/keeping/proposals/<proposal>",
    id="keeping-publish",
    asks=("publishProposal", "getProposal", "getProposalDocument", "listProposals", "importList"),
)
def publish(visit: Visit) -> Outcome:
    """Publish a proposal, alone or with those it needs."""
    others = visit.form.getlist("together_with")
    told = visit.send("publishProposal", {"together_with": others} if others else {})
    if isinstance(told, Problem):
        return _one(visit, problem=told, chosen=others)
    revision = told.document["revision"]
    return Elsewhere(path=f"/keeping/proposals/{visit.path['proposal']}?published={revision}")


@KEEPING_PROPOSALS.page(
    "GET",
    "/keeping/proposals/<proposal>/document",
    id="keeping-proposal-document",
    asks=("getProposalDocument",),
)
def document(visit: Visit) -> Outcome:
    """Hand over the proposed bytes."""
    told = visit.ask("getProposalDocument", visit.path)
    return Handed(reply=told.reply, name=f"{visit.path['proposal']}.yaml")


def _one(
    visit: Visit,
    problem: Problem | None = None,
    chosen: list[str] | None = None,
) -> Shown:
    name = visit.path["proposal"]
    content = visit.ask("getProposalDocument", {"proposal": name}).reply.content or b""
    waiting = visit.ask("listProposals").document["items"]
    held = next((it for it in waiting if it["id"] == name), None)
    values = {
        "name": name,
        "held": held,
        "etag": visit.ask("getProposal", {"proposal": name}).etag,
        "others": [it for it in waiting if it["id"] != name],
        "chosen": chosen or [],
        "text": content.decode(),
        "made": _difference(visit, held, content),
        "published": visit.query.get("published"),
    }
    return shown_with("keeping_proposal.html", values, problem)


def _difference(visit: Visit, held: dict[str, Any] | None, content: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """Return how a proposed list differs from the one in force; of other documents nothing."""
    if held is None or held["kind"] not in _OF_LISTS or not visit.may("importList"):
        return None
    told = visit.attempt("importList", body={"content": b64encode(content).decode()})
    return None if isinstance(told, Problem) else told.document
