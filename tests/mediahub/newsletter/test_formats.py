"""A whole letter as HTML, as text and as Markdown."""

import re

import pytest
from lxml import html
from sqlalchemy.orm import Session

from mediahub.newsletter import service
from mediahub.newsletter.formats import Format, as_html, as_markdown, as_text, render
from mediahub.newsletter.models import Newsletter
from mediahub.newsletter.view import LetterView
from mediahub.web.templating import Templates
from tests.conftest import NOON
from tests.factories import make_show
from tests.mediahub.newsletter.letters import make_97, make_coming, make_letter
from tests.mediahub.visitor import attributes, texts

ORIGIN = "https://podd.example"
TEMPLATES = Templates(ORIGIN)
TEXT = """\
Nyhetsbrev nr 1 år 2026
=======================

Hej!

SKR: Demokratiresan en podcast från SKR
#97 - Kommunala råd
-------------------

En studie av råden.

Medverkande: Anders Lidström, Umeå universitet; David Feltenius, Umeå universitet
Samtalsledare: Nils Munthe

Länk till avsnitt 97:
https://podd.example/demokratiresan/97-kommunala-rad

Webbsändning
Råd
---

Hur två städer arbetar.

- Datum: onsdag 11 mars 2026
- Tid: 09.00–12.00
- Plats: Webbsänt
- Kostnad: 250 kr per länk
- Sista anmälningsdag: måndag 9 mars 2026
- Målgrupp: Förtroendevalda

Läs mer om ”Råd” och anmäl dig:
https://podd.example/webbsandningar/medborgardialog

Läs nyhetsbrevet på webben:
https://podd.example/nyhetsbrev/2026-1
"""
MARKDOWN = """\
# Nyhetsbrev nr 1 år 2026

Hej!

SKR: Demokratiresan en podcast från SKR

## #97 - Kommunala råd

En studie av råden.

**Medverkande:** Anders Lidström, Umeå universitet; David Feltenius, Umeå universitet

**Samtalsledare:** Nils Munthe

[Länk till avsnitt 97](https://podd.example/demokratiresan/97-kommunala-rad)

Webbsändning

## Råd

Hur två städer arbetar.

- **Datum:** onsdag 11 mars 2026
- **Tid:** 09.00–12.00
- **Plats:** Webbsänt
- **Kostnad:** 250 kr per länk
- **Sista anmälningsdag:** måndag 9 mars 2026
- **Målgrupp:** Förtroendevalda

[Läs mer om ”Råd” och anmäl dig](https://podd.example/webbsandningar/medborgardialog)

[Läs nyhetsbrevet på webben](https://podd.example/nyhetsbrev/2026-1)
"""


@pytest.fixture
def letter(rows: Session) -> Newsletter:
    """A letter about an episode and a webcast."""
    make_97(rows)
    make_coming(rows, title="Råd")
    return make_letter(rows, greeting="Hej!\n")


def view(letter: Newsletter) -> LetterView:
    return LetterView(letter, ORIGIN, NOON)


def test_text_reads_as_the_letters_of_skr(letter: Newsletter) -> None:
    assert as_text(view(letter)).replace("\N{NO-BREAK SPACE}", " ") == TEXT


def test_markdown_reads_well_before_it_is_rendered(letter: Newsletter) -> None:
    assert as_markdown(view(letter)).replace("\N{NO-BREAK SPACE}", " ") == MARKDOWN


def test_html_says_the_same(letter: Newsletter) -> None:
    page = html.fromstring(as_html(view(letter), TEMPLATES))
    assert texts(page, "h1") == ["Nyhetsbrev nr 1 år 2026"]
    assert texts(page, "h2") == ["#97 - Kommunala råd", "Råd"]
    assert texts(page, "li")[:2] == ["Datum: onsdag 11 mars 2026", "Tid: 09.00–12.00"]
    assert attributes(page, "a", "href") == [
        "https://podd.example/demokratiresan/97-kommunala-rad",
        "https://podd.example/webbsandningar/medborgardialog",
        "https://podd.example/nyhetsbrev/2026-1",
    ]


def test_html_holds_nothing_that_mail_clients_refuse(rows: Session, letter: Newsletter) -> None:
    service.edit_letter(rows, letter, title="<b>Råd</b>", greeting="<script>x</script>![](x.png)")
    made = as_html(view(letter), TEMPLATES)
    found = set(re.findall(r"<(\w+)", made))
    assert found & {"script", "img", "link", "iframe", "form", "svg", "b"} == set()
    assert texts(html.fromstring(made), "h1") == ["<b>Råd</b>"]
    assert re.findall(r"@import|url\(|class=\"(?!paper|muted)", made) == []


def test_html_of_an_english_letter_says_what_is_swedish(rows: Session, letter: Newsletter) -> None:
    service.edit_letter(rows, letter, language="en")
    page = html.fromstring(as_html(view(letter), TEMPLATES))
    assert page.get("lang") == "en"
    assert attributes(page, "h2", "lang") == ["sv", "sv"]
    assert texts(page, "li") == [
        "Date: Wednesday 11 March 2026",
        "Time: 09:00–12:00",
        "Place: Webbsänt",
        "Price: 250 kr per länk",
        "Last day to register: Monday 9 March 2026",
        "Target group: Förtroendevalda",
    ]
    assert texts(page, "li span[@lang='sv']") == ["Webbsänt", "250 kr per länk", "Förtroendevalda"]


@pytest.mark.parametrize("format", Format)
def test_when_nothing_has_happened_a_sentence_says_so(rows: Session, format: Format) -> None:
    made = render(view(make_letter(rows)), format, TEMPLATES)
    assert made.count("Inget nytt har publicerats sedan förra nyhetsbrevet.") == 1


@pytest.mark.parametrize("format", Format)
def test_paths_on_this_site_become_addresses(rows: Session, format: Format) -> None:
    letter = make_letter(rows, greeting="[a](/x)")
    service.add_item(rows, letter, service.new_item(text="[b](/y) [c](//z.example)"))
    made = render(view(letter), format, TEMPLATES)
    assert [made.count(f"https://podd.example/{path}") for path in "xy"] == [1, 1]
    assert "podd.example//z" not in made


def test_a_title_of_its_own_stands_beside_the_number(rows: Session) -> None:
    letter = make_letter(rows, title="Om *råd*", language="en")
    assert view(letter).subject == "Newsletter no. 1, 2026: Om *råd*"
    assert as_markdown(view(letter)).splitlines()[0] == r"# Newsletter no. 1, 2026: Om \*råd\*"
    page = html.fromstring(as_html(view(letter), TEMPLATES))
    assert (texts(page, "h1"), texts(page, "title")) == (
        ["Om *råd*"],
        ["Newsletter no. 1, 2026: Om *råd*"],
    )


def test_a_show_in_another_language_is_marked(rows: Session) -> None:
    make_97(rows, show=make_show(rows, language="en"))
    page = html.fromstring(as_html(view(make_letter(rows)), TEMPLATES))
    assert attributes(page, "h2", "lang") == ["en"]
