"""What is past its time, what the next purge therefore removes, and the purge out of turn."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.jobs.queue import Job
from mediahub.mail.cleanup import clear
from mediahub.media.jobs import sweep
from mediahub.media.sweep import orphans, returned
from mediahub.participants import retention as participants
from mediahub.participants.models import NetworkMember
from mediahub.recordings.models import Recording
from mediahub.recordings.retention import rules
from mediahub.recordings.retention.deletion import all_files, delete_closed, overdue
from mediahub.storage import StoredObject

PURGE = "recordings.purge_now"
Rows = list[dict[str, Any]]


def late_registrations(hub: Hub, db: Session) -> Rows:
    """Webcasts and courses whose registrations are kept longer than they may be, and how many."""
    return [
        {
            "title": late.target.title,
            "registrations": late.registrations,
            "kept_until": late.kept_until,
        }
        for late in participants.overdue(db, hub.now(), rules.closings(db))
    ]


def what_goes(hub: Hub, db: Session) -> dict[str, Rows]:
    """By kind, what a purge would remove now; it lists the store, which may take a while."""
    now = hub.now()
    return {
        "recordings": [_recording(db, recording) for recording in overdue(db, now)],
        "registrations": late_registrations(hub, db),
        "memberships": [_membership(member) for member in participants.old_members(db, now)],
        "orphans": [_object(found) for found in orphans(db, hub.store, now)],
        "returned": [{"key": key} for key in returned(db, hub.store)],
    }


def purge_now(hub: Hub) -> None:
    """Do at once what the worker does by and by; what the storage has refused is tried again."""
    rules.purge(hub)
    sweep(hub)
    delete_closed(hub, at_once=True)
    clear(hub)


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


def _run(hub: Hub, _: UUID) -> None:
    purge_now(hub)


JOBS = [Job(PURGE, _run)]
