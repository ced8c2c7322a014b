"""Recordings with captions, documents and viewings; deletions with proof; the end that stands."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    _create_deletions()
    _create_recordings()
    _create_captions_and_documents()
    _create_viewings()
    with op.batch_alter_table("media_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("webcasts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("end_fixed_at", sa.DateTime(timezone=True), nullable=True))


def _create_deletions() -> None:
    op.create_table(
        "deletions",
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_files.id"], name=op.f("fk_deletions_media_id_media_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletions")),
        sa.UniqueConstraint("media_id", name=op.f("uq_deletions_media_id")),
    )


def _create_recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("webcast_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("playable_id", sa.Uuid(), nullable=True),
        sa.Column("poster_id", sa.Uuid(), nullable=True),
        sa.Column("exception_by", sa.String(length=128), nullable=True),
        sa.Column("exception_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exception_reason", sa.String(length=500), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_files.id"], name=op.f("fk_recordings_media_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["playable_id"], ["media_files.id"], name=op.f("fk_recordings_playable_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["poster_id"], ["media_files.id"], name=op.f("fk_recordings_poster_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["webcast_id"], ["webcasts.id"], name=op.f("fk_recordings_webcast_id_webcasts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("media_id", name=op.f("uq_recordings_media_id")),
    )
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recordings_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recordings_opens_at"), ["opens_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recordings_webcast_id"), ["webcast_id"], unique=False)
        batch_op.create_index(
            "uq_recordings_webcast_kept",
            ["webcast_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )


def _create_captions_and_documents() -> None:
    op.create_table(
        "recording_captions",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"],
            ["media_files.id"],
            name=op.f("fk_recording_captions_media_id_media_files"),
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_captions_recording_id_recordings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_captions")),
    )
    with op.batch_alter_table("recording_captions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recording_captions_recording_id"), ["recording_id"], unique=False
        )
    op.create_table(
        "recording_documents",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"],
            ["media_files.id"],
            name=op.f("fk_recording_documents_media_id_media_files"),
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_documents_recording_id_recordings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_documents")),
    )
    with op.batch_alter_table("recording_documents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recording_documents_recording_id"), ["recording_id"], unique=False
        )


def _create_viewings() -> None:
    op.create_table(
        "viewings",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("watched_seconds", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["network_members.id"],
            name=op.f("fk_viewings_member_id_network_members"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_viewings_recording_id_recordings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_viewings_registration_id_registrations"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewings")),
    )
    with op.batch_alter_table("viewings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_viewings_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_viewings_recording_id"), ["recording_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_viewings_registration_id"), ["registration_id"], unique=False
        )


def downgrade() -> None:
    """Back again."""
    with op.batch_alter_table("webcasts", schema=None) as batch_op:
        batch_op.drop_column("end_fixed_at")
    with op.batch_alter_table("media_files", schema=None) as batch_op:
        batch_op.drop_column("removed_at")
    with op.batch_alter_table("viewings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_viewings_registration_id"))
        batch_op.drop_index(batch_op.f("ix_viewings_recording_id"))
        batch_op.drop_index(batch_op.f("ix_viewings_member_id"))
    op.drop_table("viewings")
    with op.batch_alter_table("recording_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_documents_recording_id"))
    op.drop_table("recording_documents")
    with op.batch_alter_table("recording_captions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_captions_recording_id"))
    op.drop_table("recording_captions")
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recordings_webcast_kept",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_recordings_webcast_id"))
        batch_op.drop_index(batch_op.f("ix_recordings_opens_at"))
        batch_op.drop_index(batch_op.f("ix_recordings_closes_at"))
    op.drop_table("recordings")
    op.drop_table("deletions")
