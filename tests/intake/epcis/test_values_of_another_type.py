"""Where a word is wanted, an object or list is refused by name; nothing that a sender writes is a crash."""

from typing import Any

import pytest
from epcis_builders import a_document, an_event

from ledger.errors import Unacceptable
from ledger.intake.epcis import read_capture


@pytest.mark.parametrize("field", ["bizStep", "disposition", "action", "type", "eventTime", "eventTimeZoneOffset"])
@pytest.mark.parametrize("value", [{}, [], 7, True, None])
def test_a_word_of_another_type_is_refused_with_its_place(field: str, value: Any) -> None:
    with pytest.raises(Unacceptable) as refused:
        read_capture(a_document(an_event(**{field: value})), document_hash=b"\x00" * 32)
    assert field in refused.value.field
