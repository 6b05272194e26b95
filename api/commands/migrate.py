"""Bring the schema of the database up to date: the one the settings name, or the service's own."""

import argparse
import os

from api.commands.line import FINE, Parser, say
from api.commands.refusal import REFUSALS, refused
from api.settings import Settings
from storage.embedded.server import running
from storage.migrating import head, upgrade
from storage.roles import OWNER


def describe(_: Parser) -> None:
    """Declare no arguments: everything is a setting."""


def run(_: argparse.Namespace) -> int:
    """Migrate."""
    try:
        settings = Settings.from_environment(os.environ)
        if settings.migration_url is not None:
            upgrade(settings.migration_url)
        else:
            settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            with running(settings.data_dir) as server:
                upgrade(server.url(OWNER))
    except REFUSALS as error:
        return refused(error)
    say(f"the schema is at revision {head()}")
    return FINE
