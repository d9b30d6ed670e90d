"""Run as a program: hold the local chain of a folder until interrupted; print its port and process id first.

With `reaped` as second argument, no anvil outlives it, however it ends.
"""

import sys
import threading
from contextlib import nullcontext
from pathlib import Path

from anvil_reaper import reaping

from ledger.chain.anvil import start

if __name__ == "__main__":
    try:
        folder = Path(sys.argv[1])
        with reaping(folder) if "reaped" in sys.argv else nullcontext(), start(folder) as chain:
            print(chain.port, chain.process_id, flush=True)
            threading.Event().wait(60)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
