"""What asking for a replay says."""

from api import limits
from api.schemas.body import Body
from api.schemas.fields import Code, Day
from api.schemas.strict import Strict, fail


class DocumentText(Strict):
    """The text of a document, which is read as a whole by what keeps documents of its kind."""

    form = {  # noqa: RUF012 - as its siblings
        "type": "string",
        "minLength": 1,
        "maxLength": limits.DRAFT,
        "pattern": limits.WRITTEN_PATTERN,
    }

    def read(self, value: object) -> bytes:
        """Return the bytes of the text, in UTF-8."""
        if not isinstance(value, str):
            fail("not-a-text")
        if len(value) > limits.DRAFT:
            fail("too-long", limit=limits.DRAFT)
        # A lone surrogate has no form in UTF-8; the reader of documents says so.
        return value.encode("utf-8", "surrogatepass")


class ReplayIn(Body):
    """A draft, by the proposal that holds it or as a text, and the days asked about.

    Without a draft, history happens again under the law of then.
    """

    proposal = Code(description="id of a proposed edition, instead of a draft")
    draft = DocumentText(description="an edition as YAML (docs/changing-the-law.md)")
    name = Code(description="name of the draft's file, for messages; draft.yaml if not given")
    as_if_from = Day(description="the draft's first day, whatever it says itself")
    since = Day(description="the first day whose acts happen again; before it all stays as it was")
    until = Day(description="the last day; to the end of the record where it is not given")


REPLAY = ReplayIn()
