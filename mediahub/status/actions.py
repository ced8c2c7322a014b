"""Work that an administrator asks the worker for out of turn; who asked is noted."""

from mediahub.accounts import audit
from mediahub.accounts.guard import StudioCall
from mediahub.jobs.queue import EVERYTHING, enqueue


def ask_for(call: StudioCall, job: str, action: str) -> None:
    """Have the job done once the page has committed; the log calls it “kind.verb”."""
    enqueue(call.db, job, EVERYTHING)
    audit.log_audit(
        call.db,
        actor=call.actor,
        action=action,
        subject_kind=action.partition(".")[0],
        subject_id=EVERYTHING,
        now=call.now,
    )
