"""What answers say to browsers and caches: load nothing, guess nothing, keep nothing."""

from collections.abc import Mapping

SAFE_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
"""What every answer says."""

UNKEPT = (*SAFE_HEADERS.items(), ("Cache-Control", "no-store"))
"""The headers of an answer that is for whoever asked, and for nobody to keep."""
