"""`mediahub participant import` and `export`: lists in and out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.i18n import translations
from mediahub.participants.cli.options import TargetOptions, read_target
from mediahub.participants.lists.exporter import link_rows, log_export, rows_of, to_xlsx
from mediahub.participants.lists.headings import Columns, Field
from mediahub.participants.lists.importer import (
    ImportResult,
    ParticipantList,
    import_list,
    list_of,
    read_columns,
    read_rows,
    without_wrong,
)
from mediahub.participants.lists.rejects import rejected_rows
from mediahub.participants.lists.sheets import LARGEST_BYTES
from mediahub.participants.models import RegistrationState
from mediahub.participants.service import ALIVE, list_registrations
from mediahub.terminal import AsJson, hub_of, print_json, print_result, progress, say, with_options
from mediahub.web.csv_export import to_csv


@with_options(TargetOptions)
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV or XLSX.")],
    options: TargetOptions,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what is read from where, and write nothing.")
    ] = False,
    notify: Annotated[
        bool,
        typer.Option(
            "--notify",
            help="Mail those who are new now that they are registered. What is mailed later,"
            " such as changes and the recording, they get as everyone does.",
        ),
    ] = False,
    rejected: Annotated[
        Path | None,
        typer.Option(
            help="Take the rows that can be read, and write the others to this file, .csv or"
            " .xlsx, with the reason in a column of its own."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Register everyone in a list, or nobody if a row is wrong; again changes nothing."""
    hub = hub_of(context)
    if rejected is not None:
        _check_ending(rejected)
    with file.open("rb") as source:
        sheet, columns = read_columns(source.read(LARGEST_BYTES + 1))
    if not as_json:
        _show(hub, columns)
    read = read_rows(sheet, columns)
    roll = list_of(columns, read) if rejected is None else without_wrong(columns, read)
    if rejected is not None and read.wrong:
        _write_table(rejected, rejected_rows(sheet, read, hub.settings.language), file.stem)
    with progress(file.name) as tell:
        tally = _import(hub, options, roll, tell, dry_run=dry_run, notify=notify)
    if as_json:
        told = {"columns": columns.mapping, "dry_run": dry_run, "rejected": len(read.wrong)}
        print_json({**told, **tally.as_dict()})
        return
    say(
        hub,
        "Would register {new} persons, {waiting} of them on the waiting list."
        if dry_run
        else "Registered {new} persons, {waiting} of them on the waiting list.",
        **tally.as_dict(),
    )
    say(
        hub,
        "Registered before: {known}. Corrected: {corrected}. Cancelled or transferred before: "
        "{ended}. Written twice: {repeated}.",
        **tally.as_dict(),
    )
    if read.wrong:
        say(
            hub,
            "Not taken: {count}. They are in {file}.",
            count=len(read.wrong),
            file=rejected,
        )


def _import(
    hub: Hub,
    options: TargetOptions,
    roll: ParticipantList,
    tell: Callable[[float], None],
    *,
    dry_run: bool,
    notify: bool,
) -> ImportResult:
    def run(db: Session) -> ImportResult:
        target = read_target(db, options)
        return import_list(
            db, target, roll, actor=COMMAND, now=hub.now(), tell=tell, with_confirmation=notify
        )

    if dry_run:
        with hub.writers() as db:  # without begin(): what is not committed is rolled back
            return run(db)
    with hub.writing() as db:
        return run(db)


def _show(hub: Hub, columns: Columns) -> None:
    sentences = {
        Field.NAME: "name",
        Field.FIRST_NAME: "first name",
        Field.LAST_NAME: "last name",
        Field.EMAIL: "e-mail address",
        Field.ORGANISATION: "organisation",
        None: "is not read",
    }
    gettext = translations(hub.settings.language).gettext
    for heading, field in zip(columns.headings, columns.fields, strict=True):
        typer.echo(f"{heading or '–'}: {gettext(sentences[field])}")


@with_options(TargetOptions)
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to, .csv or .xlsx.")],
    options: TargetOptions,
    all_states: Annotated[
        bool, typer.Option("--all", help="Also those who cancelled or gave their seat away.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the list of participants to a file; that it was done is noted."""
    hub = hub_of(context)
    _check_ending(file)
    states = tuple(RegistrationState) if all_states else ALIVE
    with hub.writing() as db:
        target = read_target(db, options)
        rows = rows_of(list_registrations(db, target, states), hub.settings.language)
        log_export(db, target, "export", len(rows) - 1, actor=COMMAND, now=hub.now())
        _write_table(file, rows, target.title)
    if as_json:
        print_json({"file": str(file), "registrations": len(rows) - 1})
    else:
        say(hub, "{count} registrations are in {file}.", count=len(rows) - 1, file=file)


@with_options(TargetOptions)
def links(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to, .csv.")],
    options: TargetOptions,
    as_json: AsJson = False,
) -> None:
    """Write who has a seat, and their personal links, to a file; that it was done is noted."""
    hub = hub_of(context)
    if file.suffix.lower() != ".csv":
        raise Invalid("“{file}” has to end in .csv.", file=file.name)
    with hub.writing() as db:
        target = read_target(db, options)
        held = list_registrations(db, target, (RegistrationState.ACTIVE,))
        rows = link_rows(held, hub.settings)
        log_export(db, target, "export_links", len(rows) - 1, actor=COMMAND, now=hub.now())
        _write(file, to_csv(rows))
    facts = {"file": str(file), "links": len(rows) - 1}
    print_result(hub, facts, "{links} links are in {file}.", as_json=as_json)


def _check_ending(file: Path) -> None:
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise Invalid("“{file}” has to end in .csv or .xlsx.", file=file.name)


def _write_table(file: Path, rows: Sequence[Sequence[str]], title: str) -> None:
    is_csv = file.suffix.lower() == ".csv"
    _write(file, to_csv(rows) if is_csv else to_xlsx(rows, title))


def _write(file: Path, data: bytes) -> None:
    file.touch(mode=0o600)  # names and addresses: not for everyone on this machine
    file.write_bytes(data)
