"""Signatures: made by the first secret, known by all, and of these parts only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.signatures import is_signed, sign


def test_signature_is_of_its_parts() -> None:
    assert is_signed(["key"], sign(["key"], "preview", "97"), "preview", "97")


@pytest.mark.parametrize("parts", [("preview", "98"), ("preview97",), ("97", "preview"), ()])
def test_other_parts_are_not_signed(parts: tuple[str, ...]) -> None:
    assert not is_signed(["key"], sign(["key"], "preview", "97"), *parts)


def test_an_old_secret_still_verifies_after_rotation() -> None:
    assert is_signed(["new", "old"], sign(["old", "older"], "a"), "a")


def test_the_first_secret_signs() -> None:
    assert sign(["new", "old"], "a") == sign(["new"], "a")


def test_a_secret_that_was_taken_away_verifies_nothing() -> None:
    assert not is_signed(["new"], sign(["old"], "a"), "a")


@pytest.mark.parametrize("signature", ["", "å", "A" * 43, sign(["key"], "a") + "="])
def test_what_we_did_not_make_is_no_signature(signature: str) -> None:
    assert not is_signed(["key"], signature, "a")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_two_lists_of_parts_sign_alike_only_when_equal(one: list[str], two: list[str]) -> None:
    assert (sign(["key"], *one) == sign(["key"], *two)) is (one == two)


@pytest.mark.parametrize(
    ("parts", "signature"),
    [
        (("participant", "a"), "5ZQpqp76U_CaCrrox5LfQTTM8BSmxCQVWM5mFV9B6io"),
        (("å", ""), "3Kxe7TDeQCatOLzOXPQOkPxuykvptrmNuPwz4B8--hE"),
    ],
)
def test_signature_is_what_it_was(parts: tuple[str, ...], signature: str) -> None:
    """Links in people's mail must outlive every new version: these were computed elsewhere."""
    assert sign(["nyckeln å"], *parts) == signature
