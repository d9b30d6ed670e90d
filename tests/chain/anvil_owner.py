"""Run as a program: hold the local chain of a folder until interrupted; print its port and process id first."""

import sys
import threading
from pathlib import Path

from ledger.chain.anvil import start

if __name__ == "__main__":
    try:
        with start(Path(sys.argv[1])) as chain:
            print(chain.port, chain.process_id, flush=True)
            threading.Event().wait(60)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
