"""The provider people sign in with, as the settings name it."""

from pathlib import Path

from api.settings import Settings
from integrations.oidc import Client, OpenId
from ledger.errors import KeyFileError

CALLBACK = "/sign-in/callback"
"""Where a provider sends browsers back to; it is registered there, below the public address."""
_OTHERS = 0o077


def openid_of(settings: Settings) -> OpenId | None:
    """Return the provider, ``None`` where none is set, or nobody is to come by it.

    Raises:
        KeyFileError: the file of the client's secret cannot be used.
    """
    issuer, client_id, file = (
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_secret_file,
    )
    if issuer is None or client_id is None or "provider" not in settings.sign_in:
        return None
    if file is not None:
        read_client_secret(file)
    return OpenId(
        Client(
            issuer=issuer,
            client_id=client_id,
            contexts=settings.oidc_acr or (),
            redirect_uri=f"{settings.issuer}{CALLBACK}",
            # Read each time: one that was replaced takes no restart.
            secret=None if file is None else lambda: read_client_secret(file),
        )
    )


def read_client_secret(file: Path) -> str:
    """Return the secret in a file.

    Raises:
        KeyFileError: the file is missing, empty, or open to others.
    """
    try:
        if file.stat().st_mode & _OTHERS:
            raise KeyFileError(str(file), "others than its owner may read it: set mode 0600")
        text = file.read_text().strip()
    except (OSError, UnicodeError) as error:
        raise KeyFileError(str(file), f"it cannot be read ({type(error).__name__})") from error
    if not text:
        raise KeyFileError(str(file), "it is empty")
    return text
