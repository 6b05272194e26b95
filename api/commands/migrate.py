"""Bring the schema of the database up to date: the one the settings name, or the service's own."""

import argparse
import os

from sqlalchemy.exc import SQLAlchemyError

from api.commands.line import CONFIGURATION, FINE, Parser, complain, say
from api.commands.refusal import refused
from api.settings import Settings, WrongSettings
from storage.embedded.server import running
from storage.errors import StorageError
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
    except WrongSettings as error:
        complain(*error.faults)
        return CONFIGURATION
    except StorageError as error:
        complain(str(error))
        return CONFIGURATION
    except SQLAlchemyError as error:
        return refused(error)
    say(f"the schema is at revision {head()}")
    return FINE
