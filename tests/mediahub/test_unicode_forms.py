"""Normal forms of Unicode: those of the library, but for letters under a heap of marks."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mediahub
from mediahub.unicode_forms import MOST_MARKS, Form, normalize

FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
marks = st.text("ae\u0301\u0316\u0327\u0345가\u1100\u1161", max_size=40)


@given(st.sampled_from(FORMS), st.one_of(words, marks))
def test_ordinary_texts_get_the_form_that_the_standard_says(form: Form, text: str) -> None:
    if re.search(f"[\u0300-\u0345]{{{MOST_MARKS + 1}}}", text) is None:
        assert normalize(form, text) == unicodedata.normalize(form, text)


@pytest.mark.parametrize("form", FORMS)
def test_of_a_heap_of_marks_thirty_are_kept(form: Form) -> None:
    heap = "y" + "\u0316\u0301" * 1000 + "x"
    assert normalize(form, heap) == unicodedata.normalize(form, "y" + "\u0316\u0301" * 15 + "x")


def test_nobody_else_puts_what_strangers_write_in_order() -> None:
    folder = Path(mediahub.__file__).parent
    users = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*.py")
        if "unicodedata.normalize(" in file.read_text("utf-8")
    }
    # The analysis of words cuts each word short first.
    assert users == {"unicode_forms.py", "search/analysis/words.py"}
