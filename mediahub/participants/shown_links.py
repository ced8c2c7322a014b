"""Personal links that somebody in the studio looks at: each time is noted in the audit log."""

from datetime import datetime

from sqlalchemy.orm import Session

from mediahub.accounts.audit import Decision, log_audit
from mediahub.errors import Conflict
from mediahub.participants.links import link_to_give, personal_link
from mediahub.participants.models import NetworkMember, Registration
from mediahub.settings import Settings


def shown_link(
    db: Session,
    settings: Settings,
    holder: Registration | NetworkMember,
    *,
    actor: str,
    now: datetime,
) -> str:
    """The link of somebody who has a seat or is a member; Conflict for others."""
    if isinstance(holder, Registration):
        link, kind = link_to_give(settings, holder), "registration"
    else:
        link, kind = _of_member(settings, holder), "member"
    log_audit(
        db, Decision(actor, now), f"{kind}.show_link", holder, after={"version": holder.version}
    )
    return link


def _of_member(settings: Settings, member: NetworkMember) -> str:
    if member.ended_at is not None:
        raise Conflict("{name} is not a member any more.", name=member.participant.name)
    return personal_link(settings, member)
