"""The verifier of bundles as a file, for those who copy it."""

from pathlib import Path
from typing import Final

import ledger

VERIFIER: Final = (Path(next(iter(ledger.__path__))) / "verify_approval.py").read_bytes()
"""The program; it is never imported by the service, only handed out."""
PACK_VERIFIER: Final = (Path(next(iter(ledger.__path__))) / "verify_pack.py").read_bytes()
"""The program that goes with every evidence pack; the same holds for it."""
