"""Settings: read once, all faults told, documented."""

from pathlib import Path

import pytest

from api.setting_table import SETTINGS
from api.settings import Settings, WrongSettings

_DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


def test_an_empty_environment_is_enough() -> None:
    settings = Settings.from_environment({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.issuer == "http://127.0.0.1:8080"
    assert settings.origin == "127.0.0.1:8080/ledger"
    assert settings.approval_key == settings.data_dir / "keys" / "approval.pem"
    assert settings.database_url is None


def test_what_follows_from_others_follows() -> None:
    settings = Settings.from_environment(
        {
            "PROCHECK_ISSUER": "https://procheck.example/",
            "PROCHECK_DATABASE_URL": "postgresql://a@h/d",
        }
    )
    assert settings.issuer == "https://procheck.example"
    assert settings.origin == "procheck.example/ledger"
    assert settings.migration_url == "postgresql://a@h/d"


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(WrongSettings) as wrong:
        Settings.from_environment(
            {
                "PROCHECK_PORT": "eighty",
                "PROCHECK_WORKERS": "0",
                "PROCHECK_ISSUER": "procheck",
                "PROCHECK_PROT": "8080",
            }
        )
    told = "\n".join(wrong.value.faults)
    assert all(
        name in told
        for name in ("PROCHECK_PORT", "PROCHECK_WORKERS", "PROCHECK_ISSUER", "PROCHECK_PROT")
    )
    assert "a whole number from 1 to 64 is expected" in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PROCHECK_PORT", "65536"),
        ("PROCHECK_PORT", "８０８０"),
        ("PROCHECK_PORT", "-1"),
        ("PROCHECK_HOST", "a b"),
        ("PROCHECK_DATABASE_URL", "mysql://h/d"),
        ("PROCHECK_DATABASE_URL", "postgresql://h"),
        ("PROCHECK_ORIGIN", "http://x/ledger"),
        ("PROCHECK_ORIGIN", "two words"),
        ("PROCHECK_ORIGIN", "a+b"),
        ("PROCHECK_ISSUER", "https://x/?q"),
        ("PROCHECK_TRUSTED_HOSTS", "a,,b"),
        ("PROCHECK_APPROVAL_DAYS", "0"),
        ("PROCHECK_PROXIES", "-1"),
        ("PROCHECK_PROXIES", "10"),
        ("PROCHECK_OIDC_ACR", "两个因素"),
        ("PROCHECK_SIGN_IN", "sms"),
        ("PROCHECK_SIGN_IN", "key,,password"),
        ("PROCHECK_SIGN_IN", "provider"),
    ],
)
def test_a_wrong_setting_is_refused(name: str, text: str) -> None:
    with pytest.raises(WrongSettings, match=name):
        Settings.from_environment({name: text})


def test_a_password_is_not_said_again() -> None:
    with pytest.raises(WrongSettings) as wrong:
        Settings.from_environment({"PROCHECK_DATABASE_URL": "mysql://me:hunter2@h/d"})
    assert "hunter2" not in str(wrong.value)


def test_to_migrate_without_a_database_to_serve_from_is_a_mistake() -> None:
    with pytest.raises(WrongSettings, match="MIGRATION_URL is set without"):
        Settings.from_environment({"PROCHECK_MIGRATION_URL": "postgresql://a@h/d"})


def test_every_setting_is_documented_with_its_default_and_nothing_else_is() -> None:
    text = _DOCUMENT.read_text()
    for setting in SETTINGS:
        row = f"| `{setting.name}` | {setting.meaning} | {_shown(setting.default)} |"
        assert row in text, row
    assert text.count("| `PROCHECK_") == len(SETTINGS)


def _shown(default: str) -> str:
    return f"`{default}`" if default else "–"
