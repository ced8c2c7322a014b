"""What producers are told, each cause once, at every address of theirs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mediahub import worker
from mediahub.accounts.models import Role, UserShow
from mediahub.clock import parse_instant
from mediahub.episodes.models import PublishRequest
from mediahub.hub import Hub
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import Mail, MailMessage, MailState
from mediahub.media.models import MediaFile, MediaRole, MediaState
from mediahub.participants.details import Details
from mediahub.participants.models import Registration
from mediahub.recordings.transfers.requests import ask, withdraw
from mediahub.sendouts.staff.recipients import RECENTLY, notify_staff
from tests.conftest import Clock
from tests.factories import (
    make_episode,
    make_media_file,
    make_recording,
    make_registration,
    make_show,
    make_user,
    make_webcast,
)
from tests.mediahub.sendouts.conftest import read, text_of

MONDAY = parse_instant("2026-03-09T08:00")
HOUR = timedelta(hours=1)
SIGNED_UP: dict[str, Any] = {"password_hash": "x"}


@pytest.fixture
def desk(hub: Hub) -> Hub:
    """The hub, with two producers."""
    staff = {"staff_mail": ("anna@skr.se", "bo@skr.se")}
    return replace(hub, settings=hub.settings.model_copy(update=staff))


def told(hub: Hub) -> list[str]:
    """What the first producer has been sent: the subjects, and what stands below them."""
    notify_staff(hub)
    while deliver_due(hub, worker.TEMPLATES):
        pass
    with hub.reading() as db:
        stored = select(MailMessage.message).join(Mail, Mail.id == MailMessage.id)
        sent = stored.where(Mail.email == "anna@skr.se", Mail.state == MailState.SENT)
        letters = [read(message) for message in db.scalars(sent.order_by(Mail.created_at))]
    return [f"{letter['Subject']}\n{text_of(letter)}" for letter in letters]


def test_nobody_is_told_where_there_is_nobody(hub: Hub, clock: Clock) -> None:
    clock.now = MONDAY
    assert told(hub) == []


def test_those_are_told_who_may_do_something_about_it(desk: Hub, clock: Clock) -> None:
    with desk.writing() as db:
        show, other = make_show(db), make_show(db)
        make_user(db, email="alla@skr.se", **SIGNED_UP)
        make_user(db, email="anna@skr.se", **SIGNED_UP)  # whom the settings name as well
        make_user(db, email="inbjuden@skr.se")
        make_user(db, Role.STAFF, email="laser@skr.se", **SIGNED_UP)
        make_user(db, email="slutat@skr.se", disabled_at=clock.now, **SIGNED_UP)
        for email, kept in (("rad@skr.se", show), ("annat@skr.se", other)):
            shows = [UserShow(show_id=kept.id)]
            make_user(db, email=email, is_limited=True, shows=shows, **SIGNED_UP)
        make_episode(db, show, title="Råd", opens_at=clock.now + HOUR)
    notify_staff(desk)
    with desk.reading() as db:
        readers = sorted(db.scalars(select(Mail.email)))
    assert readers == ["alla@skr.se", "anna@skr.se", "bo@skr.se", "rad@skr.se"]


def test_who_came_later_is_not_told_of_what_was_sent_before(desk: Hub, clock: Clock) -> None:
    with desk.writing() as db:
        audio = make_media_file(db, created_at=clock.now)
        make_episode(db, make_show(db), title="Råd", audio=audio)
        make_user(db, email="forr@skr.se", created_at=clock.now, **SIGNED_UP)
        make_user(db, email="nu@skr.se", created_at=clock.now + HOUR, **SIGNED_UP)
    notify_staff(desk)
    with desk.reading() as db:
        readers = sorted(db.scalars(select(Mail.email)))
    assert readers == ["anna@skr.se", "bo@skr.se", "forr@skr.se"]


def test_mails_lead_to_the_studio_and_say_why_they_come(desk: Hub, clock: Clock) -> None:
    with desk.writing() as db:
        make_recording(db, make_webcast(db))
        make_episode(db, make_show(db))
        make_user(db, email="eva@skr.se")
        media = make_media_file(db, created_at=clock.now, role="recording")
        make_recording(db, make_webcast(db, slug="dialog", title="Dialog"), media=media)
    (letter,) = told(desk)
    assert "https://podd.example/studio/webbsandningar/dialog/inspelning" in letter
    assert "adress står i MEDIAHUB_STAFF_MAIL" in letter
    with desk.writing() as db:
        make_user(db, email="anna@skr.se", **SIGNED_UP)
        episode = make_episode(db, make_show(db), title="Råd", opens_at=clock.now + HOUR)
    (_, letter) = told(desk)
    assert f"https://podd.example/studio/avsnitt/{episode.id}" in letter
    assert "Du får det här för att du är producent i studion." in letter


def test_work_on_a_file_is_told_to_those_of_its_show_alone(desk: Hub, clock: Clock) -> None:
    with desk.writing() as db:
        other, show = make_show(db), make_show(db)
        make_episode(db, other)
        for email, kept in (("rad@skr.se", show), ("annat@skr.se", other)):
            shows = [UserShow(show_id=kept.id)]
            make_user(db, email=email, is_limited=True, shows=shows, **SIGNED_UP)
        make_episode(db, show, title="Råd", audio=make_media_file(db, created_at=clock.now))
    notify_staff(desk)
    with desk.reading() as db:
        readers = sorted(db.scalars(select(Mail.email)))
    assert readers == ["anna@skr.se", "bo@skr.se", "rad@skr.se"]


def test_only_uploads_whose_work_has_ended_lately_are_news(desk: Hub, clock: Clock) -> None:
    """The sound of an episode and the film of a recording; not what is made of either."""
    with desk.writing() as db:
        show, now = make_show(db), {"created_at": clock.now}

        def sound(**fields: Any) -> None:
            make_episode(db, show, title="Tyst", audio=make_media_file(db, **now | fields))

        film = {"role": MediaRole.RECORDING, **now}
        make_recording(db, make_webcast(db, title="Dialog"), media=make_media_file(db, **film))
        upload = make_media_file(db, **now)
        make_episode(db, show, title="Råd", audio=upload)
        make_media_file(db, **now)  # which is nobody's
        make_media_file(db, source=upload, **now)
        sound(state=MediaState.UPLOADED)
        sound(created_at=clock.now - RECENTLY)
        sound(role=MediaRole.ENCLOSURE)
        sound(source=upload)
    assert sorted(letter.partition("\n")[0] for letter in told(desk)) == [
        "”Dialog” är klar",
        "”Råd” är klar",
    ]


def test_a_sound_that_an_episode_is_about_to_get_is_told_of(desk: Hub, clock: Clock) -> None:
    """To those of its show alone, as that of an episode is."""
    with desk.writing() as db:
        show, other = make_show(db), make_show(db)
        for email, kept in (("rad@skr.se", show), ("annat@skr.se", other)):
            shows = [UserShow(show_id=kept.id)]
            make_user(db, email=email, is_limited=True, shows=shows, **SIGNED_UP)
        episode = make_episode(db, show, title="Råd")
        make_episode(db, other, title="Annat")
        failed = {"state": MediaState.FAILED, "failure": "Hörs inte.", "created_at": clock.now}
        db.add(
            PublishRequest(
                episode=episode,
                audio=make_media_file(db, **failed),
                opens_at=clock.now,
                asked_at=clock.now,
                actor="anna",
            )
        )
    assert [letter.partition("\n")[0] for letter in told(desk)] == ["”Råd” kunde inte bearbetas."]
    with desk.reading() as db:
        readers = sorted(db.scalars(select(Mail.email)))
    assert readers == ["anna@skr.se", "bo@skr.se", "rad@skr.se"]


def test_finished_and_failed_work_is_told_once(desk: Hub, clock: Clock) -> None:
    with desk.writing() as db:
        webcast = make_webcast(db, title="Dialog")
        make_recording(
            db, webcast, media=make_media_file(db, created_at=clock.now, role="recording")
        )
        show = make_show(db)
        broken = make_media_file(
            db, created_at=clock.now, state=MediaState.FAILED, failure="Filen är tom."
        )
        make_episode(db, show, title="Råd", audio=broken)
        make_episode(db, show, title="Gammalt")
    first, second = sorted(told(desk))
    assert first.startswith("”Dialog” är klar\n")
    assert second.startswith("”Råd” kunde inte bearbetas.\n")
    assert "Filen är tom." in second
    assert len(told(desk)) == 2
    with desk.writing() as db:
        for file in db.scalars(select(MediaFile).where(MediaFile.failure.is_not(None))):
            file.state, file.failure = MediaState.READY, None
    assert len(told(desk)) == 3


def test_a_question_about_a_seat_is_told_once_and_names_nobody(desk: Hub, clock: Clock) -> None:
    bo = Details("Bo Alm", "bo@goteborg.se", None)
    with desk.writing() as db:
        webcast = make_webcast(db, title="Dialog", slug="dialog")
        ask(db, make_registration(db, webcast), bo, clock.now)
        over = make_registration(db, make_webcast(db, title="Annat"))
        ask(db, over, bo, clock.now)
    notify_staff(desk)
    with desk.writing() as db:
        withdraw(db, db.get_one(Registration, over.id), clock.now)
    (letter,) = told(desk)
    assert letter.startswith("Får en plats gå till någon annan? ”Dialog”\n")
    assert "/studio/webbsandningar/dialog/deltagare#overlatelser" in letter
    assert "Bo Alm" not in letter
    assert told(desk) == [letter]


def test_an_episode_that_cannot_be_published_is_told_of_a_day_before(
    desk: Hub, clock: Clock
) -> None:
    with desk.writing() as db:
        show = make_show(db)  # without a cover
        make_episode(db, show, title="Råd", opens_at=clock.now + 25 * HOUR)
        make_episode(db, show, title="Utkast")
        make_episode(db, show, title="Ute", opens_at=clock.now - 24 * HOUR)
        make_episode(db, show, title="Borta", opens_at=clock.now - HOUR, closes_at=clock.now)
    assert told(desk) == []
    clock.advance(HOUR)
    (letter,) = told(desk)
    assert letter.startswith("”Råd” bryter mot poddapparnas regler\n")
    clock.advance(25 * HOUR)
    assert len(told(desk)) == 1


def test_the_week_is_summed_up_on_monday_at_eight(desk: Hub, clock: Clock) -> None:
    clock.now = MONDAY - HOUR
    with desk.writing() as db:
        cover = make_media_file(
            db, filename="o.jpg", content_type="image/jpeg", width=1400, height=1400
        )
        show = make_show(db, slug="demokratiresan", cover=cover, cover_small=cover)
        make_episode(db, show, title="Råd", slug="97-rad", opens_at=MONDAY - 100 * HOUR)
        window: dict[str, Any] = {"opens_at": MONDAY - 300 * HOUR, "closes_at": MONDAY + 30 * HOUR}
        make_recording(db, make_webcast(db, title="Dialog"), **window)
    assert told(desk) == []
    clock.now = MONDAY
    (letter,) = told(desk)
    assert letter.startswith("Veckan som börjar 9 mars 2026\n")
    assert "Publicerade avsnitt: 1\n" in letter
    assert "- Råd:\n  https://podd.example/demokratiresan/97-rad\n" in letter
    assert "- Dialog – tisdag 10 mars 2026 kl. 14.00:\n" in letter
    clock.advance(HOUR)
    assert len(told(desk)) == 1
