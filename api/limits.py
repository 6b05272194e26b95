"""How long, how many and how large: the limits of what a request may say, each with its reason."""

BODY_BYTES = 256 * 1024
"""Longest request body: 500 full lines take about 200 kB."""
DOCUMENT_BYTES = 4 * 1024 * 1024
"""Longest official document a keeper may propose (a catalogue of some 10,000 listings)."""
FILE_BYTES = 8 * 1024 * 1024
"""Longest file of another system or an office; what it unpacks to is bounded where it is read."""
FILE_TEXT = 4_000_000
"""Longest file in base64, three million bytes: the longest list known takes forty thousand."""
DRAFT = 1_000_000
"""Longest draft in characters: ten times the longest edition known."""
BATCH_ORDERS = 20_000
"""Most orders examined in one request, a line each."""
BATCH_BYTES = 64 * 1024 * 1024
"""Longest batch: so many orders of eight lines take about 60 MB."""
DEPTH = 20
"""Deepest nesting; an order needs eight levels."""
MEMBERS = 2_000
"""Most members of one object; no document of ours has more than forty names of its own."""

LINES = 500
QUANTITY = 100_000
TEXT = 200
"""Names, models and numbers, as they stand in official lists: the longest known has 61 signs."""
LONG_TEXT = 2_000
"""Reasons and statements, a page at most."""
REFERENCE = 100
CODE = 40
QUOTE_CHECK = 8_000
"""Characters of a signed quote check; one has about 2,000."""
CODES = 10
ATTRIBUTES = 10
PROPERTIES = 50
STEPS = 60
SOFTWARE = 20
EVIDENCE = 10
ENTITLED = 500
"""Most agencies one licence grant entitles: those below a ministry, or of a province."""
VERSIONS = 50
SERIALS = 1_000
INTEGER = 100_000_000
"""Largest count of persons, rooms or pages."""

AMOUNT_PATTERN = r"^(?!0+(?:\.0+)?\Z)[0-9]{1,8}(?:\.[0-9]{1,4})?\Z"
"""A price above zero. Twelve digits in all, so that 500 lines of 100,000 pieces still add up."""
SHARE_PATTERN = r"^0(?:\.[0-9]{1,4})?\Z"
DAY_PATTERN = r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]\Z"
UUID_PATTERN = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
UUID_PARTS = (
    *("order_id", "delivery_id", "case_id", "replay"),
    *("substitution", "subscription", "message"),
)
"""Parts of paths that name a thing by a UUID; each of the others has a form of its own."""
WAIVER_PATTERN = r"^WV-[0-9]{4}(?:-[0-9A-Z]{4}){4}\Z"
LICENCE_PATTERN = r"^LG-[0-9]{4}(?:-[0-9A-Z]{4}){4}\Z"
SUSPENSION_PATTERN = r"^SU-[0-9]{4}(?:-[0-9A-Z]{4}){4}\Z"
FREE_SOFTWARE_PATTERN = r"^FS-[0-9]{4}(?:-[0-9A-Z]{4}){4}\Z"
DIGEST_PATTERN = r"^sha256:[0-9a-f]{64}\Z"
USCC_PATTERN = r"^[0-9A-HJ-NPQRTUWXY]{18}\Z"
NAME_PATTERN = r"^[a-z][a-z0-9_]{0,39}\Z"
CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}\Z"
LISTING_PATTERN = r"^(?=.{1,80}\Z)[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z"
SIGNS_PATTERN = r"^\S(?:[^\u0000-\u001f\u007f-\u009f]*\S)?$"
"""One line without control characters or blanks at its ends, as ECMA-262 says it: what a client can
know of a text before it is sent. What else is refused in one stands in `api.texts`."""
WRITTEN_PATTERN = r"^[^\u0000]*$"
"""Any text but NUL, which neither YAML nor the database takes."""
UNBLANK_PATTERN = r"^\S(?:[^\n]*\S)?\Z"
"""Neither empty nor with blanks at its ends."""
