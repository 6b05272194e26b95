"""What anybody sees: the first page, and the language."""

from api.pages.addresses import local_address
from api.pages.languages import LANGUAGES
from api.pages.page import Desk, Elsewhere, Outcome, Shown
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
