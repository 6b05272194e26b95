"""The web process: what gunicorn imports and serves."""

import os
from dataclasses import replace

from flask import Flask

from api.app import create_app
from api.composition import compose
from api.examiner import Examiner
from api.processes.logs import set_up
from api.settings import Settings


def application() -> Flask:
    """Return the application on the database the settings name.

    Raises:
        WrongSettings: the environment is not one to serve from.
        KeyFileError: a signing key cannot be used.
    """
    set_up("web")
    settings = Settings.from_environment(os.environ)
    services = compose(settings, settings.database_url or "")
    # Whoever this process takes the place of may have been killed between a commit and its bell.
    services.remembered.forget_all()
    return create_app(replace(services, examiner=Examiner(settings.data_dir)))
