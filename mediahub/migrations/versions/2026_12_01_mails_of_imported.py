"""Mails of imported participants: nobody stopped them, so they get them as everyone does.

Where a send-out of the recording has begun already it stays as it is: what is mailed late and to
hundreds is for people to decide, who find them under "Who has not got it, and why".
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_UPDATE = """
    UPDATE registrations SET is_notified = true
    WHERE source = 'import' AND NOT is_notified AND NOT EXISTS (
        SELECT 1 FROM sendouts JOIN webcasts ON webcasts.id = sendouts.webcast_id
        WHERE sendouts.started_at IS NOT NULL
        AND (webcasts.id = registrations.webcast_id OR webcasts.series_id = registrations.series_id)
    )
"""


def upgrade() -> None:
    """Forward."""
    op.execute(_UPDATE)


def downgrade() -> None:
    """Back: whom it was true of is not known any more, and nothing depends on it."""
