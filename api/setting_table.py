"""Every setting, once: its name, how it is read, its default, and what it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api import setting_texts as texts

_MOST_WORKERS, _MOST_THREADS, _MOST_DAYS, _MOST_HOURS = 64, 64, 3650, 720
_HIGHEST_PORT, _MOST_REQUESTS, _MOST_PROXIES = 65_535, 100_000_000, 9


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the variable, how its text is read, what stands where it is not set."""

    name: str
    member: str
    read: Callable[[str], Any]
    default: str
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "PROCHECK_DATABASE_URL",
        "database_url",
        texts.database_url,
        "",
        "where the service finds PostgreSQL (15 or newer), as the role that serves; without it"
        " procheck runs one of its own in the data folder",
    ),
    Setting(
        "PROCHECK_MIGRATION_URL",
        "migration_url",
        texts.database_url,
        "",
        "the same database as the role that owns the tables, for `procheck migrate`",
    ),
    Setting(
        "PROCHECK_DATA_DIR",
        "data_dir",
        texts.folder,
        "var",
        "folder for keys, the database procheck runs itself, and demo credentials",
    ),
    Setting("PROCHECK_HOST", "host", texts.host, "127.0.0.1", "address to listen on"),
    Setting("PROCHECK_PORT", "port", texts.number(1, _HIGHEST_PORT), "8080", "port to listen on"),
    Setting(
        "PROCHECK_ISSUER",
        "issuer",
        texts.public_url,
        "http://{host}:{port}",
        "public address; it is named as issuer in every approval, so do not change it lightly",
    ),
    Setting(
        "PROCHECK_ORIGIN",
        "origin",
        texts.origin,
        "{issuer without scheme}/ledger",
        "name of the ledger in its checkpoints (C2SP origin); fixed for the ledger's life",
    ),
    Setting(
        "PROCHECK_TRUSTED_HOSTS",
        "trusted_hosts",
        texts.host_names,
        "{host of the issuer},{host}",
        "host names that requests may be for, separated by commas; `.name` stands for all below it"
        " too, and loopback may always be named",
    ),
    Setting(
        "PROCHECK_WORKERS",
        "workers",
        texts.number(1, _MOST_WORKERS),
        "{cores, 2 at least}",
        "web worker processes",
    ),
    Setting(
        "PROCHECK_THREADS",
        "threads",
        texts.number(1, _MOST_THREADS),
        "4",
        "threads of each web worker; each may hold three connections to the database",
    ),
    Setting(
        "PROCHECK_APPROVAL_KEY",
        "approval_key",
        texts.folder,
        "{data folder}/keys/approval.pem",
        "file of the key that signs approvals (PEM, mode 0600)",
    ),
    Setting(
        "PROCHECK_LEDGER_KEY",
        "ledger_key",
        texts.folder,
        "{data folder}/keys/ledger.pem",
        "file of the key that signs checkpoints; never the approval key",
    ),
    Setting(
        "PROCHECK_APPROVAL_DAYS",
        "approval_days",
        texts.number(1, _MOST_DAYS),
        "90",
        "days an approval is valid after the day it is granted",
    ),
    Setting(
        "PROCHECK_REFERRAL_DAYS",
        "referral_days",
        texts.number(1, _MOST_DAYS),
        "30",
        "days after which a referred order lapses if nobody acts",
    ),
    Setting(
        "PROCHECK_HOLD_DAYS",
        "hold_days",
        texts.number(1, _MOST_DAYS),
        "90",
        "days after which a held order lapses if its missing fact does not arrive",
    ),
    Setting(
        "PROCHECK_SNAPSHOT_HOURS",
        "snapshot_hours",
        texts.number(1, _MOST_HOURS),
        "24",
        "hours for which a signed status list may be relied on",
    ),
    Setting(
        "PROCHECK_WEBHOOK_LOOPBACK",
        "webhook_loopback",
        texts.flag,
        "no",
        "whether webhooks may be sent to this machine itself, for trying out; refused unless the"
        " issuer is a loopback address too",
    ),
    Setting(
        "PROCHECK_RATE_LIMIT",
        "rate_limit",
        texts.number(0, _MOST_REQUESTS),
        "120000",
        "requests a minute that one key may make, over all processes; 0 for as many as it likes",
    ),
    Setting(
        "PROCHECK_PROXIES",
        "proxies",
        texts.number(0, _MOST_PROXIES),
        "0",
        "reverse proxies before the service, each of which adds the address it was asked from to"
        " the end of `X-Forwarded-For`; 0: nobody's word is taken",
    ),
    Setting(
        "PROCHECK_SANDBOX",
        "sandbox",
        texts.flag,
        "no",
        "whether this is a sandbox, whose date its users set and whose approvals approve nothing;"
        " with a data folder of its own, `var/sandbox` where none is named (docs/sandbox.md)",
    ),
    Setting(
        "PROCHECK_OIDC_ISSUER",
        "oidc_issuer",
        texts.provider_url,
        "",
        "the OpenID Connect provider people sign in with, exactly as it names itself; without it"
        " they sign in with accounts of procheck's own",
    ),
    Setting(
        "PROCHECK_OIDC_CLIENT_ID",
        "oidc_client_id",
        texts.word,
        "",
        "what the provider knows procheck by",
    ),
    Setting(
        "PROCHECK_OIDC_SECRET_FILE",
        "oidc_secret_file",
        texts.folder,
        "",
        "file of the client's secret (mode 0600); without it procheck is a public client",
    ),
    Setting(
        "PROCHECK_OIDC_GROUPS",
        "oidc_groups",
        texts.word,
        "groups",
        "the claim that lists a person's groups, such as `procheck:officer:USCC`",
    ),
    Setting(
        "PROCHECK_OIDC_ACR",
        "oidc_acr",
        texts.words,
        "",
        "authentication contexts (`acr`), separated by blanks, of which the provider has to name"
        " one for everybody who comes in, as for two factors; without it any will do",
    ),
    Setting(
        "PROCHECK_SIGN_IN",
        "sign_in",
        texts.ways,
        "provider,password,key",
        "ways in which people may sign in, separated by commas; `provider` alone where everybody"
        " is to come by it",
    ),
)
"""Every setting there is."""
