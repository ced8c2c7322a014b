"""Publishing from the studio: what waits for its copy, and the lists of a show by time."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "publishing_orders",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"],
            ["episodes.id"],
            name=op.f("fk_publishing_orders_episode_id_episodes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_orders")),
        sa.UniqueConstraint("episode_id", name=op.f("uq_publishing_orders_episode_id")),
    )
    op.create_index("ix_episodes_show_id_opens_at", "episodes", ["show_id", "opens_at"])
    op.drop_index("ix_episodes_show_id", "episodes")


def downgrade() -> None:
    """Back."""
    op.create_index("ix_episodes_show_id", "episodes", ["show_id"])
    op.drop_index("ix_episodes_show_id_opens_at", "episodes")
    op.drop_table("publishing_orders")
