"""Who sees the live link of a webcast; none says that it follows from registration and price."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


_UPDATE = """
    UPDATE webcasts SET live_access = 'registered'
    WHERE network_id IS NOT NULL OR is_form_open OR registration_url IS NOT NULL
    OR price_amount > 0
    OR EXISTS (SELECT 1 FROM registrations WHERE registrations.webcast_id = webcasts.id)
    OR EXISTS (
        SELECT 1 FROM series WHERE series.id = webcasts.series_id
        AND (series.is_form_open OR series.registration_url IS NOT NULL)
    )
"""


def upgrade() -> None:
    """Forward."""
    op.add_column("webcasts", sa.Column("live_access", sa.String(length=32), nullable=True))
    op.execute(_UPDATE)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("webcasts") as table:
        table.drop_column("live_access")
