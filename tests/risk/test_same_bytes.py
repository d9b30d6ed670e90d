"""P2: the same inputs give the same bytes, whatever the process, hash seed, locale and time zone."""

import json
import os
import subprocess
import sys
from pathlib import Path

DRIVER = Path(__file__).with_name("same_bytes_driver.py")
PLACES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8"},
)


def test_p2_two_processes_give_the_same_bytes_of_an_assessment() -> None:
    runs = [
        subprocess.Popen([sys.executable, str(DRIVER)], env={**os.environ, **place}, stdout=subprocess.PIPE)
        for place in PLACES
    ]
    one, other = (run.communicate()[0] for run in runs)
    assert one == other
    told = json.loads(one)
    assert len(told["tiers"]) == 3
    assert float(told["product_risk"]["exposure"]["score"]) > 0
