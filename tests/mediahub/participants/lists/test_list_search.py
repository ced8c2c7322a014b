"""Whether an address stands in a text, and not in another's."""

import pytest

from mediahub.participants.lists.list_search import has_address

EMAIL = f"anna.ek@{'borås.se'.encode('idna').decode()}"


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("anna.ek@borås.se", True),
        ("Skriv till anna.ek@BORÅS.se.", True),
        (f"mailto:{EMAIL}?subject=x", True),
        ("hanna.ek@borås.se", False),
        ("x-anna.ek@borås.se", False),
        ("j.anna.ek@borås.se", False),
        ("anna.ek@borås.se.example", False),
        ("anna.ek@borås.sex", False),
        ("anna.ek@borås.se-x.example", False),
        ("annaxek@borås.se", False),
    ],
)
def test_address_in_a_text(text: str, is_in: bool) -> None:
    assert has_address(text, EMAIL) is is_in


def test_domain_that_only_looks_encoded() -> None:
    assert has_address("a@xn--é.se a@xn--99999999.se", "a@xn--99999999.se")
