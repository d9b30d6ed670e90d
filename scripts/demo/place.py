"""Where the demo lies, and how a file of it is written."""

from pathlib import Path

HOME = Path("var/demo")
REPORTS = "reports"


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; one that says the same already is left alone, with its time."""
    if path.exists() and path.read_bytes() == content:
        return
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(content)
    draft.replace(path)
