"""Who sees the live link of a webcast; none says that it follows from registration and price."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("webcasts", sa.Column("live_access", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("webcasts") as table:
        table.drop_column("live_access")
