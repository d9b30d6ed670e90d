"""A person's consent before something is signed or leaves this machine."""

import sys

from auditor_cli.output import tell
from auditor_cli.refusals import WrongUsage


def ask_consent(question: str, *, is_given: bool) -> bool:
    """Give whether the person says yes. `is_given` is --yes. Raises WrongUsage where nobody can be asked."""
    if is_given:
        return True
    if not sys.stdin.isatty():
        raise WrongUsage(field="--yes", reason="nobody is there to confirm", mend="add --yes if you mean it")
    tell(f"{question} [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
