"""Importing in the studio: mapped, previewed, done once; and files that are no lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.participants.lists.sheets import read_sheet
from mediahub.participants.lists.workbooks import write_workbook
from mediahub.participants.models import Participant, Registration, RegistrationState
from tests.conftest import NOON
from tests.factories import make_participant, make_registration, make_user, make_webcast
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of

HOME = "/studio/webbsandningar/dialog/deltagare"
IMPORT = f"{HOME}/importera"
GONE = f"{HOME}?klart=redan-importerad"
CSV = (
    "Namn;Mottagare;Kommun\nAnna Ek;anna.ek@boras.se;Borås stad\n"
    "Bo Alm;bo.alm@goteborg.se;Göteborg\nÅsa Ny;asa@boras.se;Borås stad\n"
    "Eva Ed;eva@boras.se;Borås stad\n"
)
MAPPED = {"kolumn-0": "name", "kolumn-1": "e-mail", "kolumn-2": "organisation"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody who sends files in, at a webcast where Åsa is registered and Eva has cancelled."""

    hub: Hub
    member: Member
    actor: str

    def send(self, data: bytes, name: str = "lista.csv", **fields: object) -> UUID:
        """An upload that has been looked at."""
        key = f"uploads/{uuid4()}/lista"
        self.hub.store.put(key, BytesIO(data), "application/octet-stream")
        values = {"purpose": Purpose.FILE, "state": UploadState.READY, "actor": self.actor}
        with self.hub.writing() as db:
            upload = Upload(
                filename=name,
                size_bytes=len(data),
                content_type="application/octet-stream",
                key=key,
                store_id="",
                digests={},
                created_at=NOON,
                last_part_at=NOON,
                **values | fields,
            )
            db.add(upload)
            db.flush()
            return upload.id

    def preview(self, upload: UUID, **mapped: str) -> list[str]:
        """What would happen, or what is wrong."""
        answer = self.member.get(IMPORT, upload=str(upload), **mapped)
        return said(answer, ".tally li") or said(answer, ".wrong p")

    def bring_in(self, upload: UUID, **form: str) -> str:
        """Where the last step leads."""
        answer = self.member.post(IMPORT, {"upload": str(upload)} | MAPPED | form)
        return answer.headers.get("location") or said(answer, ".wrong p")[0]

    def count(self, model: type[Registration] | type[Mail]) -> int:
        """How many rows there are."""
        with self.hub.reading() as db:
            return db.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def desk(studio: Hub) -> Iterator[Desk]:
    with studio.writing() as db:
        webcast = make_webcast(db, slug="dialog")
        asa = make_participant(db, name="Åsa", email="asa@boras.se")
        make_registration(db, webcast, participant=asa)
        eva = make_participant(db, name="Eva Ed", email="eva@boras.se")
        cancelled = RegistrationState.CANCELLED
        make_registration(db, webcast, participant=eva, state=cancelled, ended_at=NOON)
        user = make_user(db)
    with at_work(studio, user) as member:
        yield Desk(studio, member, str(user.id))


def test_pressed_without_a_file_it_asks_for_one(desk: Desk) -> None:
    assert said(desk.member.get(IMPORT), ".wrong p") == []
    assert said(desk.member.get(IMPORT, visa="lista"), ".wrong p") == ["Choose a file first."]


def test_mapped_previewed_and_done_once(desk: Desk) -> None:
    upload = desk.send(CSV.encode())
    assert desk.preview(upload) == [
        "No column holds the e-mail address. The headings are: “Namn”, “Mottagare”, “Kommun”."
    ]
    page = desk.member.get(IMPORT, upload=str(upload), **MAPPED)
    assert said(page, ".tally li")[:3] == [
        "2 are registered",
        "1 are corrected: they are registered, but the name or organisation is another",
        "0 stay as they are",
    ]
    assert said(page, "section[2] table[2] tbody tr") == [
        "4 Åsa Nywas: Åsa asa@boras.se Borås stad"
    ]
    assert desk.count(Registration) == 2
    done = desk.bring_in(upload, notify="1")
    assert said(desk.member.get(done), ".is-done") == [
        "2 persons were registered. 1 was corrected."
        " 1 had cancelled or given the seat away, and stays so."
    ]
    assert (desk.count(Registration), desk.count(Mail)) == (4, 2)
    assert desk.member.get(IMPORT, upload=str(upload)).headers["location"] == GONE
    again = desk.bring_in(upload, notify="1")
    assert said(desk.member.get(again), ".is-done") == [
        "The list has been imported already, or is kept no longer. Nothing was changed."
    ]
    with desk.hub.reading() as db:
        assert db.scalars(select(Upload.state)).one() is UploadState.ABORTED
        assert db.scalar(select(Participant.name).where(Participant.email == "asa@boras.se")) == (
            "Åsa Ny"
        )


def test_same_list_again_changes_nothing(desk: Desk) -> None:
    desk.bring_in(desk.send(CSV.encode()))
    upload = desk.send(CSV.encode())
    page = desk.member.get(IMPORT, upload=str(upload), **MAPPED)
    assert "Nothing would be changed" in said(page, ".notice")[0]
    assert "nya=0&vantar=0&rattade=0&kanda=3" in desk.bring_in(upload)
    assert (desk.count(Registration), desk.count(Mail)) == (4, 0)


@pytest.mark.parametrize("is_workbook", [False, True])
def test_good_rows_are_taken_and_wrong_ones_come_back_with_the_reason(
    desk: Desk, *, is_workbook: bool
) -> None:
    table = [
        ["Namn", "Adress", "Kommun"],
        ["Anna Ek", "anna@boras.se", "Borås stad"],
        ["Bo", "bo", "=1+1"],
        ["", "eva@x.se", ""],
    ]
    text = "\n".join(map(";".join, table)).encode()
    data, name = (write_workbook("L", table), "l.xlsx") if is_workbook else (text, "l.csv")
    upload = desk.send(data, name)
    page = desk.member.get(IMPORT, upload=str(upload), **MAPPED)
    assert said(page, ".wrong h3") == ["2 lines cannot be read"]
    assert "Import the 1 row that can be read" in said(page, "form .primary")
    done = desk.bring_in(upload, **{"utan-fel": "1"})
    notices = said(desk.member.get(done), ".notice")
    assert notices[0] == "1 person was registered."
    assert notices[1].startswith("2 rows were left out. Download them with the reason")
    (link,) = attributes(page_of(desk.member.get(done)), ".is-warning a", "href")
    assert link is not None
    answer = desk.member.get(link)
    rows = [list(row.cells) for row in read_sheet(answer.content).rows]
    reasons = ["“bo” is not an e-mail address. Write it as namn@kommun.se.", "A name is missing."]
    assert rows == [["Bo", "bo", "'=1+1", reasons[0]], ["", "eva@x.se", "", reasons[1]]]
    assert answer.headers["content-disposition"].endswith('.xlsx"' if is_workbook else '.csv"')
    assert desk.count(Registration) == 3
    assert "nya=0" in desk.bring_in(upload, **{"utan-fel": "1"})
    assert desk.count(Registration) == 3


def test_wrong_rows_that_were_mended_come_in(desk: Desk) -> None:
    upload = desk.send(b"Namn;E-post\nAnna Ek;anna@boras.se\nBo;bo\n")
    desk.bring_in(upload, **{"utan-fel": "1"})
    answer = desk.member.get(f"{IMPORT}/fel", upload=str(upload))
    again = desk.send(answer.content.replace(b"Bo;bo;", b"Bo;bo@boras.se;"))
    assert desk.preview(again)[0] == "1 are registered"
    assert "nya=1" in desk.bring_in(again)


def test_where_no_row_can_be_read_there_is_nothing_to_import(desk: Desk) -> None:
    upload = desk.send(b"Namn;E-post\nBo;bo\n")
    page = desk.member.get(IMPORT, upload=str(upload))
    assert said(page, ".wrong h3") == ["1 line cannot be read"]
    assert said(page, "form .primary") == []


def test_rows_of_somebody_elses_list_are_not_given_out(desk: Desk) -> None:
    theirs = desk.send(b"Namn;E-post\nBo;bo\n", actor="somebody")
    answer = desk.member.get(f"{IMPORT}/fel", upload=str(theirs))
    assert answer.headers["location"] == GONE


def test_nothing_half_done(desk: Desk) -> None:
    upload = desk.send(b"Namn;E-post\nAnna Ek;anna@boras.se\nBo;bo\n;eva@x.se\n")
    page = desk.member.get(IMPORT, upload=str(upload))
    assert said(page, ".lines li") == [
        "Line 3: “bo” is not an e-mail address. Write it as namn@kommun.se.",
        "Line 4: A name is missing.",
    ]
    assert "Import the list" not in said(page, "form .primary")
    assert "Nothing is imported, for 2 rows are wrong." in desk.bring_in(upload)
    assert desk.count(Registration) == 2


@pytest.mark.parametrize(
    ("data", "name", "wrong"),
    [
        (b" \n", "lista.csv", "The list is empty."),
        (b"%PDF-1.7\0\n", "lista.xlsx", "The list is neither text nor an Excel file."),
        (b"PK\x03\x04 nothing", "lista.csv", "The Excel file is damaged and cannot be read."),
    ],
)
def test_what_is_no_list(desk: Desk, data: bytes, name: str, wrong: str) -> None:
    upload = desk.send(data, name)
    assert desk.preview(upload)[0].startswith(wrong)
    assert wrong in desk.bring_in(upload)


def test_workbook_with_the_name_of_another_kind(desk: Desk) -> None:
    data = write_workbook("Lista", [["Namn", "E-post"], ["Anna Ek", "anna@boras.se"]])
    assert desk.preview(desk.send(data, "lista.csv"))[0] == "1 are registered"


def test_only_ones_own_and_only_lists(desk: Desk) -> None:
    theirs = desk.send(CSV.encode(), actor="somebody")
    video = desk.send(CSV.encode(), purpose=Purpose.RECORDING)
    sending = desk.send(CSV.encode(), state=UploadState.SENT)
    assert desk.member.get(IMPORT, upload=str(theirs)).headers["location"] == GONE
    assert "was sent for something else" in desk.preview(video)[0]
    assert "was sent for something else" in desk.bring_in(video)
    assert "is not ready yet" in desk.bring_in(sending)
    assert desk.bring_in(theirs) == f"{HOME}?klart=redan-importerad"
    page = desk.member.get(IMPORT, upload=str(sending))
    assert said(page, ".upload-name")[0] == "lista.csv"
    assert desk.member.get(IMPORT, upload="x").status_code == 200


def test_ten_thousand_rows_make_small_pages(desk: Desk) -> None:
    rows = "".join(f"Person {n};person.{n}@boras.se;Borås stad\n" for n in range(10_000))
    upload = desk.send(f"Namn;E-post;Kommun\n{rows}".encode())
    page = desk.member.get(IMPORT, upload=str(upload))
    assert said(page, ".tally li")[0] == "10000 are registered"
    assert len(page.text) < 100_000
    wrong = desk.send(b"Namn;E-post\n" + b"a;b\n" * 10_000)
    assert len(desk.member.get(IMPORT, upload=str(wrong)).text) < 100_000
