"""How long texts may be: every column that people's words reach has a limit, and says so."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Enum, String, update
from sqlalchemy.orm import Session

import mediahub.app
import mediahub.worker  # noqa: F401 - with the one before it, every table
from mediahub.db import Base, check_row, longest
from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.shows.models import Show
from mediahub.shows.service import edit_show
from mediahub.text_limits import LONGEST, LONGEST_MARKDOWN, ROWS, Rows, name_of
from mediahub.web.field_lengths import room_for
from mediahub.web.templating import templates_folder
from tests.factories import make_episode, make_show
from tests.mediahub.visitor import visiting

# What the program writes there itself: made of what is limited already, or words of its own.
OF_THE_PROGRAM = {
    "audit_entries.actor": "the id of a user",
    "audit_entries.action": "a word of ours",
    "audit_entries.after": "values of limited columns",
    "audit_entries.before": "values of limited columns",
    "audit_entries.subject_kind": "a word of ours",
    "audit_senders.address": "an IP address",
    "bounced_addresses.status": "three numbers",
    "deletions.failure": "what a store answered, cut",
    "deletions.reason": "a word of ours",
    "episodes.guid": "a UUID, or what a feed of old said",
    "form_attempts.sender": "a digest",
    "mail_opt_outs.kind": "a word of ours",
    "mail_texts.kind": "a word of ours",
    "mails.answer": "what a server answered, cut",
    "mails.batch": "a word and an id",
    "mails.data": "ids, and values of limited columns",
    "mails.domain": "the end of a limited address",
    "mails.key": "words of ours and ids",
    "mails.message_id": "an id at our domain",
    "mails.template": "a word of ours",
    "media_files.content_type": "one of a list",
    "media_files.failure": "a sentence of ours",
    "media_files.key": "an id and a limited name",
    "media_files.sha256": "a digest",
    "media_files.tags": "what the tags hold that were written of limited columns",
    "newsletter_items.content": "what limited columns said when the letter was published",
    "publishing_orders.actor": "the id of a user",
    "publishing_orders.failure": "a sentence of ours, cut",
    "sendouts.created_by": "the id of a user",
    "sign_in_attempts.account": "a digest",
    "sign_in_attempts.network": "a digest",
    "studio_sessions.address": "an IP address",
    "studio_sessions.browser": "one of a list",
    "episodes.aside": "chapters and soundbites, which were of limited length",
    "studio_sessions.digest": "a digest",
    "transcript_changes.action": "a word of ours",
    "transcript_changes.actor": "the id of a user",
    "transcript_changes.diff": "cues, each of limited length",
    "transcripts.failure": "a sentence of ours, cut",
    "uploads.actor": "the id of a user",
    "uploads.content_type": "a type, cut",
    "uploads.digests": "numbers and digests, as many as parts",
    "uploads.failure": "a sentence of ours, cut",
    "uploads.key": "an id and a limited name",
    "uploads.store_id": "an id of the store",
    "users.password_hash": "a digest",
    "webcasts.untold": "two times",
}


def columns() -> Iterator[tuple[type[Base], str, Column[Any]]]:
    """Every column that may hold words, with its model and what the model calls it."""
    for mapper in Base.registry.mappers:
        for name, column in mapper.columns.items():
            if isinstance(column.type, String | JSON) and not isinstance(column.type, Enum):
                yield mapper.class_, name, column


def full_name(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


WRITTEN = sorted(
    (one for one in columns() if full_name(one[2]) not in OF_THE_PROGRAM),
    key=lambda one: full_name(one[2]),
)


def test_every_column_of_text_is_known_to_have_a_limit_or_to_need_none() -> None:
    known = {full_name(column) for _, _, column in columns()}
    without = {
        full_name(column)
        for _, _, column in WRITTEN
        if longest(full_name(column)) is None or name_of(column.table.name, column.name) is None
    }
    assert without == set()
    assert (OF_THE_PROGRAM.keys() | LONGEST.keys() | ROWS.keys()) - known == set()
    assert OF_THE_PROGRAM.keys() & (LONGEST.keys() | ROWS.keys()) == set()


@pytest.mark.parametrize(
    ("model", "name", "column"), WRITTEN, ids=[full_name(column) for _, _, column in WRITTEN]
)
def test_what_is_longer_is_refused_by_the_name_of_its_field(
    model: type[Base], name: str, column: Column[Any]
) -> None:
    room = longest(full_name(column)) or 0
    is_rows = full_name(column) in ROWS
    check_row(model(**{name: ["x" * room] if is_rows else "x" * room}))
    too_long = "x" * (room + 1)
    row = model(**{name: [{"text": [too_long]}] if is_rows else too_long})
    with pytest.raises(Invalid) as refusal:
        check_row(row)
    said = str(refusal.value)
    assert said.startswith(str(name_of(column.table.name, column.name)))
    assert f"{room + 1} characters long" in said
    assert f"there is room for {room}" in said


@pytest.mark.parametrize(("column", "rows"), ROWS.items(), ids=ROWS)
def test_too_many_rows_are_refused(column: str, rows: Rows) -> None:
    model, name = next((m, n) for m, n, c in WRITTEN if full_name(c) == column)
    check_row(model(**{name: ["x"] * rows.most}))
    with pytest.raises(Invalid, match=f"has {rows.most + 1} rows; {rows.most} are the most"):
        check_row(model(**{name: ["x"] * (rows.most + 1)}))


def test_a_refusal_is_whole_in_swedish() -> None:
    with pytest.raises(Invalid) as refusal:
        check_row(Show(description="x" * (LONGEST_MARKDOWN + 1)))
    said = sentence(refusal.value, "sv")
    said = said.replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Beskrivningen har 20 001 tecken. Det finns plats för 20 000."


def test_half_a_character_is_refused() -> None:
    with pytest.raises(Invalid, match="“Om�råd…” holds half of a character"):
        check_row(Show(description="Om\udce5råd"))
    with pytest.raises(Invalid, match="holds half of a character"):
        check_row(Show(funding=[{"url": "https://skr.se/\ud800"}]))


def lengthen(db: Session) -> Show:
    """A show whose texts are longer than there is room for by now, beside one that is not."""
    show, _ = make_show(db), make_show(db, slug="granne")
    values = {"description": "ord " * 10_000, "author": "ord " * 100}
    db.execute(update(Show).where(Show.id == show.id).values(**values))
    db.expire_all()
    return show


def test_what_is_longer_from_before_is_shown_and_stays_until_it_is_changed(hub: Hub) -> None:
    with hub.writing() as db:
        show = lengthen(db)
        make_episode(db, show=show, opens_at=hub.now())
        path = f"/{show.slug}"
    with hub.writing() as db:
        show = db.merge(show)
        edit_show(show, title="Ny titel", description=show.description)
    with visiting(hub) as visitor:
        assert "ord ord ord" in visitor.get(path).text
    with pytest.raises(Invalid, match="The description is"), hub.writing() as db:
        edit_show(db.merge(show), description=show.description + "!")


FIELD = re.compile(r"<(input|textarea)\b(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>", re.DOTALL)
NO_TEXT = (
    "hidden", "submit", "checkbox", "radio", "file", "number", "date", "time", "datetime-local",
    "password", "range",
)  # fmt: skip


def test_every_field_of_text_tells_the_browser_how_much_it_takes() -> None:
    without = [
        f"{file.relative_to(templates_folder())}: {found[0]}"
        for file in sorted(templates_folder().rglob("*.html"))
        for found in FIELD.finditer(file.read_text("utf-8"))
        if not any(f'type="{kind}"' in found[0] for kind in NO_TEXT)
        and "readonly" not in found[0]
        and "maxlength=" not in found[0]
    ]
    assert without == []


def test_no_template_repeats_a_number_that_a_column_has() -> None:
    lengths = [
        (file.name, found)
        for file in templates_folder().rglob("*.html")
        for found in re.findall(r'maxlength="(\d+)"', file.read_text("utf-8"))
    ]
    # Fields that are kept in no column: a trap for machines, and two times.
    assert sorted(lengths) == [("editor.html", "20"), ("editor.html", "20"), ("form.html", "255")]


@pytest.mark.parametrize(
    ("field", "room"),
    [("shows.title", 255), ("users.name", 128), ("organisations.name", 200),
     ("description", LONGEST_MARKDOWN), ("people.name", 128), ("q", 1000),
     ("place", 255), ("audit_entries.reason", 500), ("host", LONGEST_MARKDOWN),
     ("shows.slug", 64), ("episodes.slug", 120)],
)  # fmt: skip
def test_a_field_takes_as_much_as_its_column(field: str, room: int) -> None:
    assert room_for(field) == room


CALLED = re.compile(r'\{\{ (?:field|area)\("(\w+)",.*?(?: of=(.*))?\) }}')


def test_each_field_of_a_form_takes_as_much_as_the_table_of_that_form() -> None:
    named = set()
    for file in sorted(templates_folder().rglob("studio/**/*.html")):
        for line in file.read_text("utf-8").splitlines():
            for field, tables in CALLED.findall(line):
                for table in re.findall(r'"(\w+)"', tables) or [None]:
                    room = room_for(f"{table}.{field}" if table else field)
                    if table:
                        assert longest(f"{table}.{field}") == room, (file.name, field)
                        named.add((file.name, f"{table}.{field}"))
    assert ("user.html", "users.name") in named
    assert ("new.html", "shows.slug") in named


def test_a_name_that_tables_have_different_room_for_is_not_enough() -> None:
    for field in ("name", "title", "slug", "role", "language", "text"):
        with pytest.raises(ValueError, match="name its table"):
            room_for(field)
