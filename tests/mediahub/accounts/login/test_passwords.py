"""Passwords: which are refused, and that every character of the others counts."""

import os
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Sequence
from contextlib import suppress

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn import matching

from mediahub.accounts.login.passwords import Passwords, _with_few_readings, check_password
from mediahub.errors import Invalid
from tests.mediahub.studio import CHEAP, PASSWORD

LONG = "åäö och havet " * 14


def refusal(password: str, *known: str) -> str:
    with pytest.raises(Invalid) as refused:
        check_password(password, known)
    return str(refused.value)


@pytest.mark.parametrize("password", [PASSWORD, "fyrkantig gurka i regn", "x7Gq2!vLp9zK", LONG])
def test_good_password(password: str) -> None:
    check_password(password, ["Anna Ek", "anna.ek@boras.se"])


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "qwertyuiop123",
        "aaaaaaaaaaaaaaa",
        "demokratiresan2024",
        "sommaren2024",
        "välkommen123456",
        "123456789012",
    ],
)
def test_common_password(password: str) -> None:
    assert refusal(password).startswith("The password is easy to guess")


def test_password_made_of_what_is_known() -> None:
    check_password("lindqvistborås")
    assert refusal("lindqvistborås", "Anna Lindqvist", "anna@borås.se").startswith("The password")


def test_too_short_is_told_by_how_much() -> None:
    assert refusal("x7Gq2!vLp9z").startswith("The password has 11 characters; it needs 12 or more.")


def test_too_long() -> None:
    check_password("åäö och havet" * 15 + "12345")
    assert refusal("åäö och havet" * 15 + "123456") == (
        "The password has 201 characters; there is room for 200."
    )


def test_the_last_character_counts() -> None:
    stored = CHEAP.hash(LONG + "a")
    assert CHEAP.is_right(stored, LONG + "a")
    assert not CHEAP.is_right(stored, LONG + "b")


def test_two_spellings_of_one_letter_are_one() -> None:
    stored = CHEAP.hash(unicodedata.normalize("NFC", PASSWORD))
    assert CHEAP.is_right(stored, unicodedata.normalize("NFD", PASSWORD))


def test_no_hash_is_nobodys_password() -> None:
    assert not CHEAP.is_right(None, "")
    assert not Passwords().is_right(None, PASSWORD)


def test_parameters_are_those_of_the_standard_unless_told() -> None:
    assert extract_parameters(Passwords().hash(PASSWORD)) == RFC_9106_LOW_MEMORY


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
def test_argon2_leaves_the_processor_to_others() -> None:
    class Watched(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            return f"{os.getpriority(os.PRIO_PROCESS, threading.get_native_id())}"

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert int(Passwords(Watched()).hash(PASSWORD)) == min(before + 5, 19)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
def test_service_that_itself_leaves_the_processor_to_others_leaves_it_further() -> None:
    """Started at `nice 10`, where an absolute 5 would be a priority taken back."""
    program = (
        "import os, threading; os.nice(10 - os.nice(0));"
        "from mediahub.accounts.login.passwords import Passwords;"
        "apart = Passwords()._apart;"
        "print(apart.submit(lambda: os.getpriority(os.PRIO_PROCESS,"
        " threading.get_native_id())).result())"
    )
    if os.getpriority(os.PRIO_PROCESS, 0) > 10:
        pytest.skip("started lower already")
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "15\n"


def test_nobody_takes_as_long_as_somebody() -> None:
    assert extract_parameters(Passwords()._dummy) == RFC_9106_LOW_MEMORY


def test_hash_of_other_parameters_is_outdated() -> None:
    other = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    stored = CHEAP.hash(PASSWORD)
    assert (CHEAP.is_outdated(stored), other.is_outdated(stored)) == (False, True)


@pytest.mark.parametrize("password", ["kanelbulle77", "tvålkopp1982"])
def test_what_takes_just_enough_guesses_is_good(password: str) -> None:
    check_password(password)


def test_the_parameters_are_those_that_are_given() -> None:
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert extract_parameters(cheap.hash(PASSWORD)).memory_cost == 8


@pytest.mark.parametrize("password", ["fotboll19871", "summer198511"])
def test_what_takes_somewhat_fewer_is_not(password: str) -> None:
    assert refusal(password).startswith("The password is easy to guess")


SIGNS = "4@8({[<369&#!|1/+7%2$50"


def readings(password: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the words of the lists are sought in a password, or in a part of it."""
    sought: list[str] = []
    find = matching.dictionary_match

    def counting(text: str, _ranked_dictionaries: dict[str, dict[str, int]]) -> object:
        sought.append(text)
        return find(text, _ranked_dictionaries)

    with monkeypatch.context() as patch, suppress(Invalid):
        patch.setattr(matching, "dictionary_match", counting)
        check_password(password)
    return len(sought)


def test_signs_that_may_be_letters_are_not_read_in_every_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for password in (SIGNS * 3, SIGNS[::-1] * 3, "".join(3 * sign for sign in SIGNS), SIGNS):
        # Once for each way, and thrice for each part that is repeated; it was 1 440 and more.
        assert 2 < readings(password, monkeypatch) < 120


@given(st.text(st.sampled_from(SIGNS + "aks"), min_size=12, max_size=72))
def test_no_signs_have_more_readings(password: str) -> None:
    table = matching.L33T_TABLE
    looked_at = _with_few_readings(password, list(table.values()))
    ways = matching.enumerate_l33t_subs(matching.relevant_l33t_subtable(looked_at, table))
    assert len(ways) <= 16
    assert [looked_at.index(one) for one in looked_at] == [password.index(one) for one in password]


@pytest.mark.parametrize("password", ["4@(<1|7+$5kzqpwvmt", SIGNS, "7!kQ4@2p|[9Vx$5w"])
def test_a_good_password_may_hold_many_signs(password: str) -> None:
    check_password(password)


@pytest.mark.parametrize("password", ["p@$$w0rd2024", "P4ssw0rd!!!!", "$0mm4r3n2024"])
def test_a_common_word_with_signs_for_letters_is_common(password: str) -> None:
    assert refusal(password).startswith("The password is easy to guess")


@pytest.mark.parametrize(
    ("table", "password", "looked_at"),
    [
        # Two signs for each of four letters: sixteen ways, and the last of a fifth is too many.
        ([*map(list, ("12", "34", "56", "78", "90"))], "1234567890", "123456789\ue030"),
        ([[*"abcdefghijklmnopq"]], "abcdefghijklmnopqa", "abcdefghijklmnop\ue071a"),
        ([["1"], ["1", "2"]], "x12x", "x12x"),
    ],
)
def test_no_more_signs_are_taken_for_letters_than_sixteen_ways_have(
    table: Sequence[Sequence[str]], password: str, looked_at: str
) -> None:
    assert _with_few_readings(password, table) == looked_at
