"""What every adapter that writes files needs, below all of them: a name that a file was given outlives a power cut.

It touches the disk, as adapters do, and stands here since they never import one another.
"""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Return when the names in the folder are on the disk: a file that was replaced or made in it is there. OSError."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
