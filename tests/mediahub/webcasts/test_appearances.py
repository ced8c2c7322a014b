"""Where somebody is credited: in their own webcasts and points of programmes, each once."""

from datetime import timedelta

from sqlalchemy.orm import Session

from mediahub.people.service import CreditLine
from mediahub.webcasts.appearances import appearances
from mediahub.webcasts.programme import parse_programme, set_programme
from mediahub.webcasts.service import set_credits
from tests.factories import CREATED_AT, make_webcast


def test_credits_of_others_are_not_told(rows: Session) -> None:
    later = CREATED_AT + timedelta(days=40)
    talk = make_webcast(rows, title="Samtal", slug="samtal")
    course = make_webcast(rows, title="Kurs", slug="kurs", starts_at=later)
    make_webcast(rows)  # with nobody
    set_credits(rows, talk, [CreditLine("Eva Ek"), CreditLine("Bo Alm", None, "Umeå")])
    set_programme(rows, talk, parse_programme("09.15 A | Eva Ek"))
    set_programme(rows, course, parse_programme("10.30 B | Bo Alm, rektor, Borås stad"))
    eva, bo = (credit.person for credit in talk.credits)
    (speaker,) = course.programme[0].speakers
    assert speaker.organisation is not None
    found = [
        [(told.path.rsplit("/")[-1], told.title, told.name) for told in appearances(rows, who)]
        for who in (eva, bo, speaker.organisation)
    ]
    assert found == [
        [("samtal", "Samtal", "Eva Ek")] * 2,
        [("kurs", "Kurs", "Bo Alm"), ("samtal", "Samtal", "Bo Alm")],
        [("kurs", "Kurs", "Bo Alm")],
    ]
