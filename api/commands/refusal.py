"""What a command says, and ends with, when the database does not do what it asks."""

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from api.commands.line import CONFIGURATION, INTERNAL, complain


def refused(error: SQLAlchemyError) -> int:
    """Say in one line why the database did not do it; return the exit code."""
    reason = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    if isinstance(error, OperationalError):
        complain(f"the database cannot be reached, or broke off: {reason}")
        return CONFIGURATION
    complain(f"the database refused: {reason}")
    return INTERNAL
