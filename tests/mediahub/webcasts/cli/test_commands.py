"""`mediahub webcast`, `series` and `network`: what is given is kept, the rest stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mediahub.clock import local
from tests.cli_runner import CommandLine

WHEN = ("--starts", "2026-03-11T09:00", "--ends", "2026-03-11T12:00")
SLUG = "kommunala-rad-2026-03-11"
PDF = Path("mediahub/demo/webbsandning-2024-09-11-dokumentation.pdf").absolute()
EVERYTHING = (
    *("--kind", "webbkurs", "--description", "Om **råd**.", "--host", "Nils Munthe, SKR"),
    *("--guest", "Eva Ek, rektor, Borås stad", "--point", "09.15 Råd | Eva Ek, rektor, Borås stad"),
    *("--target-group", "Förtroendevalda", "--price", "250 kr per länk", "--price-amount", "250"),
    *("--place", "Webben", "--live-url", "https://live.example/1", "--contact-name", "Anna"),
    *("--contact-email", "anna@skr.example", "--topic", "råd", "--topic", "dialog"),
    *("--register-by", "2026-03-04", "--registration-url", "https://anmalan.example/1"),
    *("--capacity", "50", "--form", "--publish", "2026-03-01T06:00"),
    *("--access", "public", "--closing-rule", "end_of_day"),
    *("--window-days", "30", "--retention-months", "0"),
)


def add(mediahub: CommandLine, *more: str) -> Any:
    return mediahub.json("webcast", "add", "--title", "Kommunala råd", *WHEN, *more)


def test_everything_that_is_given_is_shown(mediahub: CommandLine) -> None:
    told = add(mediahub, *EVERYTHING)
    shown = mediahub.json("webcast", "show", SLUG)
    assert {**shown, **told} == shown
    assert told["id"] == shown.pop("id")
    assert shown.pop("state") in ("planned", "live", "ended")
    assert shown.pop("is_listed") in (True, False)
    assert shown == {
        "slug": SLUG,
        "title": "Kommunala råd",
        "kind": "webbkurs",
        "url": f"https://podd.example/webbsandningar/{SLUG}",
        "starts_at": "2026-03-11T08:00:00+00:00",
        "ends_at": "2026-03-11T11:00:00+00:00",
        "ended_at": None,
        "opens_at": "2026-03-01T05:00:00+00:00",
        "cancelled_at": None,
        "series": None,
        "network": None,
        "credits": ["host: Nils Munthe, SKR", "guest: Eva Ek, rektor, Borås stad"],
        "programme": [
            {
                "starts_at": "2026-03-11T08:15:00+00:00",
                "title": "Råd",
                "text": "",
                "speakers": ["Eva Ek, rektor, Borås stad"],
            }
        ],
        "target_group": "Förtroendevalda",
        "price": "250 kr per länk",
        "price_amount": 250,
        "place": "Webben",
        "live_url": "https://live.example/1",
        "contact_name": "Anna",
        "contact_email": "anna@skr.example",
        "topics": ["råd", "dialog"],
        "register_by": "2026-03-04",
        "registration_url": "https://anmalan.example/1",
        "is_form_open": True,
        "capacity": 50,
        "access": "public",
        "live_access": "registered",
        "closing_rule": "end_of_day",
        "window_days": 30,
        "retention_months": 0,
        "calendar": f"https://podd.example/webbsandningar/{SLUG}.ics",
        "sequence": 0,
    }


def test_an_edit_leaves_the_rest(mediahub: CommandLine) -> None:
    add(mediahub, *EVERYTHING)
    before = mediahub.json("webcast", "show", SLUG)
    mediahub.json("webcast", "edit", SLUG, "--title", "Råd", "--publish", "draft", "--no-form")
    after = mediahub.json("webcast", "show", SLUG)
    changed = {"title": "Råd", "opens_at": None, "is_listed": False, "is_form_open": False}
    assert after == {**before, **changed, "sequence": 1}


def test_an_empty_text_takes_away(mediahub: CommandLine) -> None:
    series = mediahub.json("series", "add", "--title", "Kurs")["slug"]
    add(mediahub, *EVERYTHING, "--series", series)
    names = ("series", "register_by", "price", "live_url")
    options = [part for name in names for part in (f"--{name.replace('_', '-')}", "")]
    mediahub.json("webcast", "edit", SLUG, *options)
    shown = mediahub.json("webcast", "show", SLUG)
    assert [shown[name] for name in names] == [None] * 4


def test_a_programme_comes_from_a_file(mediahub: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "program.txt"
    file.write_text("09.00 Välkomna\n  Om dagen.\n10.00 Råd | Eva Ek\n", "utf-8")
    add(mediahub, "--programme", str(file), "--point", "11.30 Slut")
    points = mediahub.json("webcast", "show", SLUG)["programme"]
    assert [(point["title"], point["text"]) for point in points] == [
        ("Välkomna", "Om dagen."),
        ("Råd", ""),
        ("Slut", ""),
    ]


def test_cancelling_and_restoring(mediahub: CommandLine) -> None:
    add(mediahub)
    cancelled = mediahub.json("webcast", "edit", SLUG, "--cancel", "--reason", "Sjukdom")
    assert (cancelled["state"], cancelled["cancelled_at"] is None) == ("cancelled", False)
    restored = mediahub.json("webcast", "edit", SLUG, "--restore")
    assert restored["cancelled_at"] is None


def test_the_actual_end_is_said_afterwards(mediahub: CommandLine) -> None:
    begun = local(datetime.now(UTC) - timedelta(hours=2)).replace(microsecond=0, tzinfo=None)
    starts, ends = begun.isoformat(), (begun + timedelta(hours=3)).isoformat()
    slug = mediahub.json(
        "webcast", "add", "--title", "Råd", "--starts", starts, "--ends", ends
    )["slug"]  # fmt: skip
    ended = (begun + timedelta(hours=1)).isoformat()
    assert mediahub.json("webcast", "edit", slug, "--ended", ended)["state"] == "ended"
    ran = mediahub("webcast", "edit", slug, "--ended", ends)
    assert (ran.code, ran.err.endswith("that time has not come.\n")) == (1, True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--register-by", "4 mars"), "“4 mars” is not a day. Write it as 2024-09-04."),
        (("--series", "finns-inte"), "There is no series called “finns-inte”."),
        (("--network", "finns-inte"), "There is no network called “finns-inte”."),
        (("--point", "Välkomna"), "“Välkomna” is not a point of a programme. Write “09.15 Title |"
         " Name, title, organisation; Name”."),
        (("--access", "alla"), "“alla” does not say who may watch. Choose registered, public."),
        (("--closing-rule", "x"), "“x” is not a closing rule: same_time, end_of_day."),
        (("--window-days", "366"), "A recording is open for 1 to 365 days, not 366."),
        (("--window-days", "0"), "A recording is open for 1 to 365 days, not 0."),
        (("--retention-months", "61"), "Registrations are kept for 0 to 60 months, not 61."),
        (("--publish", "snart"), "“snart” is not a time. Write it as 2026-03-04T06:00."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(
    mediahub: CommandLine, options: tuple[str, ...], sentence: str
) -> None:
    ran = mediahub("webcast", "add", "--title", "Råd", *WHEN, *options)
    assert (ran.code, ran.err) == (1, f"{sentence}\n")
    assert mediahub.json("webcast", "list") == []


def test_a_time_that_the_clocks_skip_is_refused(mediahub: CommandLine) -> None:
    times = ("--starts", "2026-03-29T02:30", "--ends", "2026-03-29T04:00")
    ran = mediahub("webcast", "add", "--title", "Råd", *times)
    assert (ran.code, ran.err) == (
        1,
        "There is no 2026-03-29 02.30: the clocks go forward that night. Choose a time before"
        " 02.00, or from 03.00.\n",
    )


@pytest.mark.parametrize(
    ("publish", "sentence"),
    [
        ("now", f"“Kommunala råd” is listed: https://podd.example/webbsandningar/{SLUG}\n"),
        ("draft", f"“Kommunala råd” is a draft, {SLUG}.\n"),
    ],
)
def test_it_says_whether_it_is_listed(mediahub: CommandLine, publish: str, sentence: str) -> None:
    options = ("--title", "Kommunala råd", *WHEN, "--publish", publish)
    assert mediahub("webcast", "add", *options).out == sentence


def test_webcasts_are_listed_latest_first(mediahub: CommandLine) -> None:
    add(mediahub)
    later = ("--starts", "2026-04-01T09:00", "--ends", "2026-04-01T10:00")
    mediahub.json("webcast", "add", "--title", "Senare", *later)
    assert [row["title"] for row in mediahub.json("webcast", "list")] == ["Senare", "Kommunala råd"]
    assert "Senare" in mediahub("webcast", "list").out.splitlines()[0]


def test_a_series_has_its_webcasts(mediahub: CommandLine) -> None:
    given = ("--description", "Tre delar.", "--price", "2 500 kr", "--register-by", "2026-03-04")
    more = ("--registration-url", "https://anmalan.example", "--capacity", "20", "--form")
    series = mediahub.json("series", "add", "--title", "Från grunden", *given, *more)
    add(mediahub, "--series", series["slug"])
    mediahub.json("series", "edit", "fran-grunden", "--title", "Grunden", "--price", "")
    assert mediahub.json("series", "show", "fran-grunden") == {
        "id": series["id"],
        "slug": "fran-grunden",
        "title": "Grunden",
        "description": "Tre delar.",
        "price": None,
        "register_by": "2026-03-04",
        "registration_url": "https://anmalan.example",
        "is_form_open": True,
        "capacity": 20,
        "webcasts": [SLUG],
    }
    assert mediahub.json("series", "list") == [
        {"slug": "fran-grunden", "title": "Grunden", "webcasts": 1}
    ]


def test_a_network_has_its_meetings_and_documents(mediahub: CommandLine) -> None:
    network = mediahub.json("network", "add", "--title", "Nätverket", "--description", "För alla.")
    add(mediahub, "--network", "natverket")
    kept = mediahub.json("network", "document", "natverket", PDF, "--title", "Bilder")
    assert kept == {"network": "natverket", "title": "Bilder", "size_bytes": PDF.stat().st_size}
    mediahub.json("network", "edit", "natverket", "--places-per-organisation", "1")
    assert mediahub.json("network", "show", "natverket") == {
        "id": network["id"],
        "slug": "natverket",
        "title": "Nätverket",
        "description": "För alla.",
        "places_per_organisation": 1,
        "webcasts": [SLUG],
        "documents": ["Bilder"],
    }
    assert mediahub.json("network", "list") == [
        {"slug": "natverket", "title": "Nätverket", "webcasts": 1, "documents": 1}
    ]


def test_a_document_of_an_unknown_network_is_not_stored(mediahub: CommandLine) -> None:
    ran = mediahub("network", "document", "finns-inte", PDF)
    assert (ran.code, ran.err) == (1, "There is no network called “finns-inte”.\n")
    assert mediahub.json("media", "sweep", "--hours", "0")["orphans"] == []
