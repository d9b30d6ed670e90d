"""Which program this is: the one place that knows its version, and names the rules that its modules hold."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).parent
_DIGITS = 12
_RESULTS = (  # what makes a score, a screening or a report; the tables that they read have hashes of their own
    "assessment/**/*.py",
    "brand/**/*.py",
    "jobs/**/*.py",
    "model/**/*.py",
    "proof/**/*.py",
    "provenance/**/*.py",
    "reference/**/*.py",
    "report/**/*.py",
    "risk/**/*.py",
    "screening/**/*.py",
    "verification/**/*.py",
)


@cache
def code_version() -> str:
    """Give the release and a digest of the modules that make results, as 1.4.0+0123456789ab (risk method, 7.3).

    Two programs of one code version give the same bytes for the same records, day and tables; of two releases that
    differ elsewhere only, the digest is the same.
    """
    return f"{package_version()}+{rules_digest(_RESULTS)}"


def package_version() -> str:
    """Give the release of this program."""
    return version("tierlight")


def rules_digest(patterns: tuple[str, ...]) -> str:
    """Name the modules of this package that match: 12 hex digits of a digest of what stands in them."""
    digest = sha256()
    for path in sorted(path for pattern in patterns for path in _ROOT.glob(pattern)):
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_DIGITS]
