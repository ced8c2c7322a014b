"""Work that an administrator asks the worker for out of turn; who asked is noted."""

from mediahub.accounts.audit import Decision, Subject, log_audit
from mediahub.accounts.guard import StudioCall
from mediahub.jobs.queue import EVERYTHING, enqueue


def ask_for(call: StudioCall, job: str, action: str) -> None:
    """Have the job done once the page has committed; the log calls it “kind.verb”."""
    enqueue(call.db, job, EVERYTHING)
    log_audit(
        call.db,
        Decision(call.actor, call.now),
        action,
        Subject(action.partition(".")[0], EVERYTHING),
    )
