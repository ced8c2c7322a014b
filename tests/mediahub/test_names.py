"""Names have room for so many characters, and the refusal says how many."""

import pytest

from mediahub.errors import Invalid
from mediahub.names import LONGEST_NAME, check_name


def test_a_name_fills_its_room_and_no_more() -> None:
    check_name("Å" * LONGEST_NAME)
    with pytest.raises(Invalid) as refusal:
        check_name("Å" * (LONGEST_NAME + 1))
    assert str(refusal.value) == "The name is 129 characters long; there is room for 128."
