"""Importing lists: everything or nothing, each wrong row named, the same again changes nothing."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediahub.accounts.models import AuditEntry
from mediahub.errors import Invalid
from mediahub.i18n import sentence as translated
from mediahub.participants.details import Details
from mediahub.participants.lists.exporter import rows_of, to_xlsx
from mediahub.participants.lists.importer import ImportResult, import_list, read_columns, read_list
from mediahub.participants.lists.workbooks import write_workbook
from mediahub.participants.models import Participant, Registration, Source
from mediahub.participants.registration import register
from mediahub.participants.registration_actions import cancel
from mediahub.participants.service import (
    Target,
    get_participant,
    get_registration,
    list_registrations,
)
from mediahub.web.csv_export import to_csv
from tests.conftest import NOON
from tests.factories import make_series, make_webcast

LIST = (
    "Namn;E-post;Kommun\nAnna Ek;Anna.Ek@boras.se;Borås stad\nBo Alm;bo.alm@goteborg.se;Göteborg\n"
)


def bring_in(db: Session, target: Target, data: str | bytes) -> ImportResult:
    raw = data.encode() if isinstance(data, str) else data
    roll = read_list(*read_columns(raw))
    return import_list(db, target, roll, actor="command", now=NOON, tell=lambda _: None)


def held(db: Session, target: Target) -> list[tuple[str, str | None, str]]:
    return [
        (one.participant.name, one.participant.organisation, one.state.value)
        for one in list_registrations(db, target)
    ]


def entries(text: str) -> Sequence[Details]:
    return read_list(*read_columns(text.encode())).entries


def refusal_of(text: str, language: str = "en") -> str:
    with pytest.raises(Invalid) as refusal:
        entries(text)
    return translated(refusal.value, language)


def test_everyone_in_the_list_is_registered(db: Session) -> None:
    webcast = make_webcast(db)
    assert bring_in(db, webcast, LIST) == ImportResult(rows=2, new=2)
    assert held(db, webcast) == [
        ("Anna Ek", "Borås stad", "active"),
        ("Bo Alm", "Göteborg", "active"),
    ]
    assert {one.source for one in list_registrations(db, webcast)} == {Source.IMPORT}


def test_same_list_again_changes_nothing(db: Session) -> None:
    webcast = make_webcast(db)
    bring_in(db, webcast, LIST)
    before = held(db, webcast)
    assert bring_in(db, webcast, LIST) == ImportResult(rows=2, known=2)
    assert held(db, webcast) == before
    assert db.scalar(select(func.count()).select_from(Participant)) == 2
    assert db.scalars(select(AuditEntry.action)).all() == ["participants.import"]


def test_longer_list_adds_those_who_are_new(db: Session) -> None:
    series = make_series(db)
    bring_in(db, series, LIST)
    assert bring_in(db, series, LIST + "Eva Ek;eva@boras.se;\n") == ImportResult(
        rows=3, new=1, known=2
    )
    assert [name for name, *_ in held(db, series)] == ["Anna Ek", "Bo Alm", "Eva Ek"]


def test_list_corrects_names(rows: Session) -> None:
    webcast = make_webcast(rows)
    bring_in(rows, webcast, LIST)
    tally = bring_in(rows, webcast, LIST.replace("Bo Alm", "Bo Almén").replace("Göteborg", ""))
    assert tally == ImportResult(rows=2, known=2, corrected=1)
    found = get_participant(rows, "bo.alm@goteborg.se")
    assert (found.name, found.organisation) == ("Bo Almén", "Göteborg")


def test_list_does_not_bring_back_one_who_cancelled(rows: Session) -> None:
    webcast = make_webcast(rows)
    bring_in(rows, webcast, LIST)
    cancel(rows, get_registration(rows, webcast, "anna.ek@boras.se"), actor="x", now=NOON)
    assert bring_in(rows, webcast, LIST) == ImportResult(rows=2, known=1, ended=1)
    assert held(rows, webcast) == [("Bo Alm", "Göteborg", "active")]


def test_seats_are_given_in_the_order_of_the_list_after_those_who_wait(db: Session) -> None:
    webcast = make_webcast(db, capacity=1, is_form_open=True)
    for name in ("Eva", "Kim"):
        register(db, webcast, Details(name, f"{name.lower()}@x.se", None), Source.FORM, NOON)
    webcast.capacity = 3
    assert bring_in(db, webcast, LIST) == ImportResult(rows=2, new=2, waiting=1)
    assert [(name, state) for name, _, state in held(db, webcast)] == [
        ("Eva", "active"),
        ("Kim", "waiting"),  # with the offer of the second seat
        ("Anna Ek", "active"),
        ("Bo Alm", "waiting"),
    ]


def test_person_who_stands_twice_is_one(rows: Session) -> None:
    webcast = make_webcast(rows)
    again = "anna  ek;ANNA.EK@boras.se;Borås stad\n".replace("anna  ek", "Anna  Ek")
    assert bring_in(rows, webcast, LIST + again) == ImportResult(rows=3, new=2, repeated=1)


def test_every_wrong_row_is_named_and_nothing_is_written(rows: Session) -> None:
    webcast = make_webcast(rows)
    text = (
        "Namn;E-post;Kommun\n"
        "Anna Ek;anna.ek@boras.se;Borås\n"
        ";bo@boras.se;Borås\n"
        "Bo Alm;;Borås\n"
        "Bo Alm;bo.boras.se;Borås\n"
        "Ana Ek;anna.ek@boras.se;Borås\n"
        "Eva Ek;eva@boras.se;Borås;0701234567\n"
    )
    with pytest.raises(Invalid) as refusal:
        bring_in(rows, webcast, text)
    wrong = refusal.value.values["rows"]
    assert isinstance(wrong, list)
    told = [(error.values["line"], str(error.values["reason"][0])) for error in wrong]
    assert told == [
        (3, "A name is missing."),
        (4, "An e-mail address is missing."),
        (5, "“bo.boras.se” is not an e-mail address. Write it as namn@kommun.se."),
        (6, "the same address as line 2, but not the same person"),
        (7, "there are more cells than headings"),
    ]
    assert rows.scalars(select(Registration)).all() == []


def test_wrong_rows_are_told_line_by_line() -> None:
    from mediahub.i18n import sentence

    with pytest.raises(Invalid) as refusal:
        entries("Namn;E-post\n;a@b.se\nBo;bo\n")
    assert sentence(refusal.value, "en").splitlines() == [
        "Nothing is imported, for 2 rows are wrong.",
        "Line 2: A name is missing. ",
        "Line 3: “bo” is not an e-mail address. Write it as namn@kommun.se.",
    ]


@pytest.mark.parametrize(
    "headings",
    [
        "Namn;E-post;Organisation",
        "NAMN;Epost;Kommun",
        "Name;Email;Company",
        "Full name;E-mail address;Organization",
        "För- och efternamn;E-postadress:;Kommun/region",
        "Deltagare;Mejladress;Arbetsplats",
    ],
)
def test_headings_are_known_in_swedish_and_english(headings: str) -> None:
    assert entries(f"{headings}\nAnna Ek;anna@boras.se;Borås stad\n") == [
        Details("Anna Ek", "anna@boras.se", "Borås stad")
    ]


def test_first_and_last_name_are_put_together() -> None:
    text = "Efternamn,Förnamn,E-post\nEk,Anna,anna@boras.se\n,Bo,bo@boras.se\n"
    assert [one.name for one in entries(text)] == ["Anna Ek", "Bo"]


def test_organisation_is_the_first_column_that_is_filled_in() -> None:
    text = "Namn\tKommun\tRegion\tE-post\nBo\t\tRegion Skåne\tbo@skane.se\n"
    assert entries(text) == [Details("Bo", "bo@skane.se", "Region Skåne")]


def test_columns_are_shown_with_what_is_read_from_them() -> None:
    _, columns = read_columns("Förnamn;Efternamn;E-post;Kost\n".encode())
    assert columns.mapping == {
        "Förnamn": "first name",
        "Efternamn": "last name",
        "E-post": "e-mail",
        "Kost": None,
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "Namn;Telefon\nBo;1\n",
            "No column holds the e-mail address. The headings are: “Namn”, “Telefon”.",
        ),
        ("E-post;Ort\na@b.se;x\n", "No column holds the name. The headings are: “E-post”, “Ort”."),
        (
            "Namn;E-post;Email\nBo;a@b.se;c@d.se\n",
            "Several columns say the same: “E-post”, “Email”. Keep one of them.",
        ),
    ],
)
def test_headings_that_do_not_suffice_are_told(text: str, sentence: str) -> None:
    assert refusal_of(text) == sentence


def test_swedish_headings_are_quoted_as_in_swedish() -> None:
    assert refusal_of("E-post;Ort\na@b.se;x\n", "sv").endswith(" ”E-post”, ”Ort”.")


@pytest.mark.parametrize("write", [to_csv, lambda rows: to_xlsx(rows, "Deltagare [1]")])
def test_what_was_exported_comes_in_as_it_was(
    rows: Session, write: Callable[[list[list[str]]], bytes]
) -> None:
    webcast = make_webcast(rows)
    for name, email in (("=1+1", "-bo@boras.se"), ("Åsa Öberg", "asa@boras.se")):
        register(rows, webcast, Details(name, email, "@Region"), Source.COMMAND, NOON)
    data = write(rows_of(list_registrations(rows, webcast), "sv"))
    assert bring_in(rows, webcast, data) == ImportResult(rows=2, known=2)


def test_a_long_list_tells_how_far_it_is(db: Session) -> None:
    webcast, told = make_webcast(db, capacity=400), list[float]()
    people = [["Namn", "E-post"], *([f"Åsa {n}", f"asa.{n}@kommun.se"] for n in range(600))]
    roll = read_list(*read_columns(write_workbook("Deltagare", people)))
    tally = import_list(db, webcast, roll, actor="x", now=NOON, tell=told.append)
    assert tally == ImportResult(rows=600, new=600, waiting=200)
    assert (told, told[-1]) == (sorted(told), 1.0)
    assert 0 < told[1] < 1


def test_one_who_is_known_from_another_webcast_is_registered(db: Session) -> None:
    first, second = make_webcast(db), make_webcast(db)
    bring_in(db, first, LIST)
    assert bring_in(db, second, LIST) == ImportResult(rows=2, new=2)
    assert held(db, first) == held(db, second)
    assert len(db.scalars(select(Participant)).all()) == 2


@pytest.mark.parametrize(("make", "kind"), [(make_webcast, "webcast"), (make_series, "series")])
def test_import_is_noted_of_what_the_list_is_for(
    rows: Session, make: Callable[[Session], Target], kind: str
) -> None:
    target = make(rows)
    bring_in(rows, target, LIST)
    noted = select(AuditEntry).where(AuditEntry.action == "participants.import")
    entry = rows.scalars(noted).one()
    assert (entry.subject_kind, entry.subject_id) == (kind, target.id)
