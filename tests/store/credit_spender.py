"""Run as a program: claim a certificate COUNT times, a tenth of a kilogram each, and print how many claims were kept.

Usage: credit_spender.py URL CERTIFICATE COUNT NAME
"""

import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if __name__ == "__main__":
    from builders import MILL, a_claim, a_record, signed

    from ledger.errors import CreditOverdrawn
    from ledger.store.sql_store import open_store

    url, certificate, count, name = sys.argv[1:]
    store = open_store(url)
    kept = 0
    for number in range(int(count)):
        said = a_claim(bytes.fromhex(certificate), "0.1").statement
        own = replace(said, nonce=sha256(f"{name}/{number}".encode()).digest())
        try:
            store.add([a_record(signed(own, by=MILL))], [None])
        except CreditOverdrawn:
            continue
        kept += 1
    store.close()
    sys.stdout.write(f"{kept}\n")
