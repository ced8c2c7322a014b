"""Names have room for so many characters, lead nowhere, and are cut in mails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.errors import Invalid
from mediahub.names import (
    LONGEST_IN_MAIL,
    LONGEST_NAME,
    check_name,
    clean_line,
    find_address,
    find_number,
    in_mail,
)


def test_a_name_fills_its_room_and_no_more() -> None:
    check_name("Å" * LONGEST_NAME)
    with pytest.raises(Invalid) as refusal:
        check_name("Å" * (LONGEST_NAME + 1))
    assert str(refusal.value) == "The name is 129 characters long; there is room for 128."


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Vinn en iPhone på example.idag", "example.idag"),
        ("Vinn på EXAMPLE.COM nu", "EXAMPLE.COM"),
        ("Vinn på (example.com)!", "(example.com)!"),
        ("Vinn på example.com.", "example.com."),
        ("Vinn på example.com/x?y", "example.com/x?y"),
        ("https://example", "https://example"),
        ("http:example", "http:example"),
        ("Anna www.example", "www.example"),
        ("anna@example", "anna@example"),
        ("Anna t.me/x", "t.me/x"),
        ("Anna x.com", "x.com"),
        ("Anna A-B.se", "A-B.se"),
        ("Anna 192.0.2.1", "192.0.2.1"),
        ("Anna example.xn--p1ai", "example.xn--p1ai"),
        ("Anna пример.рф", "пример.рф"),
        ("Anna example．com", "example.com"),
        ("Anna example。com", "example.com"),
        ("Anna ｅｘａｍｐｌｅ.ｃｏｍ", "example.com"),
        ("Anna x..example.com", "x..example.com"),
        ("Bo.Ek", "Bo.Ek"),
        ("Vinn en iPhone j.mp/3xYz", "j.mp/3xYz"),
        ("Vinn en iPhone på s.id/vinn", "s.id/vinn"),
        ("u.to/abc Vinn", "u.to/abc"),
        ("Vinn på q.to", "q.to"),
        ("Vinn på a-b.pw", "a-b.pw"),
        ("Vinn på j.photos/x", "j.photos/x"),
        ("Vinn på j.photos?x", "j.photos?x"),
        ("Vinn på m.sc/x", "m.sc/x"),
        ("Vinn på example.भारत/vinn", "example.भारत/vinn"),
        ("Vinn på example.भारत", "example.भारत"),
        ("Vinn på उदाहरण.com", "उदाहरण.com"),
        ("Vinn på i❤.ws", "i❤.ws"),
        ("Vinn på 🎁.example", "🎁.example"),
    ],
)
def test_what_becomes_a_link_is_found(text: str, word: str) -> None:
    assert find_address(text) == word
    assert in_mail(text) == ""


@pytest.mark.parametrize(
    "name",
    [
        "A.Svensson",
        "J.R. Tolkien",
        "J.R.R.Tolkien",
        "A-L.Svensson",
        "Anna-Karin O'Neill",
        "Östra Göinge kommun",
        "Eva S:t Clair",
        "Martin Luther King Jr.",
        "Dr. Ek, Ph.D.",
        "Bo Ek, M.Sc",
        "A.Ek",
        "A.Ek?",
        "Å.Öst",
        "सीता राम",
        "Anna ❤ Ek",
        "Bo 2026",
        "Bo 07-31",
        "Åsa 2.0",
        "Bo...",
        "Anna/Bo",
        "山田太郎",
        "",
    ],
)
def test_names_are_no_links(name: str) -> None:
    assert find_address(name) is None
    assert in_mail(name) == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Ring 0939-123 45 67 och vinn en iPhone", "0939-123 45 67"),
        ("Ring (0) 8 - 12 nu", None),
        ("Ring +46 (0) 8 - 123 nu", "46 (0) 8 - 123"),
        ("Anna 12345", "12345"),
        ("Anna 0.9.3.9.1", "0.9.3.9.1"),
        ("Anna ０９３９１", "09391"),
        ("Anna ٠١٢٣٤", "٠١٢٣٤"),
        ("Anna 1234", None),
        ("7 B 2026 A 1", None),
    ],
)
def test_what_can_be_called_is_found(text: str, number: str | None) -> None:
    assert find_number(text) == number
    assert in_mail(text) == ("" if number else clean_line(text))


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [
        ("Inera.se", False),
        ("Kommun.se AB", False),
        ("Inera.se/vinn", True),
        ("Inera.se:80", True),
        ("www.inera", True),
        ("https://inera", True),
        ("vi@inera.se", True),
    ],
)
def test_an_organisation_may_be_called_like_its_domain(name: str, is_refused: bool) -> None:
    assert (find_address(name, is_named=True) is not None) is is_refused


def test_mails_show_forty_characters() -> None:
    assert in_mail("Å" * LONGEST_IN_MAIL) == "Å" * 40
    assert in_mail("Å" * (LONGEST_IN_MAIL + 1)) == "Å" * 39 + "…"
    assert in_mail("A" * 38 + " Ek Alm") == "A" * 38 + "…"


def test_what_the_cut_would_make_a_link_of_is_left_out() -> None:
    name = "A" * 30 + " example.com2"
    assert find_address(name) is None
    assert in_mail(f"{'A' * 28} {name[31:]}") == ""


def test_what_nobody_sees_is_left_out() -> None:
    assert clean_line("An\u200bna\u202e\n\tEk\u3164\ufeff\x00 \ud800") == "Anna Ek"
    assert clean_line("A\u030asa") == "Åsa"


@given(st.text())
def test_a_name_in_a_mail_is_short_on_one_line_and_leads_nowhere(name: str) -> None:
    shown = in_mail(name)
    assert len(shown) <= LONGEST_IN_MAIL
    assert (find_address(shown), find_number(shown)) == (None, None)
    assert clean_line(shown) == shown


@given(st.from_regex(r"[a-z]{2,9}\.[a-z]{2,6}", fullmatch=True), st.text("ab 1-,;()", max_size=9))
def test_a_domain_is_found_among_other_words(domain: str, other: str) -> None:
    assert find_address(f"{other} {domain}, {other}") is not None
