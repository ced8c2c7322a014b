"""recipients

As whom the addresses of mails got them, and whom else they name, as far as rows still tell.
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TO_USERS = ("password", "staff_processed", "staff_unpublishable", "staff_weekly")
_TO_TAKERS = ("registration.taken_over", "registration.waiting")
_TO_GIVERS = ("registration.transferred",)


def _table(name: str, *texts: str, ids: tuple[str, ...] = ()) -> sa.TableClause:
    keys = [sa.column(one, sa.Uuid()) for one in ("id", *ids)]
    return sa.table(name, *keys, *map(sa.column, texts))


_users, _participants = _table("users", "email"), _table("participants", "email")
_mails = _table("mails", "email", "template", ids=("recipient_id", "about_id"))
_registrations = _table("registrations", ids=("participant_id", "transferred_to_id"))
_mentions = _table("mail_mentions", ids=("mail_id", "person_id"))


def upgrade() -> None:
    """Forward."""
    for persons, is_theirs in (
        (_users, _mails.c.template.in_(_TO_USERS)),
        (_participants, _mails.c.template.not_in(_TO_USERS)),
    ):
        same = sa.select(persons.c.id).where(persons.c.email == _mails.c.email)
        found = sa.update(_mails).where(is_theirs, _mails.c.recipient_id.is_(None))
        op.execute(found.values(recipient_id=same.scalar_subquery()))
    old, new = _registrations.alias(), _registrations.alias()
    given = old.join(new, old.c.transferred_to_id == new.c.id)
    _mention(given.join(_mails, _mails.c.about_id == new.c.id), old, _TO_TAKERS)
    _mention(given.join(_mails, _mails.c.about_id == old.c.id), new, _TO_GIVERS)


def _mention(joined: sa.Join, named: sa.FromClause, templates: tuple[str, ...]) -> None:
    is_noted = sa.exists().where(
        _mentions.c.mail_id == _mails.c.id, _mentions.c.person_id == named.c.participant_id
    )
    pairs = sa.select(_mails.c.id, named.c.participant_id).select_from(joined).distinct()
    found = pairs.where(_mails.c.template.in_(templates), ~is_noted)
    rows = op.get_bind().execute(found).all()
    if rows:
        made = [{"id": uuid4(), "mail_id": mail, "person_id": person} for mail, person in rows]
        op.bulk_insert(_mentions, made)


def downgrade() -> None:
    """Back: the columns go with the migration before this."""
