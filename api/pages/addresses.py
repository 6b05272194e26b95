"""Addresses that pages lead to: those of this service alone."""

from urllib.parse import urlsplit


def local_address(address: str | None) -> str:
    """Return an address on this service; anything else is the first page."""
    parts = urlsplit(address or "/")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in parts.path:
        return "/"
    # "//elsewhere" and "/\\elsewhere" are other hosts to a browser.
    return "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
