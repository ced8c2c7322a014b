"""Views of public replays by day, questions about seats, and by what attempts are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. Rows that anonymous viewers left stay, and count as they were counted."""
    op.create_table(
        "public_views",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_public_views_recording_id_recordings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_views")),
        sa.UniqueConstraint("recording_id", "day", name=op.f("uq_public_views_recording_id_day")),
    )
    op.create_index(op.f("ix_public_views_day"), "public_views", ["day"], unique=False)
    op.create_table(
        "transfer_requests",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_transfer_requests_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_requests")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_transfer_requests_registration_id")),
    )
    op.create_index(
        op.f("ix_transfer_requests_email"), "transfer_requests", ["email"], unique=False
    )
    op.add_column(
        "form_attempts",
        sa.Column("kind", sa.String(length=32), server_default="network", nullable=False),
    )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("form_attempts") as table:
        table.drop_column("kind")
    op.drop_table("transfer_requests")
    op.drop_table("public_views")
