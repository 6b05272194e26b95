"""``python -m api.openapi ADDRESS`` prints the contract of a service at that address."""

import sys

from api.openapi.contract import contract_of
from api.routes.all import RESOURCES


def main() -> int:
    """Print the contract; 64 where no address is given."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the address
        sys.stderr.write(f"usage: python -m api.openapi ADDRESS\n{__doc__}\n")
        return 64
    sys.stdout.buffer.write(contract_of(RESOURCES, sys.argv[1]).data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
