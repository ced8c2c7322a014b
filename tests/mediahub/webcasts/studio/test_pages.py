"""Webcasts in the studio: listed, added, copied, edited by two, published, cancelled, ended."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select as query
from sqlalchemy.orm import selectinload

from mediahub.accounts.models import AuditEntry, Role, User, UserShow
from mediahub.clock import local, parse_instant
from mediahub.hub import Hub
from mediahub.participants.models import RegistrationState
from mediahub.webcasts.models import ProgrammePoint, Webcast
from mediahub.webcasts.networks import add_document, get_network
from mediahub.webcasts.series import get_series
from tests.conftest import NOON
from tests.factories import (
    make_media_file,
    make_network,
    make_recording,
    make_registration,
    make_series,
    make_show,
    make_user,
    make_webcast,
)
from tests.mediahub.sending import make_upload
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import page_of, select

LIST = "/studio/webbsandningar"
NEW = "/studio/ny-webbsandning"
FORM = {
    "title": "Öppen dialog",
    "kind": "webbinarium",
    "starts": "2026-05-06T09:00",
    "ends": "2026-05-06T12:00",
    "access": "registered",
    "closing_rule": "same_time",
    "window_days": "14",
    "retention_months": "6",
    "capacity": "50",
    "topics": "demokrati, dialog",
}
ROWS: dict[str, Any] = {
    "person_name": ["Eva Lund", ""],
    "person_title": ["chef, HR", ""],
    "person_organisation": ["Borås stad", ""],
    "person_role": ["host cast", "guest cast"],
    "point": ["a", "b"],
    "point_at": ["09:00", "10.30"],
    "point_title": ["Inledning", "Exempel"],
    "point_text": ["", "Två **städer**"],
    "speaker_point": ["b", "b"],
    "speaker_name": ["Bo Ek", "Åsa Å"],
    "speaker_title": ["", ""],
    "speaker_organisation": ["Malmö stad", ""],
}
OPEN_DAY = f"{LIST}/oppen-dialog-2026-05-06"


@pytest.fixture
def producer(studio: Hub) -> User:
    with studio.writing() as db:
        return make_user(db, Role.PRODUCER, name="Anna Ek")


@pytest.fixture
def member(studio: Hub, producer: User) -> Iterator[Member]:
    with at_work(studio, producer) as opened:
        yield opened


def webcasts(hub: Hub) -> list[Webcast]:
    with hub.reading() as db:
        return list(db.scalars(query(Webcast)))


def saved(hub: Hub, slug: str = "oppen-dialog-2026-05-06") -> Webcast:
    speakers = selectinload(Webcast.programme).selectinload(ProgrammePoint.speakers)
    with hub.reading() as db:
        wanted = query(Webcast).where(Webcast.slug == slug)
        return db.scalars(wanted.options(speakers, selectinload(Webcast.credits))).one()


def test_added_with_people_and_programme(studio: Hub, member: Member) -> None:
    assert member.get(NEW).status_code == 200
    answer = member.post(NEW, FORM | ROWS)
    assert answer.headers["location"] == f"{OPEN_DAY}?klart=tillagd"
    webcast = saved(studio)
    assert (webcast.opens_at, webcast.capacity, webcast.topics) == (
        None,
        50,
        ["demokrati", "dialog"],
    )
    assert [(one.person.name, one.title, one.role) for one in webcast.credits] == [
        ("Eva Lund", "chef, HR", "host")
    ]
    first, second = webcast.programme
    assert (first.title, f"{local(second.starts_at):%H.%M}") == ("Inledning", "10.30")
    assert [one.person.name for one in second.speakers] == ["Bo Ek", "Åsa Å"]


WRONG = {
    "title": ("x" * 256, "Title: This is 256 characters long; 255 is the most."),
    "kind": ("kaffe", "“kaffe” is not a kind of webcast: webbsändning, webbinarium, webbkurs,"
             " nätverksträff."),
    "live_url": (
        "ftp://x", "Live link: “ftp://x” is not an address: it must begin with https://."
    ),
    "people": ("", "Hosts and guests: “chef, HR, Borås stad” has no name."),
    "programme": ("", "Programme: “25:00” is not a time of day."),
    "price_amount": (
        "gratis", "Price in kronor: Write a whole number, 0 or more, not “gratis”."
    ),
    "capacity": ("-3", "Seats: Write a whole number, 0 or more, not “-3”."),
    "register_by": (
        "2026-05-07", "The last day to register, 2026-05-07, is after the webcast."
    ),
    "window_days": (
        "366", "Days that the recording is open: A recording is open for 1 to 365 days, not 366."
    ),
    "series": ("ingen", "Course: There is no series called “ingen”."),
    "contact_email": (
        "bo", "E-mail address of the contact person: “bo” is not an e-mail address."
    ),
    "slug": ("Å", "“Å” is not an address: use a–z, 0–9 and single hyphens."),
}  # fmt: skip


def test_form_comes_back_with_what_is_wrong_by_field(studio: Hub, member: Member) -> None:
    rows = {"person_name": ["", ""], "point_at": ["25:00", "10:00"]}
    typed = {name: text for name, (text, _) in WRONG.items()}
    answer = member.post(NEW, FORM | ROWS | typed | rows)
    assert answer.status_code == 422
    links = select(page_of(answer), ".wrong li a")
    assert [(link.get("href"), link.text) for link in links] == [
        (f"#{name}", text) for name, (_, text) in WRONG.items()
    ]
    assert said(answer, "#point-1-text") == ["Två **städer**"]
    assert said(member.post(NEW, FORM | {"starts": "", "title": ""}), ".wrong li") == [
        "A webcast needs a title.",
        "Starts: Give a day and a time.",
    ]
    assert said(member.post(NEW, FORM | {"ends": "2026-05-06T08:00"}), ".wrong li") == [
        "A webcast ends after it starts, and Wednesday 6 May 2026 at 08:00 is not after"
        " Wednesday 6 May 2026 at 09:00."
    ]
    assert webcasts(studio) == []


def test_service_refuses_on_top_and_nothing_is_saved(studio: Hub, member: Member) -> None:
    answer = member.post(NEW, FORM | ROWS | {"point_at": ["09:00", "13:00"]})
    assert said(answer, ".wrong p") == [
        "“Exempel” begins at 13.00, outside the webcast, which is 09.00–12.00."
    ]
    assert webcasts(studio) == []


def test_buttons_without_script_save_nothing(studio: Hub, member: Member) -> None:
    answer = member.post(NEW, FORM | ROWS | {"do": "point-up-1"})
    assert answer.status_code == 200
    titles = [one.get("value") for one in _inputs(answer, "point_title")]
    assert titles == ["Exempel", "Inledning", ""]
    assert webcasts(studio) == []


def _inputs(answer: Any, name: str) -> list[Any]:
    return select(page_of(answer), f"input[@name='{name}']")


def test_copy_moves_its_programme_along(member: Member) -> None:
    member.post(NEW, FORM | ROWS | {"register_by": "2026-05-01"})
    answer = member.get(NEW, fran="oppen-dialog-2026-05-06", borjar="2026-10-25T13:00")
    values = {name: _inputs(answer, name)[0].get("value") for name in ("starts", "ends", "slug")}
    assert values == {"starts": "2026-10-25T13:00", "ends": "2026-10-25T16:00", "slug": ""}
    assert [one.get("value") for one in _inputs(answer, "point_at")][:2] == ["13:00", "14:30"]
    assert _inputs(answer, "register_by")[0].get("value") == ""
    assert _inputs(member.get(NEW, fran="oppen-dialog-2026-05-06"), "starts")[0].get("value") == ""


def test_untouched_programme_moves_with_the_start(studio: Hub, member: Member) -> None:
    member.post(NEW, FORM | ROWS)
    began = _inputs(member.get(OPEN_DAY), "began")[0].get("value")
    rows = ROWS | {"point_at": ["09:00", "10:30"]}
    later = {"starts": "2026-05-07T10:00", "ends": "2026-05-07T13:00", "began": began}
    sent = FORM | rows | later | {"slug": "oppen-dialog-2026-05-06", "place": "Webbsänt"}
    assert member.post(OPEN_DAY, sent).status_code == 303
    points = saved(studio).programme
    assert [f"{local(one.starts_at):%d %H.%M}" for one in points] == ["07 10.00", "07 11.30"]


def test_second_editor_is_told_and_can_save_anyway(studio: Hub, member: Member) -> None:
    member.post(NEW, FORM)
    began = _inputs(member.get(OPEN_DAY), "began")[0].get("value")
    kept = FORM | {"began": began, "slug": "oppen-dialog-2026-05-06", "place": "Webbsänt"}
    assert member.post(OPEN_DAY, kept | {"place": "Stockholm"}).status_code == 303
    answer = member.post(OPEN_DAY, kept | {"title": "Min titel"})
    assert answer.status_code == 409
    assert said(answer, ".wrong tbody th") == ["Title", "Place"]
    assert _inputs(answer, "title")[0].get("value") == "Min titel"
    assert (saved(studio).title, saved(studio).place) == ("Öppen dialog", "Stockholm")
    again = _inputs(answer, "began")[0].get("value")
    member.post(OPEN_DAY, kept | {"title": "Min titel", "began": again})
    assert saved(studio).title == "Min titel"


def test_published_at_a_time_now_and_taken_down(studio: Hub, member: Member) -> None:
    member.post(NEW, FORM)
    answer = member.post(f"{OPEN_DAY}/publicera", {"when": "at", "opens": "i morgon"})
    assert said(answer, ".wrong p") == ["“i morgon” is not a time. Write it as 2026-03-04T06:00."]
    member.post(f"{OPEN_DAY}/publicera", {"when": "at", "opens": "2026-04-01T06:00"})
    assert saved(studio).opens_at == parse_instant("2026-04-01T06:00")
    member.post(f"{OPEN_DAY}/publicera", {"when": "now"})
    assert saved(studio).opens_at == NOON
    assert said(member.post(f"{OPEN_DAY}/publicera", {"when": ""}), ".wrong p") == [
        "Choose when the webcast is published."
    ]
    assert saved(studio).opens_at == NOON
    member.post(f"{OPEN_DAY}/publicera", {"when": "draft"})
    assert saved(studio).opens_at is None
    assert member.get(f"{OPEN_DAY}/forhandsvisning").status_code == 200


def test_cancelled_once_asked_and_restored(studio: Hub, producer: User, member: Member) -> None:
    with studio.writing() as db:
        webcast = make_webcast(db, slug="dialog")
        make_registration(db, webcast)
        make_registration(db, webcast, state=RegistrationState.WAITING)
    page = member.get(f"{LIST}/dialog/stall-in")
    assert "2 people who are registered get an e-mail" in page.text
    member.post(f"{LIST}/dialog/stall-in", {"reason": "För få anmälda"})
    assert saved(studio, "dialog").cancelled_at == NOON
    with studio.reading() as db:
        noted = db.scalars(
            query(AuditEntry).where(AuditEntry.action == "webcast.cancelled_at")
        ).one()
    assert (noted.actor, noted.reason) == (str(producer.id), "För få anmälda")
    member.post(f"{LIST}/dialog/aterstall", {})
    assert saved(studio, "dialog").cancelled_at is None


def test_real_end(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        make_webcast(db, slug="dialog", starts_at=parse_instant("2026-03-04T09:00"))
    path = f"{LIST}/dialog/slut"
    assert "Wednesday 18 March 2026 at 12:00" in member.get(path).text.replace("\xa0", " ")
    assert said(member.post(path, {"ended": "2026-03-04T14:00"}), ".wrong p") == [
        "The webcast cannot have ended Wednesday 4 March 2026 at 14:00: that time has not come."
    ]
    member.post(path, {"ended": "2026-03-04T12:20"})
    assert saved(studio, "dialog").ended_at == parse_instant("2026-03-04T12:20")


def test_end_that_stands_is_told_in_the_words_of_the_studio(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        starts_at = parse_instant("2026-03-04T09:00")
        make_webcast(db, slug="dialog", title="Dialog", starts_at=starts_at, end_fixed_at=NOON)
    answer = member.post(f"{LIST}/dialog/slut", {"ended": "2026-03-04T12:30"})
    assert said(answer, ".wrong p") == [
        "“Dialog” keeps its end, for its recording has been watched. Move when the recording"
        " closes instead. You do it on the tab Recording."
    ]
    assert saved(studio, "dialog").ended_at is None


def test_list_by_part_search_seats_and_recording(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        series = make_series(db, slug="grund")
        coming = make_webcast(db, title="Örebro visar", slug="a", series=series, capacity=9)
        make_registration(db, coming)
        make_registration(db, series)
        past = make_webcast(db, slug="b", starts_at=NOON - timedelta(days=2))
        make_recording(db, past, opens_at=NOON, closes_at=NOON + timedelta(days=12))
        make_webcast(db, slug="c", opens_at=None)
        make_webcast(db, slug="d", cancelled_at=NOON)
    cells = said(member.get(LIST), "tbody td")
    assert cells == ["Published", "2 of 9", "–"]
    assert said(member.get(LIST, visa="tidigare"), "tbody td")[2].startswith("Open")
    assert said(member.get(LIST), ".part-links a") == [
        "To come 1", "Past 1", "Drafts 1", "Cancelled ones 1", "All 4",
    ]  # fmt: skip
    found = member.get(LIST, visa="alla", q="örebro", kurs="grund")
    assert len(said(found, "tbody tr")) == 1
    assert said(member.get(LIST, q="finns inte"), ".empty") == [
        "Nothing matches the filter. Show everything"
    ]


def test_series_added_edited_and_refused(studio: Hub, member: Member) -> None:
    answer = member.post("/studio/ny-kurs", {"title": "Grundkurs", "capacity": "noll"})
    assert said(answer, ".wrong li") == ["Seats: Write a whole number, 0 or more, not “noll”."]
    added = member.post("/studio/ny-kurs", {"title": "Grundkurs", "is_form_open": "1"})
    path = "/studio/kurser/grundkurs"
    assert added.headers["location"] == f"{path}?klart=tillagd"
    began = _inputs(member.get(path), "began")[0].get("value")
    form = {"title": "Grundkurs", "slug": "grundkurs", "capacity": "40", "began": began}
    assert member.post(path, form).status_code == 303
    assert member.post(path, form | {"capacity": "60"}).status_code == 409
    with studio.reading() as db:
        series = get_series(db, "grundkurs")
        assert (series.capacity, series.is_form_open) == (40, False)
    assert said(member.get("/studio/kurser"), "tbody th") == ["Grundkurs"]


def test_network_and_its_documents(studio: Hub, producer: User, member: Member) -> None:
    member.post("/studio/nytt-natverk", {"title": "Nätverket", "places_per_organisation": "3"})
    path = "/studio/natverk/natverket"
    with studio.writing() as db:
        pdf = make_media_file(db, content_type="application/pdf", filename="stadgar.pdf")
        upload = make_upload(db, producer, media=pdf, filename="Stadgar 2026.pdf")
    answer = member.post(f"{path}/dokument", {})
    assert said(answer, ".wrong p") == ["Choose a file and wait until it has been sent."]
    member.post(f"{path}/dokument", {"upload": str(upload.id)})
    with studio.reading() as db:
        (document,) = get_network(db, "natverket").documents
    assert document.title == "Stadgar 2026"
    assert said(member.get("/studio/natverk"), "tbody td") == [
        "0",
        "1",
        "See the members: Nätverket",
    ]
    member.post(f"{path}/dokument/{document.id}", {})
    with studio.reading() as db:
        assert get_network(db, "natverket").documents == []


def test_documents_of_another_network_are_not_found(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        network, other = make_network(db, slug="ett"), make_network(db, slug="annat")
        document = add_document(db, network, make_media_file(db), "Stadgar")
        assert other is not network
    answer = member.post(f"/studio/natverk/annat/dokument/{document.id}", {})
    assert answer.status_code == 404


def test_staff_look_and_limited_producers_too(studio: Hub) -> None:
    with studio.writing() as db:
        make_webcast(db, slug="dialog", description="Hur **två** städer arbetar.")
        staff = make_user(db, Role.STAFF)
        limited = make_user(db, Role.PRODUCER)
        limited.shows = [UserShow(show_id=make_show(db).id)]
        limited.is_limited = True
    for user in (staff, limited):
        with at_work(studio, user) as member:
            page = member.get(f"{LIST}/dialog")
            assert (page.status_code, said(page, "main form")) == (200, [])
            assert said(page, "main strong") == ["två"]
            assert said(member.get(LIST), "main .primary") == []
            for path in (f"{LIST}/dialog", NEW, f"{LIST}/dialog/publicera", "/studio/ny-kurs"):
                assert member.post(path, FORM).status_code == 403
            assert member.get(NEW).status_code == 403
