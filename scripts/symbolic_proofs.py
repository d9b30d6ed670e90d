"""Run halmos over every proof in tests/contracts/halmos.

Usage: python -m scripts.symbolic_proofs

Each file is compiled by itself, in a copy under build/, since halmos builds whatever it finds. A proof that times out
or does not run is no proof: exit code 1. Needs what `make setup` installs and `.venv-security`.
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor

from scripts.planted_bugs.plant import Bed
from scripts.setup import ROOT, SetupFailed, say, set_up_security

PROOFS = ROOT / "tests" / "contracts" / "halmos"
AT_ONCE = 2
_CHECK = re.compile(r"function (check_\w+)\(")


def main() -> int:
    """Prove. Returns the exit code."""
    try:
        set_up_security()
    except SetupFailed as failure:
        say(f"setup FAILED: {failure}")
        return 1
    files = sorted(PROOFS.glob("*.t.sol"))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = dict(zip(files, pool.map(lambda file: Bed(f"halmos/{file.name}").proofs(), files), strict=True))
    wanted = {file: set(_CHECK.findall(file.read_text("utf-8"))) for file in files}
    unproven = [
        f"{file.name} {check}: {verdicts[file].get(check, 'did not run')}"
        for file in files
        for check in sorted(wanted[file] | verdicts[file].keys())
        if verdicts[file].get(check) != "PASS"
    ]
    for line in unproven:
        print(line)
    if unproven or not files:
        return 1
    print(f"halmos: {sum(map(len, wanted.values()))} proofs hold, in {', '.join(file.name for file in files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
