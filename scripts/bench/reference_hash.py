"""The reference event hash generator as a process: a document a line in, its hashes and seconds a line out.

Runs in the environment that epcis_hash makes, where nothing of ours is installed. Parsing the line is not counted.
"""

import json
import sys
import time

from epcis_event_hash_generator.hash_generator import epcis_hashes_from_events
from epcis_event_hash_generator.json_to_py import event_list_from_epcis_document_json


def main() -> None:
    """Answer every line until the input ends."""
    for line in sys.stdin:
        documents = json.loads(line)
        started = time.perf_counter()
        hashes = [
            found
            for document in documents
            for found in epcis_hashes_from_events(event_list_from_epcis_document_json(document))
        ]
        seconds = time.perf_counter() - started
        print(json.dumps({"seconds": seconds, "hashes": hashes}), flush=True)


if __name__ == "__main__":
    main()
