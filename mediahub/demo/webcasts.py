"""The demo's webcasts: one two days ago, and what is coming; days are counted from the filling."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Unpack

from sqlalchemy.orm import Session

from mediahub.clock import local, parse_instant
from mediahub.people.service import parse_credit
from mediahub.webcasts.models import WebcastKind
from mediahub.webcasts.networks import add_network
from mediahub.webcasts.programme import parse_programme
from mediahub.webcasts.series import add_series
from mediahub.webcasts.service import WebcastFields, add_webcast, set_credits

_INVENTED = "*Demo: en påhittad webbsändning.*"
_HOST = "Nils Munthe, SKR"
_SPEAKER = "Anders Nordh, SKR"
_SYSTEMATIC = """\
Medborgardialog behöver vara mer än enstaka projekt. Två städer berättar hur de har gått från \
försök till ett varaktigt arbete.

- **Göteborgs Stad** visar en delaktighetskarta, ett verktyg för planering, genomförande och \
uppföljning.
- **Borås stad** berättar om gemensamma principer och en nätverksstruktur i organisationen.

*Demo: efter en webbsändning den 11 september 2024, med flyttat datum.*
"""
_SYSTEMATIC_PROGRAMME = """\
09.00 Välkomna | Nils Munthe, SKR
09.10 Varför ett systematiskt arbetssätt? | Anders Nordh, SKR
09.30 Göteborgs Stad: en delaktighetskarta
  Rätt metod utifrån samhällsutmaning eller fråga.
10.30 Borås stad: principer och nätverk
  Dialog är grunden i att skapa jämlika förutsättningar och bygga tillit.
11.30 Samtal och frågor | Nils Munthe, SKR; Anders Nordh, SKR
"""


@dataclass(frozen=True, slots=True)
class DemoWebcast:
    """A webcast so many days from the filling, at hours of the Swedish clock."""

    day: int
    begins: time
    ends: time
    title: str
    kind: WebcastKind
    target_group: str
    price: str
    description: str = _INVENTED
    programme: str = ""
    speakers: tuple[str, ...] = ()


RECORDED = DemoWebcast(
    day=-2,
    begins=time(9),
    ends=time(12),
    title="Medborgardialog som ett systematiskt arbetssätt",
    kind=WebcastKind.BROADCAST,
    target_group="Förtroendevalda och tjänstepersoner i kommuner och regioner",
    price="250 kr per länk",
    description=_SYSTEMATIC,
    programme=_SYSTEMATIC_PROGRAMME,
    speakers=(_SPEAKER,),
)
"""It has ended, so its recording may be watched for twelve days more."""

COMING = DemoWebcast(
    day=12,
    begins=time(13),
    ends=time(14, 30),
    title="Dialog med unga",
    kind=WebcastKind.WEBINAR,
    target_group="Den som arbetar med ungas inflytande",
    price="Kostnadsfritt",
    description=f"Hur når en kommun dem som ännu inte får rösta?\n\n{_INVENTED}",
    programme="13.00 Välkomna | Nils Munthe, SKR\n13.10 Tre sätt att börja | Anders Nordh, SKR\n"
    "14.10 Frågor\n",
    speakers=(_SPEAKER,),
)
COURSE = DemoWebcast(
    day=19,
    begins=time(9),
    ends=time(11),
    title="Planera en dialog",
    kind=WebcastKind.COURSE,
    target_group="Den som ska leda en medborgardialog för första gången",
    price="",
)
COURSE_PARTS = (
    COURSE,
    replace(COURSE, day=26, title="Genomföra en dialog"),
    replace(COURSE, day=33, title="Följa upp en dialog"),
)
MEETING = DemoWebcast(
    day=23,
    begins=time(10),
    ends=time(11, 30),
    title="Erfarenheter av medborgarbudget",
    kind=WebcastKind.NETWORK_MEETING,
    target_group="Nätverkets medlemmar",
    price="",
)


def fill_webcasts(db: Session, now: datetime) -> None:
    """Plan them all, listed at once."""
    _add(db, RECORDED, now)
    _add(db, COMING, now)
    _add_course(db, now)
    network = add_network(
        db,
        now=now,
        title="Nätverket för medborgardialog",
        description="Ett nätverk för den som utvecklar dialogen i sin kommun eller region.",
    )
    _add(db, MEETING, now, network=network)


def _add_course(db: Session, now: datetime) -> None:
    series = add_series(
        db,
        now=now,
        title="Medborgardialog från grunden",
        description="Tre delar: planera, genomföra och följa upp.",
        price_text="2 500 kr för hela kursen",
        register_by=(local(now) + timedelta(days=COURSE.day - 7)).date(),
        is_form_open=True,
    )
    for part in COURSE_PARTS:
        _add(db, part, now, series=series)


def _add(db: Session, demo: DemoWebcast, now: datetime, **group: Unpack[WebcastFields]) -> None:
    day = (local(now) + timedelta(days=demo.day)).date()
    fields: WebcastFields = {
        "title": demo.title,
        "kind": demo.kind,
        "description": demo.description,
        "starts_at": parse_instant(datetime.combine(day, demo.begins).isoformat()),
        "ends_at": parse_instant(datetime.combine(day, demo.ends).isoformat()),
        "opens_at": now,
        "target_group": demo.target_group,
        "price_text": demo.price or None,
        **group,
    }
    if "series" not in group and "network" not in group:
        fields["register_by"], fields["is_form_open"] = day - timedelta(days=7), True
    points = parse_programme(demo.programme)
    webcast = add_webcast(db, now=now, points=points, **fields)
    guests = [parse_credit(line, "guest") for line in demo.speakers]
    set_credits(db, webcast, [parse_credit(_HOST, "host"), *guests])
