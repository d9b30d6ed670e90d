"""The fields that bodies are made of. Unknown fields, floats and numbers in the place of text are refused.

Quantities are decimal strings with a UN/ECE Recommendation 20 unit. Dates are ISO 8601 days.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

STRICT = ConfigDict(extra="forbid", strict=True)


def _a_real_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text} is no day that exists") from error
    return text


# One line: what is signed is read as one sentence, and no text may look like the end of it.
Text = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$")]
Identifier = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Did = Annotated[str, Field(max_length=256, pattern=r"^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_a_real_day)]
Amount = Annotated[str, Field(pattern=r"^(0|[1-9]\d{0,17})(\.\d{1,9})?$")]
Share = Annotated[str, Field(pattern=r"^(0(\.\d{1,9})?|1(\.0{1,9})?)$")]
Unit = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,3}$")]
Degrees = Annotated[str, Field(pattern=r"^-?\d{1,3}(\.\d{1,7})?$")]
WholeNumber = Annotated[int, Field(ge=0, le=2**53 - 1)]
ChainName = Annotated[str, Field(pattern=r"^eip155:[1-9]\d{0,77}$")]  # CAIP-2
Address = Annotated[str, Field(pattern=r"^0x[0-9a-f]{40}$")]
Hash32 = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]
