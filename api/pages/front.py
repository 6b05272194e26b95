"""What anybody sees: the first page, the language, verifying an approval."""

from api.pages.addresses import local_address
from api.pages.languages import LANGUAGES
from api.pages.page import Desk, Elsewhere, Menu, Outcome, Shown
from api.pages.visit import Visit

FRONT = Desk()


@FRONT.page("GET", "/", id="home")
def home(_: Visit) -> Outcome:
    """Show what this is, or one's own desk."""
    return Shown(template="home.html")


@FRONT.page("GET", "/language/<language>", id="language")
def choose_language(visit: Visit) -> Outcome:
    """Keep the chosen language, and go back to where it was chosen."""
    chosen = visit.path["language"]
    back = local_address(visit.query.get("back"))
    return Elsewhere(path=back, language=chosen if chosen in LANGUAGES else None)


@FRONT.page(
    "GET",
    "/verify",
    id="verify",
    asks=("verifyApproval",),
    menu=Menu(zh="核验批准书", en="Verify an approval", place=90),
)
def verify(_: Visit) -> Outcome:
    """Show where a statement is put in."""
    return Shown(template="verify.html", values={"found": None, "statement": ""})


@FRONT.page("POST", "/verify", id="verify-statement", asks=("verifyApproval",))
def verify_statement(visit: Visit) -> Outcome:
    """Show what is established about a statement."""
    statement = visit.form.get("statement", "").strip()
    found = visit.act("verifyApproval", body={"statement": statement}).document
    return Shown(template="verify.html", values={"found": found, "statement": statement})
