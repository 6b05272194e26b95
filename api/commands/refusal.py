"""What a command says, and ends with, when settings, keys or database do not let it do its work."""

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from api.commands.line import CONFIGURATION, INTERNAL, complain
from api.settings import WrongSettings
from ledger.errors import KeyFileError
from storage.errors import StorageError

REFUSALS = (WrongSettings, KeyFileError, StorageError, SQLAlchemyError)
"""What `refused` tells."""


def refused(error: WrongSettings | KeyFileError | StorageError | SQLAlchemyError) -> int:
    """Say why it was not done, in a line for each reason; return the exit code."""
    if isinstance(error, WrongSettings):
        complain(*error.faults)
        return CONFIGURATION
    if isinstance(error, KeyFileError | StorageError):
        complain(str(error))
        return CONFIGURATION
    reason = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    if isinstance(error, OperationalError):
        complain(f"the database cannot be reached, or broke off: {reason}")
        return CONFIGURATION
    complain(f"the database refused: {reason}")
    return INTERNAL
