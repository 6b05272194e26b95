"""What answers say to browsers and caches: load nothing, guess nothing, keep nothing."""

from collections.abc import Mapping
from typing import Final

OVER_TLS: Final = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
"""For a year this host is asked over TLS alone, and whatever is named below it (RFC 6797). It says
nothing to whoever asks without TLS, as on a machine of one's own."""

SAFE_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    OVER_TLS[0]: OVER_TLS[1],
}
"""What every answer says that is no page."""

UNKEPT = (*SAFE_HEADERS.items(), ("Cache-Control", "no-store"))
"""The headers of an answer that is for whoever asked, and for nobody to keep."""
