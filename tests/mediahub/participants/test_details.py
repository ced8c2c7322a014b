"""Names, addresses and organisations: put in order, or refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.participants.details import (
    Details,
    read_details,
    read_email,
    read_name,
    read_organisation,
    read_visitors_name,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Anna.Ek@Boras.SE", "anna.ek@boras.se"),
        (" anna@boras.se\t", "anna@boras.se"),
        ("\ufeffanna\u200b@boras.se\N{NO-BREAK SPACE}", "anna@boras.se"),
        ("anna@skövde.se", "anna@xn--skvde-kua.se"),
        ("anna@XN--SKVDE-KUA.se", "anna@xn--skvde-kua.se"),
        ("o'brien+dialog_1@sub.kommun.se", "o'brien+dialog_1@sub.kommun.se"),
        ("a@b.se", "a@b.se"),
        ("a" * 64 + "@boras.se", "a" * 64 + "@boras.se"),
    ],
)
def test_address_is_put_in_order(written: str, kept: str) -> None:
    assert read_email(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "anna",
        "anna@",
        "@boras.se",
        "anna@boras",
        "anna@@boras.se",
        "anna boras@boras.se",
        "anna@boras .se",
        "anna..ek@boras.se",
        ".anna@boras.se",
        "anna.@boras.se",
        "anna@-boras.se",
        "anna@boras-.se",
        "anna@boras..se",
        "anna@boras.se.",
        "anna@.se",
        "anna@192.168.0.1",
        "anna@boras.s",
        "åsa@boras.se",
        "Anna Ek <anna@boras.se>",
        "anna@boras.se, bo@boras.se",
        '"anna"@boras.se',
        "a" * 65 + "@boras.se",
        "anna@" + "b" * 64 + ".se",
        "anna@" + "boras." * 50 + "se",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_email(written)
    assert str(refusal.value) == (
        f"“{written[:80]}” is not an e-mail address. Write it as namn@kommun.se."
    )


def test_missing_address_is_told_as_missing() -> None:
    with pytest.raises(Invalid) as refusal:
        read_email(" \n")
    assert str(refusal.value) == "An e-mail address is missing."


@given(st.text(max_size=40), st.text(max_size=40))
def test_address_in_order_stays_as_it_is(local_part: str, domain: str) -> None:
    try:
        kept = read_email(f"{local_part}@{domain}.se")
    except Invalid:
        return
    assert read_email(kept) == kept
    assert kept.isascii()
    assert len(kept.split()) == 1


def test_name_stands_on_one_line_in_composed_letters() -> None:
    assert read_name("  A\u030asa\n\tO\u0308berg\x00 ") == "Åsa Öberg"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("\u200b \n", "A name is missing."),
        ("x" * 129, "The name is 129 characters long; there is room for 128."),
    ],
)
def test_name_has_to_be_one(name: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_name(name)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("name", ["12345", "– 7 –"])
def test_visitors_name_has_letters(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_visitors_name(name)
    assert str(refusal.value) == "Write the name with letters."
    assert read_visitors_name("7 år") == "7 år"


def test_organisation_may_be_left_out() -> None:
    assert (read_organisation(None), read_organisation(" "), read_organisation(" Borås  stad")) == (
        None,
        None,
        "Borås stad",
    )


def test_organisation_has_an_end() -> None:
    with pytest.raises(Invalid) as refusal:
        read_organisation("x" * 201)
    assert str(refusal.value) == (
        "The organisation's name is 201 characters long; there is room for 200."
    )


def test_details_are_the_three_in_order() -> None:
    assert read_details(" Anna  Ek", "Anna@Boras.se", "") == Details(
        "Anna Ek", "anna@boras.se", None
    )


def test_a_stranger_writes_no_telephone_number_for_a_name() -> None:
    assert read_visitors_name("Bo Ek 1234") == "Bo Ek 1234"
    with pytest.raises(Invalid) as refusal:
        read_visitors_name("Ring 0939-123 45 67 och vinn")
    assert str(refusal.value) == (
        "“0939-123 45 67” looks like a telephone number. Write the name alone."
    )
    assert read_name("Ring 0939-123 45 67 och vinn") == "Ring 0939-123 45 67 och vinn"
