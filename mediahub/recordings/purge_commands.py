"""`mediahub window list` and `mediahub purge`: what closes when, and what goes after that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.clock import local
from mediahub.hub import Hub
from mediahub.media.deleting import waiting
from mediahub.media.jobs import sweep
from mediahub.media.models import Deletion
from mediahub.media.sweep import orphans, returned
from mediahub.participants import retention as participants
from mediahub.participants.models import NetworkMember
from mediahub.recordings import retention
from mediahub.recordings.deleting import all_files, delete_closed, deletes_at, overdue
from mediahub.recordings.models import Recording
from mediahub.recordings.service import list_recordings
from mediahub.recordings.state import state_of
from mediahub.storage import StoredObject
from mediahub.terminal import AsJson, hub_of, print_json, print_table, say

commands = typer.Typer(no_args_is_help=True, help="Windows of recordings.")

Rows = list[dict[str, Any]]


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List what closes when, the next first, and what is kept longer than it may be."""
    hub = hub_of(context)
    with hub.reading() as db:
        windows = [_window(hub, recording) for recording in _by_closing(db)]
        late = _late_registrations(hub, db)
    if as_json:
        print_json({"windows": windows, "overdue": late})
        return
    names = ("state", "opens_at", "closes_at", "deletes_at", "deleted_at", "webcast")
    print_table(hub, [{name: row[name] for name in names} for row in windows], as_json=False)
    if late:
        say(hub, "Registrations that are kept too long:")
        print_table(hub, late, as_json=False)


def _by_closing(db: Session) -> Sequence[Recording]:
    """What is to close first comes first, then what has no end, and last what is deleted."""
    return sorted(list_recordings(db), key=_order)


def _order(recording: Recording) -> tuple[bool, bool, float]:
    closes_at = recording.closes_at
    moment = 0.0 if closes_at is None else closes_at.timestamp()
    return recording.deleted_at is not None, closes_at is None, moment


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


def _late_registrations(hub: Hub, db: Session) -> Rows:
    return [
        {
            "title": late.target.title,
            "registrations": late.registrations,
            "kept_until": late.kept_until,
        }
        for late in participants.overdue(db, hub.now(), retention.closings(db))
    ]


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
        found = _found(hub, db)
    if not dry_run:
        retention.purge(hub)
        sweep(hub)
        delete_closed(hub, at_once=True)
    with hub.reading() as db:
        found["deletions"] = [_proof(row) for row in _deletions(db, began)]
    if as_json:
        print_json({"dry_run": dry_run, **found})
    else:
        _show(hub, found, dry_run=dry_run)


def _found(hub: Hub, db: Session) -> dict[str, Rows]:
    now = hub.now()
    return {
        "recordings": [_recording(db, recording) for recording in overdue(db, now)],
        "registrations": _late_registrations(hub, db),
        "memberships": [_membership(member) for member in participants.old_members(db, now)],
        "orphans": [_object(found) for found in orphans(db, hub.store, now)],
        "returned": [{"key": key} for key in returned(db, hub.store)],
    }


def _recording(db: Session, recording: Recording) -> dict[str, Any]:
    files = all_files(db, recording)
    return {
        "webcast": recording.webcast.slug,
        "title": recording.webcast.title,
        "closes_at": recording.closes_at,
        "files": len(files),
        "size_bytes": sum(file.size_bytes for file in files),
    }


def _membership(member: NetworkMember) -> dict[str, Any]:
    return {"network": member.network.slug, "year": member.year, "id": member.id}


def _object(found: StoredObject) -> dict[str, Any]:
    return {"key": found.key, "size_bytes": found.size_bytes, "modified_at": found.modified_at}


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
