"""Rows that are moved without script."""

from mediahub.episodes.fields import FIELDS
from mediahub.forms.fields import Form
from mediahub.forms.rows import rearranged

ROWS = [{"url": "https://a.se", "title": ""}, {"url": "https://b.se", "title": "B"}]
PEOPLE = [{"name": "A", "title": "", "organisation": "", "role": "host|cast"}]


def urls(button: str) -> list[str]:
    form = rearranged(Form(FIELDS, {}, {"links": ROWS, "credits": PEOPLE}), button)
    assert form.rows["credits"] == PEOPLE
    return [row["url"] for row in form.rows["links"]]


def test_rows_are_moved() -> None:
    first, second = "https://a.se", "https://b.se"
    assert urls("links-down-0") == urls("links-up-1") == [second, first]
    assert urls("links-remove-0") == [second]
    assert urls("links-add") == [first, second, ""]
    for nothing in ("links-up-0", "links-down-1", "links-remove-9", "links-x", "csrf-add"):
        assert urls(nothing) == [first, second]
