"""What the record of an assessment says: which result it is of, and hashes; never a site or its risk."""

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Day, Hash32, Identifier, Text, WholeNumber


@dataclass(frozen=True, slots=True, config=STRICT)
class AssessmentBody:
    """A shared assessment of a product was made over the first `log_size` entries, as known on a day.

    `report` is SHA-256 of the report in canonical form; `sites` are the salted hashes of each site's part, sorted, so
    that one part can be shown to its site without the others. That the result is right is not said: anybody who has the
    ledger makes it again and compares.
    """

    product: Identifier
    as_of: Day
    log_size: WholeNumber
    method: Text
    reference: Hash32
    report: Hash32
    sites: Annotated[tuple[Hash32, ...], Field(max_length=10_000)]
