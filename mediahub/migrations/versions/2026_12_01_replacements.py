"""Replacements: other sound for an episode with its order, and letters corrected or withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _link(table: str, name: str) -> None:
    """A nullable column that names a file."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column(name, sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f(f"fk_{table}_{name}_media_files"), "media_files", [name], ["id"]
        )
        batch.create_index(op.f(f"ix_{table}_{name}"), [name])


def upgrade() -> None:
    """Forward."""
    _link("media_files", "replaced_by_id")
    _link("publishing_orders", "audio_id")
    op.add_column("publishing_orders", _flag("are_texts_kept"))
    op.add_column("publishing_orders", _flag("is_old_removed"))
    op.add_column("episodes", sa.Column("aside", sa.JSON(), nullable=True))
    op.add_column("episode_transcripts", _flag("is_aside"))
    for name in ("corrected_at", "withdrawn_at"):
        op.add_column("newsletters", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("newsletters") as table:
        table.drop_column("withdrawn_at")
        table.drop_column("corrected_at")
    with op.batch_alter_table("episode_transcripts") as table:
        table.drop_column("is_aside")
    with op.batch_alter_table("episodes") as table:
        table.drop_column("aside")
    for name, columns in (
        ("publishing_orders", ("is_old_removed", "are_texts_kept", "audio_id")),
        ("media_files", ("replaced_by_id",)),
    ):
        with op.batch_alter_table(name) as table:
            linked = columns[-1]
            table.drop_index(op.f(f"ix_{name}_{linked}"))
            table.drop_constraint(op.f(f"fk_{name}_{linked}_media_files"), type_="foreignkey")
            for column in columns:
                table.drop_column(column)
