"""Webcasts, their series and networks, who is registered for them, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    _create_audit()
    _create_webcasts()
    _create_participants()


def _create_audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_at"), "audit_entries", ["at"], unique=False)
    op.create_index(
        op.f("ix_audit_entries_subject_id"), "audit_entries", ["subject_id"], unique=False
    )


def _create_webcasts() -> None:
    op.create_table(
        "networks",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places_per_organisation", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_networks")),
        sa.UniqueConstraint("slug", name=op.f("uq_networks_slug")),
    )
    op.create_table(
        "series",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("price_text", sa.String(length=255), nullable=True),
        sa.Column("register_by", sa.Date(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("registration_url", sa.String(length=500), nullable=True),
        sa.Column("is_form_open", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
    )
    op.create_table(
        "network_documents",
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media_files.id"], name=op.f("fk_network_documents_media_id_media_files")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_network_documents_network_id_networks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_documents")),
    )
    op.create_index(
        op.f("ix_network_documents_network_id"), "network_documents", ["network_id"], unique=False
    )
    op.create_table(
        "webcasts",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("target_group", sa.String(length=500), nullable=True),
        sa.Column("price_text", sa.String(length=255), nullable=True),
        sa.Column("price_amount", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=255), nullable=False),
        sa.Column("live_url", sa.String(length=500), nullable=True),
        sa.Column("contact_name", sa.String(length=128), nullable=True),
        sa.Column("contact_email", sa.String(length=255), nullable=True),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("register_by", sa.Date(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("registration_url", sa.String(length=500), nullable=True),
        sa.Column("is_form_open", sa.Boolean(), nullable=False),
        sa.Column("access", sa.String(length=32), nullable=False),
        sa.Column("closing_rule", sa.String(length=32), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("retention_months", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("network_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_webcasts_network_id_networks")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_webcasts_series_id_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webcasts")),
        sa.UniqueConstraint("slug", name=op.f("uq_webcasts_slug")),
    )
    op.create_index(op.f("ix_webcasts_network_id"), "webcasts", ["network_id"], unique=False)
    op.create_index(op.f("ix_webcasts_opens_at"), "webcasts", ["opens_at"], unique=False)
    op.create_index(op.f("ix_webcasts_series_id"), "webcasts", ["series_id"], unique=False)
    op.create_index(op.f("ix_webcasts_starts_at"), "webcasts", ["starts_at"], unique=False)
    op.create_table(
        "programme_points",
        sa.Column("webcast_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webcast_id"], ["webcasts.id"], name=op.f("fk_programme_points_webcast_id_webcasts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_points")),
    )
    op.create_index(
        op.f("ix_programme_points_webcast_id"), "programme_points", ["webcast_id"], unique=False
    )
    op.create_table(
        "webcast_credits",
        sa.Column("webcast_id", sa.Uuid(), nullable=False),
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
            name=op.f("fk_webcast_credits_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_webcast_credits_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["webcast_id"], ["webcasts.id"], name=op.f("fk_webcast_credits_webcast_id_webcasts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webcast_credits")),
    )
    op.create_index(
        op.f("ix_webcast_credits_organisation_id"),
        "webcast_credits",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_webcast_credits_person_id"), "webcast_credits", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_webcast_credits_webcast_id"), "webcast_credits", ["webcast_id"], unique=False
    )
    op.create_table(
        "programme_credits",
        sa.Column("point_id", sa.Uuid(), nullable=False),
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
            name=op.f("fk_programme_credits_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_programme_credits_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["programme_points.id"],
            name=op.f("fk_programme_credits_point_id_programme_points"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_credits")),
    )
    op.create_index(
        op.f("ix_programme_credits_organisation_id"),
        "programme_credits",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_programme_credits_person_id"), "programme_credits", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_programme_credits_point_id"), "programme_credits", ["point_id"], unique=False
    )


def _create_participants() -> None:
    op.create_table(
        "form_attempts",
        sa.Column("sender", sa.String(length=43), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_attempts")),
    )
    op.create_index("ix_form_attempts_sender_at", "form_attempts", ["sender", "at"], unique=False)
    op.create_table(
        "participants",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("email", name=op.f("uq_participants_email")),
    )
    op.create_table(
        "network_members",
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["networks.id"], name=op.f("fk_network_members_network_id_networks")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_network_members_participant_id_participants"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_members")),
        sa.UniqueConstraint(
            "network_id",
            "participant_id",
            "year",
            name=op.f("uq_network_members_network_id_participant_id_year"),
        ),
    )
    op.create_index(
        op.f("ix_network_members_network_id"), "network_members", ["network_id"], unique=False
    )
    op.create_index(
        op.f("ix_network_members_participant_id"),
        "network_members",
        ["participant_id"],
        unique=False,
    )
    op.create_table(
        "registrations",
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("webcast_id", sa.Uuid(), nullable=True),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transferred_to_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(webcast_id IS NULL) <> (series_id IS NULL)", name=op.f("ck_registrations_one_target")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_registrations_participant_id_participants"),
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_registrations_series_id_series")
        ),
        sa.ForeignKeyConstraint(
            ["transferred_to_id"],
            ["registrations.id"],
            name=op.f("fk_registrations_transferred_to_id_registrations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["webcast_id"], ["webcasts.id"], name=op.f("fk_registrations_webcast_id_webcasts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
    )
    op.create_index(
        op.f("ix_registrations_participant_id"), "registrations", ["participant_id"], unique=False
    )
    op.create_index(
        op.f("ix_registrations_series_id"), "registrations", ["series_id"], unique=False
    )
    op.create_index(
        op.f("ix_registrations_transferred_to_id"),
        "registrations",
        ["transferred_to_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registrations_webcast_id"), "registrations", ["webcast_id"], unique=False
    )
    op.create_index(
        "uq_registrations_series_alive",
        "registrations",
        ["series_id", "participant_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('active', 'waiting')"),
        postgresql_where=sa.text("state IN ('active', 'waiting')"),
    )
    op.create_index(
        "uq_registrations_webcast_alive",
        "registrations",
        ["webcast_id", "participant_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('active', 'waiting')"),
        postgresql_where=sa.text("state IN ('active', 'waiting')"),
    )


def downgrade() -> None:
    """Back again."""
    op.drop_table("registrations")
    op.drop_table("network_members")
    op.drop_table("participants")
    op.drop_table("form_attempts")
    op.drop_table("programme_credits")
    op.drop_table("webcast_credits")
    op.drop_table("programme_points")
    op.drop_table("webcasts")
    op.drop_table("network_documents")
    op.drop_table("series")
    op.drop_table("networks")
    op.drop_table("audit_entries")
