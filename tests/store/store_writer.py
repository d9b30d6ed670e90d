"""Run as a program: keep COUNT records in a SQLite file, one commit each. Usage: store_writer.py DATABASE COUNT"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if __name__ == "__main__":
    from builders import records

    from ledger.store.sql_store import open_store

    store = open_store(f"sqlite:///{sys.argv[1]}")
    for record in records(int(sys.argv[2])):
        store.add([record], [None])
    store.close()
