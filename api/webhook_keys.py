"""The key that secrets of subscriptions are derived from: of its own, beside the signing keys.

The newest key of the file makes the secrets of new subscriptions and of rotations; earlier ones
still sign for those that were made from them (`integrations.webhooks.signing`).
"""

from datetime import datetime
from pathlib import Path

from api.secret_file import LiveSecrets, make_sure_of_secrets
from api.settings import Settings
from integrations.webhooks.signing import WebhookKey

USE = "webhook"
_FILE = "webhook.json"


def webhook_file(settings: Settings) -> Path:
    """Return where the key is kept."""
    return settings.data_dir / "keys" / _FILE


def make_sure_of_webhook_keys(settings: Settings, now: datetime) -> list[str]:
    """Make the first key where there is no file yet; return what was made, in words.

    Raises:
        KeyFileError: the file that is there is unfit, or one cannot be written.
    """
    return make_sure_of_secrets(webhook_file(settings), USE, now)


class LiveWebhookKeys:
    """The keys as the file says at the moment of asking. For use by many threads."""

    def __init__(self, settings: Settings) -> None:
        """Read the keys.

        Raises:
            KeyFileError: the file is missing or unfit.
        """
        self._secrets = LiveSecrets(webhook_file(settings))

    @property
    def all(self) -> tuple[WebhookKey, ...]:
        """Every key, the first one made first.

        Raises:
            KeyFileError: the file changed and cannot be read.
        """
        return tuple(WebhookKey(it.id, it.secret) for it in self._secrets.all)

    @property
    def newest(self) -> str:
        """The name of the key that new secrets are made from."""
        return self._secrets.all[-1].id
