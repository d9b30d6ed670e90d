"""A second chain with the same past: what a node can show that lies consistently, headers and proofs included."""

import gzip
import json
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

from ledger.chain.anvil_binary import find_anvil
from ledger.chain.anvil_probe import ask, free_port, is_anvil

CHAIN_ID = 31337
_UP_WITHIN_SECONDS = 30.0
_BLOCKS_TO_FINAL = 3
_OWN_COINBASE = "0x" + "0f" * 20


class PrivateFork:
    """An anvil that begins with the state and blocks of another one and goes its own way from there."""

    def __init__(self, of: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tl-fork-")
        state = Path(self._folder.name) / "state.json"
        dumped = ask(int(of.rpartition(":")[2]), "anvil_dumpState")
        state.write_bytes(gzip.decompress(bytes.fromhex(str(dumped)[2:])))
        self._port = free_port()
        words = [str(find_anvil()), "--host", "127.0.0.1", "--port", str(self._port), "--chain-id", str(CHAIN_ID)]
        more = ["--hardfork", "osaka", "--slots-in-an-epoch", "1", "--quiet", "--load-state", str(state)]
        self._node = subprocess.Popen([*words, *more], cwd=self._folder.name, stdout=subprocess.DEVNULL)
        until = time.monotonic() + _UP_WITHIN_SECONDS
        while not is_anvil(self._port, chain_id=CHAIN_ID):
            assert self._node.poll() is None, "the fork's anvil ended"
            assert time.monotonic() < until, "the fork's anvil did not come up"
            time.sleep(0.01)
        ask(self._port, "anvil_setCoinbase", _OWN_COINBASE)
        self._mine()

    def answer(self, body: bytes) -> bytes:
        """What it says; what it was sent is final a moment later."""
        url = f"http://127.0.0.1:{self._port}"
        with urlopen(Request(url, body, {"Content-Type": "application/json"}), timeout=10) as told:
            answer = bytes(told.read())
        if json.loads(body)["method"] == "eth_sendRawTransaction":
            self._mine()
        return answer

    def end(self) -> None:
        self._node.kill()
        self._node.wait()
        self._folder.cleanup()

    def _mine(self) -> None:
        ask(self._port, "anvil_mine", hex(_BLOCKS_TO_FINAL))
