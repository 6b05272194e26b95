"""The examiner process: answers pieces of long batches for the web workers, one batch at a time.

It asks the database as the worker does: in one transaction, with the eyes of whoever asks.
"""

import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from api.batch import Awake, FactsOnce
from api.call import Call
from api.composition import compose
from api.examiner import listening
from api.examiner_words import Begin, Done, Piece, Ready, ordered, say
from api.pieces import answer
from api.processes.logs import set_up
from api.routes.validations import line_examiner
from api.services import Services
from api.settings import Settings
from api.shorthand import Shorthand
from storage.scope import SYSTEM

_YIELDS: Final = 5
"""How much it leaves the processors to whatever else wants them (`nice`)."""
_log: Final = logging.getLogger(__name__)


def main() -> int:
    """Answer what workers ask until asked to stop; return the exit code."""
    set_up("examiner")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    settings = Settings.from_environment(os.environ)
    os.nice(_YIELDS)
    services = compose(settings, settings.database_url or "")
    # The books are read before anybody asks, for that takes as long as many pieces; or with the
    # first batch, where the database is away.
    with suppress(SQLAlchemyError), services.database.transaction(SYSTEM) as connection:
        services.reading.books(connection)
    with listening(settings.data_dir) as listener:
        while True:
            end, _ = listener.accept()
            with end:
                serve(services, end)


def serve(services: Services, end: socket.socket) -> None:
    """Answer the pieces of one batch; what goes wrong with it is the worker's to find again."""
    try:
        begin, handles = ordered(end)
        if isinstance(begin, Begin):
            _answer(services, end, begin, *handles)
    except OSError:
        _log.info("a worker went before its batch was over")
    except Exception:  # noqa: BLE001 - the worker meets the same, and answers it
        _log.exception("a piece could not be answered")


def _answer(services: Services, end: socket.socket, begin: Begin, lines: int, answers: int) -> None:
    with (
        os.fdopen(lines, "rb") as source,
        os.fdopen(answers, "wb") as file,
        services.database.transaction(begin.principal.scope) as connection,
    ):
        call = Call(
            services=services,
            now=begin.now,
            path={},
            query=begin.query,
            body=b"",
            headers={},
        )
        call.enter(connection, begin.principal)
        # All lines of a batch are examined by the same books.
        if services.reading.at_hand(begin.principal.stamp) is not call.books:
            return
        say(end, Ready())
        shorthand, awake = Shorthand(), Awake(connection)
        examine = line_examiner(call, FactsOnce(), shorthand)
        while isinstance(piece := ordered(end)[0], Piece):
            start = file.tell()
            file.write(answer(piece, source, examine))
            file.flush()
            say(end, Done(start, file.tell(), shorthand.texts))
            awake.keep()


if __name__ == "__main__":
    sys.exit(main())
