"""Settings: read once from the environment into a frozen value; a wrong one refuses to start.

Every setting is one row of `SETTINGS`; ``docs/settings.md`` shows the same rows, and a test holds
the two together.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api import setting_texts as texts
from api.setting_table import SETTINGS

PREFIX = "PROCHECK_"
_MARKS = frozenset({"PROCHECK_RUN"})
"""What `serve` gives its own processes to know them by; nobody sets them."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that are this machine, and nobody else's."""
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound
"""Addresses that mean every address of the machine."""


class WrongSettings(Exception):  # noqa: N818 - named for what was found
    """The environment cannot be served from; ``faults`` says everything that is wrong with it."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this installation runs; see ``SETTINGS`` for what each member means."""

    database_url: str | None
    migration_url: str | None
    data_dir: Path
    host: str
    port: int
    issuer: str
    origin: str
    trusted_hosts: tuple[str, ...]
    workers: int
    threads: int
    approval_key: Path
    ledger_key: Path
    approval_days: int
    referral_days: int
    hold_days: int
    snapshot_hours: int
    webhook_loopback: bool
    rate_limit: int
    proxies: int
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_secret_file: Path | None
    oidc_groups: str
    oidc_acr: tuple[str, ...] | None
    sign_in: frozenset[str]
    sandbox: bool

    @property
    def issues_as(self) -> str:
        """Return under which name approvals are issued: a sandbox's tells it to everybody."""
        return f"{self.issuer}/sandbox" if self.sandbox else self.issuer

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every setting.

        Raises:
            WrongSettings: with every fault of the environment.
        """
        known = {setting.name for setting in SETTINGS}
        faults = [
            f"{name} is no setting of procheck: see docs/settings.md for their names"
            for name in sorted(environ)
            if name.startswith(PREFIX) and name not in known | _MARKS
        ]
        members: dict[str, Any] = {}
        for setting in SETTINGS:
            text = environ.get(setting.name, "").strip()
            try:
                members[setting.member] = setting.read(text) if text else None
            except ValueError as error:
                # A URL may hold a password, so it is not said again.
                shown = "not usable" if setting.read is texts.database_url else repr(text)
                faults.append(f"{setting.name} is {shown}: {error}")
        if members.get("database_url") and not members.get("migration_url"):
            members["migration_url"] = members["database_url"]
        elif members.get("migration_url") and not members.get("database_url"):
            faults.append(
                f"{PREFIX}MIGRATION_URL is set without {PREFIX}DATABASE_URL: set both, or neither"
                " to run the database that comes with procheck"
            )
        faults += _mistakable(members) if members.get("sandbox") else ()
        if bool(members.get("oidc_issuer")) != bool(members.get("oidc_client_id")):
            faults.append(
                f"{PREFIX}OIDC_ISSUER and {PREFIX}OIDC_CLIENT_ID belong together: set both, or"
                " neither to let people sign in with accounts of procheck's own"
            )
        if members.get("sign_in") == {"provider"} and not members.get("oidc_issuer"):
            faults.append(
                f"{PREFIX}SIGN_IN is provider, and {PREFIX}OIDC_ISSUER is not set: nobody could"
                " sign in"
            )
        if faults:
            raise WrongSettings(tuple(faults))
        settings = cls(**_filled(members))
        if settings.webhook_loopback and urlsplit(settings.issuer).hostname not in LOOPBACK:
            msg = (
                f"{PREFIX}WEBHOOK_LOOPBACK is yes, which is for trying out on one machine:"
                f" {PREFIX}ISSUER is {settings.issuer}, and no loopback address"
            )
            raise WrongSettings((msg,))
        return settings


def _mistakable(members: Mapping[str, Any]) -> Iterator[str]:
    """Yield by what a sandbox with these settings could be taken for a service."""
    for member in ("approval_key", "ledger_key"):
        if members[member] is not None:
            name = f"{PREFIX}{member.upper()}"
            yield f"{name} is set, and {PREFIX}SANDBOX is yes: a sandbox signs with keys of its own"
    if "sandbox" not in (members["origin"] or "sandbox"):
        yield (
            f"{PREFIX}ORIGIN is {members['origin']!r}, and {PREFIX}SANDBOX is yes: the name of a"
            " sandbox's ledger holds the word sandbox"
        )


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    """Put the defaults in, those that follow from other settings last."""
    if members["sandbox"] and members["data_dir"] is None:
        members["data_dir"] = texts.folder("var/sandbox")
    for setting in SETTINGS:
        if members[setting.member] is None and setting.default and "{" not in setting.default:
            members[setting.member] = setting.read(setting.default)
    data_dir, host, port = members["data_dir"], members["host"], members["port"]
    shown = f"[{host}]" if ":" in host else host
    derived: dict[str, Any] = {
        # One more than cores has them change hands more often, and gains nothing: each has threads.
        "workers": max(2, os.cpu_count() or 1),
        "issuer": f"http://{shown}:{port}",
        "approval_key": data_dir / "keys" / "approval.pem",
        "ledger_key": data_dir / "keys" / "ledger.pem",
    }
    for name, value in derived.items():
        if members[name] is None:
            members[name] = value
    if members["trusted_hosts"] is None:
        # Where everything is listened on, the address is nobody's name.
        named = {urlsplit(members["issuer"]).hostname or "", host} - {"", *EVERYWHERE}
        members["trusted_hosts"] = tuple(sorted(named))
    if members["origin"] is None:
        parts = urlsplit(members["issuer"])
        kind = "/sandbox" if members["sandbox"] else ""
        members["origin"] = f"{parts.netloc}{parts.path.rstrip('/')}{kind}/ledger"
    return members
