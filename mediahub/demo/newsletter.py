"""The demo's newsletter: published at the filling, about an episode and what is coming."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.episodes.models import Episode
from mediahub.newsletter import service
from mediahub.newsletter.publication import publish_letter

_GREETING = """\
Hej,

här är ett brev om medborgardialog: ett avsnitt att lyssna på, och webbsändningar som kommer.

*Demo: ett påhittat nyhetsbrev.*
"""


def fill_newsletter(db: Session, episode: Episode, now: datetime) -> None:
    """Publish a letter, unless there is one."""
    if service.list_letters(db):
        return
    letter = service.draft_letter(db, now - timedelta(days=30), now, now=now, greeting=_GREETING)
    service.add_letter(db, letter)
    service.add_item(db, letter, service.new_item(about=episode), 1)
    publish_letter(db, letter, actor=COMMAND, now=now)
