"""What importing an official list says: the file, and which list it is."""

import base64
import binascii

from api import limits
from api.schemas.body import Body
from api.schemas.fields import Code
from api.schemas.replays import DocumentText
from api.schemas.strict import Strict, fail


class FileContent(Strict):
    """The bytes of a file in base64 (RFC 4648 §4), without line breaks."""

    form = {  # noqa: RUF012 - as its siblings
        "type": "string",
        "contentEncoding": "base64",
        "minLength": 1,
        "maxLength": limits.FILE_TEXT,
        "pattern": "^[A-Za-z0-9+/]+={0,2}$",
    }

    def read(self, value: object) -> bytes:
        """Return the bytes."""
        if not isinstance(value, str):
            fail("not-a-text")
        if len(value) > limits.FILE_TEXT:
            fail("too-long", limit=limits.FILE_TEXT)
        try:
            found = base64.b64decode(value.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error):
            fail("not-base64")
        if not found:
            fail("blank")
        return found


class ImportIn(Body):
    """An official list as an office publishes it, and the statement which list it is."""

    content = FileContent(required=True, description="the list: XLSX, CSV, JSON rows or YAML")
    statement = DocumentText(
        description="which list it is, as YAML (docs/catalogue.md); none for a list in YAML"
    )
    name = Code(description="name of the file, for messages; list if not given")


IMPORT = ImportIn()
