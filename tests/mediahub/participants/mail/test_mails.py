"""The mails to participants: who gets which, once each, and what they say."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.participants import registration_actions, seats
from mediahub.participants.details import Details
from mediahub.participants.links import live_link, personal_link, waitlist_link
from mediahub.participants.lists.importer import import_list, read_columns, read_list
from mediahub.participants.mail.wordings import WORDINGS
from mediahub.participants.models import Registration, RegistrationState, Source
from mediahub.participants.notices import Notice, notify
from mediahub.participants.privacy import data_of, erase
from mediahub.participants.registration import register
from mediahub.participants.retention import purge
from mediahub.webcasts.decisions import cancel_webcast
from mediahub.webcasts.mail_texts import Words, set_words
from mediahub.webcasts.models import LiveAccess, Webcast
from tests.conftest import NOON
from tests.factories import make_registration, make_series, make_webcast
from tests.mediahub.mailbox import letters, only_letter, told

ANNA = Details("Anna Ek", "anna.ek@boras.se", "Borås stad")
BO = Details("Bo Alm", "bo.alm@boras.se", "Borås stad")
WAITING = RegistrationState.WAITING


def come(hub: Hub, details: Details = ANNA, language: str = "sv", **fields: Any) -> Registration:
    """Somebody registers for a webcast of their own."""
    with hub.writing() as db:
        webcast = make_webcast(db, is_form_open=True, **{"title": "Om råd"} | fields)
        return register(db, webcast, details, Source.FORM, NOON, language=language)


def with_row(hub: Hub, held: Registration, do: Callable[[Session, Registration], object]) -> None:
    with hub.writing() as db:
        do(db, db.get_one(Registration, held.id))


def test_registration_is_confirmed(hub: Hub) -> None:
    held = come(hub, live_url="https://live.example/1", contact_name="Eva Alm",
                contact_email="eva@skr.example")  # fmt: skip
    letter = only_letter(hub)
    assert letter.subject == "Du är anmäld: Om råd"
    link = personal_link(hub.settings, held)
    assert letter.text.split("\n-- \n")[0].strip().split("\n\n") == [
        "Hej Anna Ek!",
        "Du har en plats på ”Om råd”.",
        "Tid: onsdag 11\xa0mars 2026 kl.\xa009.00–12.00\nPlats: Webbsänt",
        "Du tittar via länken nedan, som leder till sändningen från 30 minuter innan den börjar."
        " Länken är bara din.",
        f"Se webbsändningen:\n{link}",
        "INSPELNINGEN",
        "Efteråt hittar du inspelningen bakom den här länken. Den är bara din: den som har den kan"
        " titta i ditt namn, så skicka den inte vidare. Kan du inte komma? Bakom länken kan en"
        " kollega i samma organisation ta över din plats.",
        f"- Din egen länk:\n  {link}",
        "Öppna den bifogade filen för att få den i din kalender.",
        "Frågor? Fråga Eva Alm, eva@skr.example.",
    ]
    assert link in letter.html
    assert letter.message is not None
    assert str(letter.message["Reply-To"]) == "Eva Alm <eva@skr.example>"


@pytest.mark.parametrize("access", [LiveAccess.EVERYONE, LiveAccess.MAIL])
def test_mail_leads_to_the_broadcast_as_the_webcast_says(hub: Hub, access: LiveAccess) -> None:
    live = "https://live.example/1"
    held = come(hub, live_url=live, live_access=access)
    letter = only_letter(hub)
    assert held.webcast is not None
    way = live_link(hub.settings, held, held.webcast)
    page = f"https://podd.example/webbsandningar/{held.webcast.slug}"
    is_by_mail = access is LiveAccess.MAIL
    assert (way in letter.text, page in letter.text) == (is_by_mail, not is_by_mail)
    assert live not in letter.text + letter.html


def test_mail_is_in_the_language_of_the_form(hub: Hub) -> None:
    come(hub, language="en")
    letter = only_letter(hub)
    assert (letter.subject, letter.text.splitlines()[0]) == (
        "You are registered: Om råd",
        "Hello Anna Ek!",
    )


def test_registering_twice_is_one_mail(hub: Hub) -> None:
    held = come(hub)
    with hub.writing() as db:
        register(db, db.get_one(Webcast, held.webcast_id), ANNA, Source.FORM, NOON)
    assert told(hub) == [("anna.ek", "registration.confirmed")]


def test_name_that_is_an_address_is_not_said(hub: Hub) -> None:
    come(hub, Details("Vinn på http://evil.example", "x@boras.se", None))
    assert only_letter(hub).text.splitlines()[0] == "Hej!"


def test_title_that_holds_an_address_links_nowhere(hub: Hub) -> None:
    come(hub, title="Om https://other.example", place="https://meet.example/1")
    assert "://" not in only_letter(hub).text.replace("https://podd.example", "")


def test_one_who_waits_is_told_their_number(hub: Hub) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db, title="Om råd", capacity=1)
        make_registration(db, webcast)
        make_registration(db, webcast, state=WAITING)
        held = register(db, webcast, ANNA, Source.COMMAND, NOON)
    letter = only_letter(hub)
    assert letter.subject == "På väntelistan: Om råd"
    assert "du är nummer 2 på väntelistan" in letter.text
    assert (waitlist_link(hub.settings, held) in letter.text, letter.has_calendar) == (True, False)


def offered(hub: Hub) -> Registration:
    with hub.writing() as db:
        webcast = make_webcast(db, title="Om råd", capacity=1)
        first = make_registration(db, webcast, is_notified=False)
        held = make_registration(db, webcast, state=WAITING, is_notified=False)
        registration_actions.cancel(db, first, actor=COMMAND, now=NOON)
        return held


def test_offer_says_until_when_and_leads_to_the_page(hub: Hub) -> None:
    held = offered(hub)
    letter = only_letter(hub)
    assert letter.subject == "En plats är ledig för dig: Om råd"
    assert "torsdag 5\xa0mars 2026 kl.\xa001.00" in letter.text
    assert f"Ta platsen:\n{waitlist_link(hub.settings, held)}" in letter.text


def test_one_who_takes_the_seat_gets_the_link(hub: Hub) -> None:
    held = offered(hub)
    with_row(hub, held, lambda db, row: seats.take(db, row, actor="participant", now=NOON))
    seated, offer = letters(hub)
    assert offer.withheld == "Det som det skulle berätta gäller inte längre."
    assert seated.subject == "Du har fått en plats: Om råd"
    assert personal_link(hub.settings, held) in seated.text


def test_cancelled_registration_is_confirmed_and_taken_out_of_the_calendar(hub: Hub) -> None:
    held = come(hub)
    with_row(
        hub, held, lambda db, row: registration_actions.cancel(db, row, actor=COMMAND, now=NOON)
    )
    (cancelled,) = letters(hub, "registration.cancelled")
    assert cancelled.subject == "Din anmälan är avbokad: Om råd"
    assert (str(cancelled.calendar["METHOD"]), cancelled.event["SEQUENCE"]) == ("CANCEL", 1)
    assert only_letter(hub, "registration.confirmed").withheld is not None


def test_both_are_told_of_a_transfer_and_the_new_one_gets_a_link_of_their_own(hub: Hub) -> None:
    held = come(hub)
    with hub.writing() as db:
        row = db.get_one(Registration, held.id)
        new = registration_actions.transfer(db, row, BO, actor=COMMAND, now=NOON)
    (old_letter,) = letters(hub, "registration.transferred")
    (new_letter,) = letters(hub, "registration.taken_over")
    assert "Bo Alm har tagit över din anmälan till ”Om råd”." in old_letter.text
    assert str(old_letter.calendar["METHOD"]) == "CANCEL"
    assert "Det var Anna Ek som gav dig den." in new_letter.text
    assert personal_link(hub.settings, new) in new_letter.text
    assert str(old_letter.event["UID"]) != str(new_letter.event["UID"])


def test_new_link_is_mailed_and_only_the_newest(hub: Hub) -> None:
    held = come(hub)
    for _ in range(2):
        with_row(
            hub,
            held,
            lambda db, row: registration_actions.reissue(db, row, actor=COMMAND, now=NOON),
        )
    first, second = letters(hub, "link.reissued")
    assert first.withheld is not None
    with hub.reading() as db:
        assert personal_link(hub.settings, db.get_one(Registration, held.id)) in second.text


def test_revoking_mails_nobody(hub: Hub) -> None:
    held = come(hub)
    with_row(
        hub, held, lambda db, row: registration_actions.revoke(db, row, actor=COMMAND, now=NOON)
    )
    assert told(hub) == [("anna.ek", "registration.confirmed")]


@pytest.mark.parametrize(
    ("with_confirmation", "mails"), [(False, []), (True, [("anna.ek", "registration.confirmed")])]
)
def test_imported_ones_get_a_confirmation_when_it_is_asked_for(
    hub: Hub, with_confirmation: bool, mails: list[tuple[str, str]]
) -> None:
    roll = read_list(*read_columns(b"Namn;E-post\nAnna Ek;anna.ek@boras.se\n"))
    with hub.writing() as db:
        import_list(db, make_webcast(db), roll, actor=COMMAND, now=NOON, tell=lambda _: None,
                    with_confirmation=with_confirmation)  # fmt: skip
    assert told(hub) == mails
    with hub.reading() as db:
        assert db.scalars(select(Registration.is_notified)).all() == [True]


def test_course_is_one_mail_with_all_of_its_parts(hub: Hub) -> None:
    with hub.writing() as db:
        series = make_series(db, title="Kursen")
        for day in (0, 7):
            make_webcast(db, title=f"Del {day}", series=series,
                         starts_at=NOON + timedelta(days=7 + day))  # fmt: skip
        db.expire(series)
        register(db, series, ANNA, Source.COMMAND, NOON)
    letter = only_letter(hub)
    assert letter.subject == "Du är anmäld: Kursen"
    assert [str(event["SUMMARY"]) for event in letter.calendar.walk("VEVENT")] == ["Del 0", "Del 7"]
    assert "METHOD" not in letter.calendar


def test_nobody_is_told_of_a_seat_at_what_is_cancelled(hub: Hub) -> None:
    held = come(hub)
    with hub.writing() as db:
        cancel_webcast(db, db.get_one(Webcast, held.webcast_id), actor=COMMAND, now=NOON)
    assert only_letter(hub, "registration.confirmed").withheld is not None


def test_webcast_may_have_words_of_its_own(hub: Hub) -> None:
    held = come(hub)
    with hub.writing() as db:
        webcast = db.get_one(Webcast, held.webcast_id)
        words = Words("Välkommen till {title}", "Det börjar {moment}.")
        set_words(db, webcast, WORDINGS[Notice.CONFIRMED], "sv", words, NOON)
    letter = only_letter(hub)
    assert letter.subject == "Välkommen till Om råd"
    assert "Det börjar onsdag 11\xa0mars 2026 kl.\xa009.00." in letter.text


def test_everything_goes_with_the_person(hub: Hub) -> None:
    held = come(hub)
    with hub.writing() as db:
        person = db.get_one(Registration, held.id).participant
        (mail,) = data_of(db, person, lambda _: None)["mails"]
        assert (mail["template"], mail["state"]) == ("registration.confirmed", "queued")
        erase(db, person, actor=COMMAND, now=NOON)
        assert db.query(Mail).all() == []


def test_mails_go_when_a_persons_time_is_over(hub: Hub) -> None:
    come(hub)
    with hub.writing() as db:
        assert purge(db, NOON + timedelta(days=400), lambda _: None) == 1
        assert db.query(Mail).all() == []


def test_a_no_to_a_transfer_says_that_all_stays(hub: Hub) -> None:
    held = come(hub)
    with_row(hub, held, lambda db, row: notify(db, row, Notice.TRANSFER_DECLINED, NOON, again="1"))
    letter = letters(hub, "transfer.declined")[0]
    assert letter.subject == "Platsen är fortfarande din: Om råd"
    assert "Den är fortfarande din, och din länk fungerar som förut." in letter.text
    assert personal_link(hub.settings, held) in letter.text
    assert letter.message is not None
    assert list(letter.message.iter_attachments()) == []


def test_what_was_not_answered_is_told_also_of_what_is_cancelled(hub: Hub) -> None:
    held = come(hub)

    def expire(db: Session, row: Registration) -> None:
        assert row.webcast is not None
        row.webcast.cancelled_at = NOON
        notify(db, row, Notice.TRANSFER_EXPIRED, NOON, again="1")

    with_row(hub, held, expire)
    letter = letters(hub, "transfer.expired")[0]
    assert letter.subject == "Din fråga om platsen fick inget svar: Om råd"
    assert "Platsen är fortfarande din" in letter.text


def test_a_yes_to_a_question_says_so(hub: Hub) -> None:
    held = come(hub)
    to = Details("Bo Alm", "bo@goteborg.se", None)

    def give(db: Session, row: Registration) -> None:
        registration_actions.transfer(
            db, row, to, actor="x", now=NOON, is_forced=True, is_answer=True
        )

    with_row(hub, held, give)
    assert letters(hub, "registration.transferred") == []
    letter = letters(hub, "transfer.approved")[0]
    assert "Svaret är ja: Bo Alm har den nu." in letter.text


def test_a_long_name_is_cut_everywhere(hub: Hub) -> None:
    name = "Anna " + "Ek" * 50
    come(hub, Details(name, "anna.ek@boras.se", None))
    letter = only_letter(hub)
    assert letter.message is not None
    shown = name[:39] + "…"
    # The standard library parts encoded words with a space, which RFC 2047 6.2 leaves out.
    read = letter.message["To"].addresses[0].display_name
    assert read.replace(" ", "") == shown.replace(" ", "")
    assert letter.text.startswith(f"Hej {shown}!\n")
    whole = letter.message.as_bytes().decode()
    (calendar,) = (one for one in letter.message.walk() if one.get_filename() == "kalender.ics")
    assert name not in str(calendar.get_payload(decode=True)) + whole


def test_a_name_that_leads_somewhere_is_not_in_the_head(hub: Hub) -> None:
    come(hub, Details("Vinn på example.idag", "anna.ek@boras.se", None))
    letter = only_letter(hub)
    assert letter.message is not None
    assert str(letter.message["To"]) == "anna.ek@boras.se"
    assert "example.idag" not in letter.message.as_string() + letter.text + letter.html
