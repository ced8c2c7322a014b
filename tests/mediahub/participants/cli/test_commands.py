"""`mediahub participant` and `mediahub member`, as staff use them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from stat import S_IMODE

import pytest

from mediahub.clock import local, utc_now
from mediahub.participants.lists.sheets import read_sheet
from mediahub.participants.lists.workbooks import write_workbook
from tests.cli_runner import CommandLine, Ran

LIST = (
    "Namn;E-post;Kommun;Kost\nAnna Ek;anna.ek@boras.se;Borås;\nBo Alm;bo.alm@boras.se;Borås;vegan\n"
)
ON = ("--webcast", "om-rad")
ANNA = ("--email", "anna.ek@boras.se")


@pytest.fixture
def om_rad(mediahub: CommandLine) -> CommandLine:
    """A webcast next week with two seats."""
    day = f"{local(utc_now() + timedelta(days=7)):%Y-%m-%d}"
    mediahub.json(
        *("webcast", "add", "--title", "Om råd", "--slug", "om-rad", "--capacity", "2"),
        *("--starts", f"{day}T09:00", "--ends", f"{day}T12:00"),
    )
    return mediahub


@pytest.fixture
def add(om_rad: CommandLine) -> Callable[[str], str]:
    def run(name: str) -> str:
        who = ("--name", name.capitalize(), "--email", f"{name}@boras.se")
        state: str = om_rad.json("participant", "add", *ON, *who)["state"]
        return state

    return run


def write(tmp_path: Path, text: str | bytes = LIST) -> Path:
    file = tmp_path / "lista.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def emails(mediahub: CommandLine, *options: str) -> list[str]:
    return [row["email"] for row in mediahub.json("participant", "list", *ON, *options)]


def refused(ran: Ran) -> str:
    assert (ran.code, ran.out) == (1, "")
    return ran.err


def test_seats_are_given_and_taken_back(om_rad: CommandLine, add: Callable[[str], str]) -> None:
    assert [add(name) for name in ("a", "b", "c")] == ["active", "active", "waiting"]
    ran = om_rad("participant", "cancel", *ON, "--email", "a@boras.se")
    assert ran.out == "A has no seat at “Om råd” any more.\n"
    listed = om_rad.json("participant", "list", *ON)
    assert [(row["state"], row["offered_until"] is None) for row in listed] == [
        ("active", True),
        ("waiting", False),
    ]
    assert emails(om_rad, "--all") == ["a@boras.se", "b@boras.se", "c@boras.se"]


def test_one_who_waits_has_no_link(om_rad: CommandLine, add: Callable[[str], str]) -> None:
    for name in ("a", "b", "c"):
        add(name)
    ran = om_rad("participant", "link", *ON, "--email", "c@boras.se")
    assert refused(ran) == "C is on the waiting list and has no link.\n"


def test_link_changes_when_it_is_revoked_or_reissued(
    om_rad: CommandLine, add: Callable[[str], str]
) -> None:
    add("a")
    who = (*ON, "--email", "a@boras.se")
    first = om_rad("participant", "link", *who).out
    assert first.startswith("https://podd.example/inspelning/")
    assert om_rad("participant", "link", *who).out == first
    assert om_rad("participant", "revoke", *who).code == 0
    second = om_rad.json("participant", "link", *who)["url"]
    third = om_rad.json("participant", "reissue", *who)["url"]
    assert len({first.strip(), second, third}) == 3


def test_seat_is_transferred_inside_the_organisation(
    om_rad: CommandLine, add: Callable[[str], str]
) -> None:
    add("a")
    from_a = ("participant", "transfer", *ON, "--email", "a@boras.se")
    to = ("--to-name", "Nils", "--to-email", "nils@goteborg.se")
    assert refused(om_rad(*from_a, *to)) == (
        "The seat can only go to somebody in the same organisation: boras.se.\n"
    )
    assert om_rad(*from_a, *to, "--force").out == "Nils has taken over at “Om råd”.\n"
    assert emails(om_rad) == ["nils@goteborg.se"]


def test_list_is_shown_before_it_is_imported(om_rad: CommandLine, tmp_path: Path) -> None:
    run = ("participant", "import", write(tmp_path), *ON)
    assert om_rad(*run, "--dry-run").out.splitlines() == [
        "Namn: name",
        "E-post: e-mail address",
        "Kommun: organisation",
        "Kost: is not read",
        "Would register 2 persons, 0 of them on the waiting list.",
        "Registered before: 0. Corrected: 0. Cancelled or transferred before: 0. Written twice: 0.",
    ]
    assert emails(om_rad) == []
    told = om_rad.json(*run)
    assert (told["new"], told["columns"]["Kost"], told["dry_run"]) == (2, None, False)
    assert om_rad.json(*run)["known"] == 2
    assert emails(om_rad) == ["anna.ek@boras.se", "bo.alm@boras.se"]


def test_workbook_is_imported(om_rad: CommandLine, tmp_path: Path) -> None:
    rows = [["Förnamn", "Efternamn", "E-post"], ["Åsa", "Öberg", "asa@boras.se"]]
    file = write(tmp_path, write_workbook("Lista", rows))
    assert om_rad.json("participant", "import", file, *ON)["new"] == 1


def test_wrong_rows_are_told_and_nothing_is_imported(om_rad: CommandLine, tmp_path: Path) -> None:
    file = write(tmp_path, LIST + ";x@boras.se;;\nEva;eva;;\n")
    ran = om_rad("participant", "import", file, *ON, "--json")
    assert refused(ran).splitlines() == [
        "Nothing is imported, for 2 rows are wrong.",
        "Line 4: A name is missing. ",
        "Line 5: “eva” is not an e-mail address. Write it as namn@kommun.se.",
    ]
    assert emails(om_rad) == []


@pytest.mark.parametrize("name", ["fel.csv", "fel.xlsx"])
def test_good_rows_are_taken_and_the_others_written_with_the_reason(
    om_rad: CommandLine, tmp_path: Path, name: str
) -> None:
    file, rejects = write(tmp_path, "Namn;E-post\nA;a@boras.se\nEva;eva\n"), tmp_path / name
    told = om_rad.json("participant", "import", file, *ON, "--rejected", rejects)
    assert (told["new"], told["rejected"]) == (1, 1)
    assert S_IMODE(rejects.stat().st_mode) == 0o600
    (row,) = read_sheet(rejects.read_bytes()).rows
    reason = "“eva” is not an e-mail address. Write it as namn@kommun.se."
    assert list(row.cells) == ["Eva", "eva", reason]
    again = om_rad("participant", "import", file, *ON, "--rejected", rejects)
    assert again.out.splitlines()[-1] == f"Not taken: 1. They are in {rejects}."


def test_rows_are_written_to_a_kind_of_file_that_can_be_imported(
    om_rad: CommandLine, tmp_path: Path
) -> None:
    file = write(tmp_path, "Namn;E-post\nA;a@boras.se\n")
    ran = om_rad("participant", "import", file, *ON, "--rejected", tmp_path / "fel.pdf")
    assert refused(ran) == "“fel.pdf” has to end in .csv or .xlsx.\n"
    assert emails(om_rad) == []


@pytest.mark.parametrize("name", ["ut.csv", "ut.XLSX"])
def test_exported_list_is_for_one_user_and_comes_in_again(
    om_rad: CommandLine, add: Callable[[str], str], tmp_path: Path, name: str
) -> None:
    add("a")
    file = tmp_path / name
    assert om_rad.json("participant", "export", file, *ON)["registrations"] == 1
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert om_rad.json("participant", "import", file, *ON)["known"] == 1


def test_list_of_another_kind_is_refused(om_rad: CommandLine, tmp_path: Path) -> None:
    ran = om_rad("participant", "export", tmp_path / "ut.pdf", *ON)
    assert refused(ran) == "“ut.pdf” has to end in .csv or .xlsx.\n"


def test_person_is_shown_and_erased(om_rad: CommandLine, add: Callable[[str], str]) -> None:
    add("a")
    who = ("--email", "a@boras.se")
    assert om_rad.json("participant", "data", *who)["registrations"][0]["title"] == "Om råd"
    assert om_rad("participant", "erase", *who).out == (
        "“a@boras.se” is removed, and so are the registrations: 1.\n"
    )
    assert refused(om_rad("participant", "data", *who)) == (
        "Nobody with the address “a@boras.se” is known here.\n"
    )


@pytest.mark.parametrize("options", [(), ("--webcast", "om-rad", "--series", "kurs")])
def test_one_says_what_it_is_about(om_rad: CommandLine, options: tuple[str, ...]) -> None:
    assert refused(om_rad("participant", "list", *options)) == (
        "Name one of the two: --webcast or --series.\n"
    )


def test_members_come_and_go(mediahub: CommandLine) -> None:
    mediahub.json("network", "add", "--title", "Nätverket", "--slug", "natverket")
    on = ("--network", "natverket")
    who = ("--name", "Anna Ek", *ANNA, "--organisation", "Borås stad")
    year = local(utc_now()).year
    assert mediahub("member", "add", *on, *who).out == (
        f"Anna Ek is a member of “Nätverket” in {year}.\n"
    )
    assert [row["email"] for row in mediahub.json("member", "list", *on)] == [ANNA[1]]
    first = mediahub.json("member", "link", *on, *ANNA)["url"]
    mediahub.json("member", "revoke", *on, *ANNA)
    assert mediahub.json("member", "link", *on, *ANNA)["url"] != first
    assert mediahub("member", "end", *on, *ANNA).out == (
        "Anna Ek is not a member of “Nätverket” any more.\n"
    )
    assert mediahub.json("member", "list", *on) == []
    assert mediahub.json("member", "list", *on, "--year", year - 1) == []


def mails(mediahub: CommandLine) -> list[tuple[str, str]]:
    listed = mediahub.json("mail", "list")
    return sorted((row["email"].partition("@")[0], row["template"]) for row in listed)


def test_staff_seat_one_who_waits(om_rad: CommandLine, add: Callable[[str], str]) -> None:
    for name in ("a", "b", "c"):
        add(name)
    ran = om_rad("participant", "seat", *ON, "--email", "c@boras.se")
    assert ran.out == "C has a seat at “Om råd”.\n"
    again = om_rad("participant", "seat", *ON, "--email", "c@boras.se")
    assert refused(again) == "C has a seat already.\n"
    assert mails(om_rad)[-2:] == [("c", "registration.waiting"), ("c", "seat.given")]


def test_links_are_taken_out_for_one_user(
    om_rad: CommandLine, add: Callable[[str], str], tmp_path: Path
) -> None:
    add("a")
    add("b")
    add("c")  # waits, and so has no link
    file = tmp_path / "ut.csv"
    assert om_rad.json("participant", "links", file, *ON)["links"] == 2
    assert S_IMODE(file.stat().st_mode) == 0o600
    lines = file.read_text("utf-8-sig").splitlines()
    link = om_rad.json("participant", "link", *ON, "--email", "a@boras.se")["url"]
    assert lines[1].split(";")[1::2] == ["a@boras.se", link]
    assert refused(om_rad("participant", "links", tmp_path / "ut.xlsx", *ON)) == (
        "“ut.xlsx” has to end in .csv.\n"
    )


def test_details_are_corrected(om_rad: CommandLine, add: Callable[[str], str]) -> None:
    add("a")
    to_a = (*ON, "--email", "a@boras.se")
    corrected = ("--new-name", "Anna Ek", "--new-email", "anna@boras.se")
    ran = om_rad("participant", "correct", *to_a, *corrected)
    assert ran.out == "Corrected: Anna Ek, anna@boras.se.\n"
    again = om_rad("participant", "correct", *ON, "--email", "anna@boras.se")
    assert refused(again) == "Nothing was changed: this is what is registered already.\n"


def test_mails_are_stopped_and_let_go(om_rad: CommandLine, add: Callable[[str], str]) -> None:
    add("a")
    to_a = (*ON, "--email", "a@boras.se")
    assert om_rad("participant", "mails", *to_a, "--off").out == "Mails to A are stopped.\n"
    again = om_rad("participant", "mails", *to_a, "--off")
    assert refused(again) == "Mails to A are stopped already.\n"
    assert om_rad("participant", "mails", *to_a, "--on").out == "Mails go to A.\n"


def test_confirmation_is_mailed_only_when_it_is_asked_for(
    om_rad: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "lista.csv"
    file.write_text("Namn;E-post\nAnna Ek;anna@boras.se\n", "utf-8")
    quiet = ("--name", "B", "--email", "b@boras.se", "--no-notify")
    om_rad.json("participant", "add", *ON, *quiet)
    om_rad.json("participant", "import", file, *ON)
    assert mails(om_rad) == []
    file.write_text("Namn;E-post\nCia Alm;cia@boras.se\n", "utf-8")
    om_rad.json("participant", "import", file, *ON, "--notify")
    assert mails(om_rad) == [("cia", "registration.waiting")]


def test_erased_person_leaves_no_file_of_a_mail_without_a_worker(mediahub: CommandLine) -> None:
    times = ("--starts", "2036-03-04T09:00", "--ends", "2036-03-04T12:00")
    made = mediahub.json("webcast", "add", "--title", "Dialog", *times, "--publish", "now")
    for name in ("anna", "hanna"):
        who = ("--name", name.title(), "--email", f"{name}@boras.se")
        assert mediahub("participant", "add", "--webcast", made["slug"], *who).code == 0
    assert mediahub("mail", "send").code == 0
    outbox = mediahub.data_dir / "outbox"
    assert len(list(outbox.iterdir())) == 2
    assert mediahub("participant", "erase", "--email", "anna@boras.se").code == 0
    (left,) = outbox.iterdir()
    assert b"<hanna@boras.se>" in left.read_bytes()
