"""The files of a replay: its result, and until then its changed orders and where it stands."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from approvals.rehearsal_question import Question
from approvals.rehearsal_tally import KIND, NOTICE
from approvals.replay_errors import WrongSavedReplay


@dataclass(frozen=True, slots=True)
class Files:
    """Where a replay puts its ``result``; beside it, while it lasts, what it takes to resume it."""

    result: Path

    @property
    def changed(self) -> Path:
        """The orders that changed so far, one a line."""
        return self.result.with_name(f"{self.result.name}.orders")

    @property
    def state(self) -> Path:
        """Where the replay stands."""
        return self.result.with_name(f"{self.result.name}.state")

    @contextmanager
    def orders(self, written: int) -> Iterator[IO[bytes]]:
        """Open the file of changed orders behind so many bytes that are known to be in it."""
        with self.changed.open("r+b" if written else "wb") as orders:
            orders.truncate(written)
            orders.seek(written)
            yield orders

    def save(self, question: Question, stand: Mapping[str, Any], orders: IO[bytes]) -> None:
        """Write down where a replay stands: whole or not at all."""
        orders.flush()
        document = {
            "kind": KIND,
            "question": question.digest,
            "orders": orders.tell(),
            **stand,
        }
        new = self.state.with_name(f"{self.state.name}.new")
        new.write_text(json.dumps(document, ensure_ascii=False))
        new.replace(self.state)

    def stood(self, question: Question) -> dict[str, Any]:
        """Return where the replay of a question stood.

        Raises:
            WrongSavedReplay: the file tells no such thing, or of another question.
            OSError: there is none.
        """
        try:
            document = json.loads(self.state.read_bytes())
        except ValueError as error:
            reason = f"{self.state} is no JSON"
            raise WrongSavedReplay(reason) from error
        if not isinstance(document, dict) or document.get("question") != question.digest:
            reason = f"{self.state} is of another draft, or of other days"
            raise WrongSavedReplay(reason)
        return document

    def put_together(self, question: Question, sums: Mapping[str, Any]) -> None:
        """Write the result whole, changed orders last and one a line, and drop what led to it."""
        head = {
            "kind": KIND,
            "notice": dict(NOTICE),
            "question": question.document(),
            "sums": dict(sums),
        }
        new = self.result.with_name(f"{self.result.name}.new")
        with new.open("w", encoding="utf-8") as out, self.changed.open(encoding="utf-8") as orders:
            out.write(json.dumps(head, ensure_ascii=False).removesuffix("}"))
            out.write(', "orders": [')
            for place, line in enumerate(orders):
                out.write(f"{',' if place else ''}\n{line.rstrip()}")
            out.write("\n]}\n")
        new.replace(self.result)
        self.changed.unlink()
        self.state.unlink(missing_ok=True)
