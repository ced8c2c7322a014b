"""`mediahub window list` and `mediahub purge`: what closes when, and what goes after that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.clock import local
from mediahub.hub import Hub
from mediahub.media.deletion import waiting
from mediahub.media.models import Deletion
from mediahub.recordings.models import Recording
from mediahub.recordings.retention.deletion import deletes_at
from mediahub.recordings.retention.purge import Rows, late_registrations, purge_now, what_goes
from mediahub.recordings.service import list_by_closing
from mediahub.recordings.state import state_of
from mediahub.terminal import AsJson, hub_of, print_json, print_table, say

commands = typer.Typer(no_args_is_help=True, help="Windows of recordings.")


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List what closes when, the next first, and what is kept longer than it may be."""
    hub = hub_of(context)
    with hub.reading() as db:
        windows = [_window(hub, recording) for recording in list_by_closing(db)]
        late = late_registrations(hub, db)
    if as_json:
        print_json({"windows": windows, "overdue": late})
        return
    names = ("state", "opens_at", "closes_at", "deletes_at", "deleted_at", "webcast")
    print_table(hub, [{name: row[name] for name in names} for row in windows], as_json=False)
    if late:
        say(hub, "Registrations that are kept too long:")
        print_table(hub, late, as_json=False)


def _window(hub: Hub, recording: Recording) -> dict[str, Any]:
    return {
        "webcast": recording.webcast.slug,
        "title": recording.webcast.title,
        "state": state_of(recording, hub.now()),
        "opens_at": recording.opens_at,
        "closes_at": recording.closes_at,
        "closes_at_local": _local(recording.closes_at),
        "deletes_at": deletes_at(recording),
        "deleted_at": recording.deleted_at,
    }


def _local(instant: datetime | None) -> datetime | None:
    return None if instant is None else local(instant)


def purge(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove now what the worker removes by and by, and show the proof.

    That is recordings a day after their window, registrations and memberships past their time, and
    stored bytes that nothing names. What the storage has refused is tried again at once.
    """
    hub = hub_of(context)
    began = hub.now()
    with hub.reading() as db:
        found = what_goes(hub, db)
    if not dry_run:
        purge_now(hub)
    with hub.reading() as db:
        found["deletions"] = [_proof(row) for row in _deletions(db, began)]
    if as_json:
        print_json({"dry_run": dry_run, **found})
    else:
        _show(hub, found, dry_run=dry_run)


def _deletions(db: Session, since: datetime) -> Sequence[Deletion]:
    """Those that wait, and those that were confirmed since then."""
    confirmed = select(Deletion).where(Deletion.confirmed_at >= since)
    return [*waiting(db), *db.scalars(confirmed.order_by(Deletion.confirmed_at))]


def _proof(row: Deletion) -> dict[str, Any]:
    return {
        "key": row.media.key,
        "size_bytes": row.media.size_bytes,
        "sha256": row.media.sha256,
        "reason": row.reason,
        "wanted_at": row.wanted_at,
        "confirmed_at": row.confirmed_at,
        "attempts": row.attempts,
        "failure": row.failure,
    }


def _show(hub: Hub, found: dict[str, Rows], *, dry_run: bool) -> None:
    for rows in found.values():
        print_table(hub, rows, as_json=False)
    say(
        hub,
        "Would remove {recordings} recordings, {registrations} webcasts' registrations, "
        "{memberships} memberships and {orphans} files without an owner."
        if dry_run
        else "Removed {recordings} recordings, {registrations} webcasts' registrations, "
        "{memberships} memberships and {orphans} files without an owner.",
        **{name: len(rows) for name, rows in found.items()},
    )
    waits = sum(row["confirmed_at"] is None for row in found["deletions"])
    if waits:
        say(hub, "{files} files wait to be deleted; the worker tries again.", files=waits)
