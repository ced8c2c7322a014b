"""“No more mails like this one”: a signed address for each person, and what it stores."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import NotFound
from mediahub.participants.models import OptOut, Participant
from mediahub.sendouts.models import SendoutKind
from mediahub.settings import Settings
from mediahub.signatures import is_signed, sign

OPTIONAL = (SendoutKind.LAST_CHANCE,)
"""What people can do without: reminders of what they have been told already."""
_OPT_OUT = "opt-out"
_TOKEN = re.compile(r"([0-9a-f]{32})([A-Za-z0-9_-]{43})", re.ASCII)


def optout_url(settings: Settings, person_id: UUID, kind: SendoutKind) -> str:
    """The address that only this person gets. It opens nothing but this choice."""
    signature = sign(settings.secret_keys, _OPT_OUT, kind, person_id.hex)
    return f"{settings.origin}/avanmalan/{person_id.hex}{signature}"


def read_optout(db: Session, secrets: Sequence[str], token: str) -> tuple[Participant, SendoutKind]:
    """Whose the address is and of what kind of mail; every other text is the same NotFound."""
    match = _TOKEN.fullmatch(token)
    found = db.get(Participant, UUID(match[1])) if match else None
    for kind in OPTIONAL:
        if match and is_signed(secrets, match[2], _OPT_OUT, kind, match[1]) and found is not None:
            return found, kind
    raise NotFound("The link leads nowhere. It may be incomplete, or no longer in use.")


def is_out(db: Session, person: Participant, kind: SendoutKind) -> bool:
    """Whether they want no more of this kind."""
    return _find(db, person, kind) is not None


def opt_out(db: Session, person: Participant, kind: SendoutKind, now: datetime) -> None:
    """No more of this kind; asked for twice it is the same."""
    if _find(db, person, kind) is None:
        db.add(OptOut(participant_id=person.id, kind=kind, at=now))
        db.flush()


def opt_in(db: Session, person: Participant, kind: SendoutKind) -> None:
    """Take it back."""
    found = _find(db, person, kind)
    if found is not None:
        db.delete(found)
        db.flush()


def _find(db: Session, person: Participant, kind: SendoutKind) -> OptOut | None:
    wanted = select(OptOut).where(OptOut.participant_id == person.id, OptOut.kind == kind)
    return db.scalars(wanted).one_or_none()
