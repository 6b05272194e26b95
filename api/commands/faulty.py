"""What a command says, and ends with, when a file it was given cannot be used."""

from api.commands.line import BAD_DATA, BadData, complain
from validators.standards_fault import StandardsFault

FAULTS = (BadData, StandardsFault, OSError)
"""What `faulty` tells."""


def faulty(error: BadData | StandardsFault | OSError) -> int:
    """Say what is wrong with the file, in a line for each fault; return the exit code.

    Raises:
        OSError: the error itself, where it is about no file, such as an output nobody reads on.
    """
    if isinstance(error, BadData):
        complain(*error.complaints)
    elif isinstance(error, StandardsFault):
        complain(*(str(one) for one in error.faults))
    elif error.filename is None:
        raise error
    else:
        complain(f"{error.filename} cannot be read: {error.strerror}")
    return BAD_DATA
