"""Newsletters and their items."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "newsletters",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("greeting", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletters")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_newsletters_year_number")),
    )
    op.create_index(op.f("ix_newsletters_published_at"), "newsletters", ["published_at"])
    op.create_table(
        "newsletter_items",
        sa.Column("newsletter_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=True),
        sa.Column("webcast_id", sa.Uuid(), nullable=True),
        sa.Column("heading", sa.String(length=255), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_newsletter_items_{name}_id_{table}"),
            )
            for name, table in (
                ("newsletter", "newsletters"),
                ("episode", "episodes"),
                ("webcast", "webcasts"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_items")),
    )
    for name in ("newsletter_id", "episode_id", "webcast_id"):
        op.create_index(op.f(f"ix_newsletter_items_{name}"), "newsletter_items", [name])


def downgrade() -> None:
    """Back again."""
    op.drop_table("newsletter_items")
    op.drop_table("newsletters")
