"""Build var/demo: three fictional product chains on a real chain and a real database, verified and scored.

Usage: python -m scripts.demo [HOME]

Safe to interrupt and to repeat: a second run goes on where the first stopped. Progress goes to stderr, the tables to
stdout. Exit code 0, 1 for a failure, 130 when interrupted.
"""

import argparse
import os
import sys
from pathlib import Path

from scripts.demo.interruption import Interruption
from scripts.demo.place import HOME


def main(arguments: list[str]) -> int:
    """Run the demo. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="scripts.demo", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("home", nargs="?", type=Path, default=HOME, help="the data folder")
    home = parser.parse_args(arguments).home
    interruption = Interruption()
    interruption.listen()
    try:
        # Imported here, so that Ctrl-C is answered properly from the first moment on: this takes a second.
        from ledger.errors import LedgerError, NonceReused
        from ledger.settings import read_settings
        from scripts.demo.run import run

        try:
            run(read_settings(home=home), interruption)
        except NonceReused:
            told = f"{home} holds the demo of another version: move it and {home}-custodian away and run again"
            print(f"FAILED  {told}", file=sys.stderr)
            return 1
        except LedgerError as error:
            print(f"FAILED  {error}", file=sys.stderr)
            return 1
    except KeyboardInterrupt:
        print("interrupted; `make demo` goes on from here", file=sys.stderr, flush=True)
        os._exit(130)  # an interrupt during an import would else decide the exit code itself
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
