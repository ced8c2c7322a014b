"""Formula injection: what a spreadsheet would compute is made harmless, and comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediahub.web.csv_injection import neutralise, restore


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example")',
        "+1+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " =1",
        "\N{NO-BREAK SPACE}=1",
        "+46-70-123",
        "+",
        "+46 70 =1",
    ],
)
def test_formula_gets_an_apostrophe(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["Åsa Öberg", "", "asa@boras.se", "1+1", "'quoted'", "+46 70 123 45 67", "+46701234567"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutralise(text) == text
    assert restore(text) == text


@given(st.text(alphabet=st.sampled_from("=+-@＝＋－＠\t\r\n '46aå")))
def test_nothing_begins_a_formula_afterwards_and_everything_comes_back(text: str) -> None:
    safe = neutralise(text)
    is_phone = safe.startswith("+") and safe.lstrip("+").replace(" ", "").isdecimal()
    assert is_phone or not safe.lstrip(" ").startswith(tuple("=+-@＝＋－＠\t\r\n"))
    assert restore(safe) == text or text.startswith("'")
