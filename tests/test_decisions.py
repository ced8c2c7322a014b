"""The decisions: a page each, numbered one by one, and all of them in the index."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "mediahub" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))


def test_each_page_begins_with_the_number_of_its_name() -> None:
    numbers = [int(page.name.split("-")[0]) for page in PAGES]
    assert len(numbers) == len(set(numbers))
    for number, page in zip(numbers, PAGES, strict=True):
        assert page.read_text("utf-8").startswith(f"# {number}. ")


def test_index_names_each_page_once() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+)\) \|$", index, re.MULTILINE)
    heads = [(page, page.read_text("utf-8").split("\n")[0]) for page in PAGES]
    assert sorted(f"{name} # {number}. {title}" for number, title, name in listed) == [
        f"{page.name} {head}" for page, head in heads
    ]
