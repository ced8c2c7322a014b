"""The first tables, and the one row that counts the changes of content."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "content_revision",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_revision")),
    )
    op.create_table(
        "media_files",
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("bitrate", sa.Integer(), nullable=True),
        sa.Column("channels", sa.Integer(), nullable=True),
        sa.Column("sample_rate", sa.Integer(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("loudness_lufs", sa.Double(), nullable=True),
        sa.Column("true_peak_dbtp", sa.Double(), nullable=True),
        sa.Column("loudness_range_lu", sa.Double(), nullable=True),
        sa.Column("is_normalised_wanted", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=True),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["media_files.id"], name=op.f("fk_media_files_source_id_media_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_files")),
        sa.UniqueConstraint("key", name=op.f("uq_media_files_key")),
    )
    op.create_index(op.f("ix_media_files_source_id"), "media_files", ["source_id"], unique=False)
    op.create_index(op.f("ix_media_files_state"), "media_files", ["state"], unique=False)
    op.create_table(
        "organisations",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
    )
    op.create_table(
        "people",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name", name=op.f("uq_people_name")),
    )
    op.create_table(
        "shows",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("guid", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("owner_name", sa.String(length=255), nullable=True),
        sa.Column("owner_email", sa.String(length=255), nullable=True),
        sa.Column("owner_in_feed", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("explicit", sa.Boolean(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("copyright", sa.String(length=255), nullable=True),
        sa.Column("license_identifier", sa.String(length=128), nullable=True),
        sa.Column("license_url", sa.String(length=500), nullable=True),
        sa.Column("medium", sa.String(length=32), nullable=False),
        sa.Column("new_feed_url", sa.String(length=500), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("block", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("feed_limit", sa.Integer(), nullable=False),
        sa.Column("funding", sa.JSON(), nullable=False),
        sa.Column("platform_links", sa.JSON(), nullable=False),
        sa.Column("locations", sa.JSON(), nullable=False),
        sa.Column("txt", sa.JSON(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("podroll", sa.JSON(), nullable=False),
        sa.Column("publisher", sa.JSON(), nullable=True),
        sa.Column("update_frequency", sa.JSON(), nullable=True),
        sa.Column("cover_id", sa.Uuid(), nullable=True),
        sa.Column("cover_small_id", sa.Uuid(), nullable=True),
        sa.Column("icon_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["media_files.id"], name=op.f("fk_shows_cover_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["cover_small_id"], ["media_files.id"], name=op.f("fk_shows_cover_small_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["icon_id"], ["media_files.id"], name=op.f("fk_shows_icon_id_media_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shows")),
        sa.UniqueConstraint("guid", name=op.f("uq_shows_guid")),
        sa.UniqueConstraint("slug", name=op.f("uq_shows_slug")),
    )
    op.create_table(
        "seasons",
        sa.Column("show_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_seasons_show_id_shows")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seasons")),
        sa.UniqueConstraint("show_id", "number", name=op.f("uq_seasons_show_id_number")),
    )
    op.create_table(
        "show_credits",
        sa.Column("show_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_show_credits_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_show_credits_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["show_id"], ["shows.id"], name=op.f("fk_show_credits_show_id_shows")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_show_credits")),
    )
    op.create_index(
        op.f("ix_show_credits_organisation_id"), "show_credits", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_show_credits_person_id"), "show_credits", ["person_id"], unique=False)
    op.create_index(op.f("ix_show_credits_show_id"), "show_credits", ["show_id"], unique=False)
    op.create_table(
        "episodes",
        sa.Column("show_id", sa.Uuid(), nullable=False),
        sa.Column("guid", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("season_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("explicit", sa.Boolean(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("chapters", sa.JSON(), nullable=False),
        sa.Column("soundbites", sa.JSON(), nullable=False),
        sa.Column("locations", sa.JSON(), nullable=False),
        sa.Column("audio_id", sa.Uuid(), nullable=False),
        sa.Column("enclosure_id", sa.Uuid(), nullable=True),
        sa.Column("image_id", sa.Uuid(), nullable=True),
        sa.Column("image_small_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audio_id"], ["media_files.id"], name=op.f("fk_episodes_audio_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["enclosure_id"], ["media_files.id"], name=op.f("fk_episodes_enclosure_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["media_files.id"], name=op.f("fk_episodes_image_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["image_small_id"],
            ["media_files.id"],
            name=op.f("fk_episodes_image_small_id_media_files"),
        ),
        sa.ForeignKeyConstraint(
            ["season_id"], ["seasons.id"], name=op.f("fk_episodes_season_id_seasons")
        ),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_episodes_show_id_shows")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episodes")),
        sa.UniqueConstraint("show_id", "slug", name=op.f("uq_episodes_show_id_slug")),
        sa.UniqueConstraint(
            "show_id", "type", "number", name=op.f("uq_episodes_show_id_type_number")
        ),
    )
    op.create_index(op.f("ix_episodes_audio_id"), "episodes", ["audio_id"], unique=False)
    op.create_index(op.f("ix_episodes_enclosure_id"), "episodes", ["enclosure_id"], unique=False)
    op.create_index(op.f("ix_episodes_opens_at"), "episodes", ["opens_at"], unique=False)
    op.create_index(op.f("ix_episodes_season_id"), "episodes", ["season_id"], unique=False)
    op.create_index(op.f("ix_episodes_show_id"), "episodes", ["show_id"], unique=False)
    op.create_table(
        "episode_copies",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_episode_copies_episode_id_episodes")
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_files.id"], name=op.f("fk_episode_copies_media_id_media_files")
        ),
        sa.PrimaryKeyConstraint("episode_id", "media_id", name=op.f("pk_episode_copies")),
    )
    op.create_table(
        "episode_credits",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_episode_credits_episode_id_episodes")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_episode_credits_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_episode_credits_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode_credits")),
    )
    op.create_index(
        op.f("ix_episode_credits_episode_id"), "episode_credits", ["episode_id"], unique=False
    )
    op.create_index(
        op.f("ix_episode_credits_organisation_id"),
        "episode_credits",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_episode_credits_person_id"), "episode_credits", ["person_id"], unique=False
    )
    op.create_table(
        "episode_transcripts",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episodes.id"], name=op.f("fk_episode_transcripts_episode_id_episodes")
        ),
        sa.ForeignKeyConstraint(
            ["media_id"],
            ["media_files.id"],
            name=op.f("fk_episode_transcripts_media_id_media_files"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode_transcripts")),
    )
    op.create_index(
        op.f("ix_episode_transcripts_episode_id"),
        "episode_transcripts",
        ["episode_id"],
        unique=False,
    )
    counter = sa.table("content_revision", sa.column("id", sa.Uuid()), sa.column("number"))
    op.bulk_insert(counter, [{"id": UUID("6f3d1b0e-3c53-4b8a-9a55-0d5f6a0f3c11"), "number": 0}])


def downgrade() -> None:
    """Back again."""
    op.drop_table("episode_transcripts")
    op.drop_table("episode_credits")
    op.drop_table("episode_copies")
    op.drop_table("episodes")
    op.drop_table("show_credits")
    op.drop_table("seasons")
    op.drop_table("shows")
    op.drop_table("people")
    op.drop_table("organisations")
    op.drop_table("media_files")
    op.drop_table("content_revision")
