"""Attempts: how often work on a row has been tried, and when it may be again."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("media_files", "uploads", "transcripts", "publishing_orders")


def upgrade() -> None:
    """Forward."""
    for table in TABLES:
        attempts = sa.Column("attempts", sa.Integer(), server_default="0", nullable=False)
        op.add_column(table, attempts)
        op.add_column(table, sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back."""
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("retry_at")
            table.drop_column("attempts")
