"""Transcripts as cues with a history, for episodes and as the captions of recordings.

Rows move along with their tables, and columns that are read no more go at once: the version
before was never released, so it serves nowhere while this runs.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    _create_transcripts()
    _create_cues()
    _give_episodes_transcripts()
    _give_recordings_transcripts()


def _create_transcripts() -> None:
    op.create_table(
        "transcripts",
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("is_timed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("progress", sa.Double(), nullable=True),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["media_files.id"], name=op.f("fk_transcripts_source_id_media_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
    )
    with op.batch_alter_table("transcripts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transcripts_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transcripts_state"), ["state"], unique=False)
    op.create_table(
        "transcript_changes",
        sa.Column("transcript_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("diff", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcripts.id"],
            name=op.f("fk_transcript_changes_transcript_id_transcripts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_changes")),
        sa.UniqueConstraint(
            "transcript_id", "revision", name=op.f("uq_transcript_changes_transcript_id_revision")
        ),
    )


def _create_cues() -> None:
    op.create_table(
        "transcript_speakers",
        sa.Column("transcript_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("is_linked_by_hand", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_transcript_speakers_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcripts.id"],
            name=op.f("fk_transcript_speakers_transcript_id_transcripts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_speakers")),
        sa.UniqueConstraint(
            "transcript_id", "name", name=op.f("uq_transcript_speakers_transcript_id_name")
        ),
    )
    with op.batch_alter_table("transcript_speakers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transcript_speakers_person_id"), ["person_id"], unique=False
        )
    op.create_table(
        "transcript_cues",
        sa.Column("transcript_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("speaker_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["transcript_speakers.id"],
            name=op.f("fk_transcript_cues_speaker_id_transcript_speakers"),
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcripts.id"],
            name=op.f("fk_transcript_cues_transcript_id_transcripts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_cues")),
    )
    with op.batch_alter_table("transcript_cues", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transcript_cues_speaker_id"), ["speaker_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_transcript_cues_transcript_id_position"),
            ["transcript_id", "position"],
            unique=False,
        )


def _give_episodes_transcripts() -> None:
    with op.batch_alter_table("episode_transcripts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transcript_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("media_id", existing_type=sa.Uuid(), nullable=True)
    _make_transcripts("episode_transcripts", changed_at="held.changed_at")
    _point_to_transcripts("episode_transcripts")
    with op.batch_alter_table("episode_transcripts", schema=None) as batch_op:
        batch_op.drop_column("language")


def _give_recordings_transcripts() -> None:
    with op.batch_alter_table("recording_captions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transcript_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    _make_transcripts("recording_captions", changed_at="file.created_at")
    op.execute(
        "UPDATE recording_captions SET changed_at = (SELECT changed_at FROM transcripts"
        " WHERE transcripts.id = recording_captions.id)"
    )
    _point_to_transcripts("recording_captions")
    with op.batch_alter_table("recording_captions", schema=None) as batch_op:
        batch_op.alter_column(
            "changed_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
        batch_op.drop_constraint(
            batch_op.f("fk_recording_captions_media_id_media_files"), type_="foreignkey"
        )
        batch_op.drop_column("media_id")
        batch_op.drop_column("language")


def _make_transcripts(table: str, changed_at: str) -> None:
    """One of each row, with its id, whose cues a job reads from the file; gone bytes never will."""
    op.execute(
        "INSERT INTO transcripts"  # noqa: S608 - names from this file
        " (id, language, origin, state, is_timed, revision, created_at, source_id, changed_at)"
        " SELECT held.id, held.language, 'uploaded',"
        " CASE WHEN file.removed_at IS NULL THEN 'waiting' ELSE 'failed' END,"
        f" false, 0, file.created_at, held.media_id, {changed_at}"
        f" FROM {table} AS held JOIN media_files AS file ON file.id = held.media_id"
    )
    op.execute(f"UPDATE {table} SET transcript_id = id")  # noqa: S608


def _point_to_transcripts(table: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column("transcript_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.create_unique_constraint(
            batch_op.f(f"uq_{table}_transcript_id"), ["transcript_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f(f"fk_{table}_transcript_id_transcripts"),
            "transcripts",
            ["transcript_id"],
            ["id"],
        )


def downgrade() -> None:
    """Back again, to the files as they came; corrections, and what a machine made, are lost."""
    with op.batch_alter_table("recording_captions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("media_id", sa.Uuid(), nullable=True))
    for table in ("episode_transcripts", "recording_captions"):
        _restore_files(table)
    with op.batch_alter_table("recording_captions", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_recording_captions_media_id_media_files"),
            "media_files",
            ["media_id"],
            ["id"],
        )
        batch_op.drop_column("changed_at")
    op.drop_table("transcript_cues")
    op.drop_table("transcript_speakers")
    op.drop_table("transcript_changes")
    op.drop_table("transcripts")


def _restore_files(table: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=16), nullable=True))
        batch_op.drop_constraint(
            batch_op.f(f"fk_{table}_transcript_id_transcripts"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f(f"uq_{table}_transcript_id"), type_="unique")
    own = f"FROM transcripts WHERE transcripts.id = {table}.transcript_id"
    uploaded = f"(SELECT source_id {own} AND origin = 'uploaded')"
    op.execute(
        f"UPDATE {table} SET language = (SELECT language {own}),"  # noqa: S608
        f" media_id = COALESCE(media_id, {uploaded})"
    )
    op.execute(f"DELETE FROM {table} WHERE media_id IS NULL")  # noqa: S608
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column("language", existing_type=sa.String(length=16), nullable=False)
        batch_op.alter_column("media_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("transcript_id")
