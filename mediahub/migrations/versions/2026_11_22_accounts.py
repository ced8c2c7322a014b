"""Users, their sessions and attempts to sign in; where audit entries came from, kept apart."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SQLITE = """
CREATE TRIGGER audit_entries_are_kept_{verb} BEFORE {verb} ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END
"""
_FUNCTION = """
CREATE FUNCTION audit_entries_are_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit entries are only ever added'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER audit_entries_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_are_kept()
"""


def upgrade() -> None:
    """Forward."""
    _create_users()
    _create_signing_in()
    _create_audit()


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("is_limited", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "user_shows",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("show_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["show_id"],
            ["shows.id"],
            name=op.f("fk_user_shows_show_id_shows"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_user_shows_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_shows")),
        sa.UniqueConstraint("user_id", "show_id", name=op.f("uq_user_shows_user_id_show_id")),
    )
    op.create_index(op.f("ix_user_shows_show_id"), "user_shows", ["show_id"], unique=False)


def _create_signing_in() -> None:
    op.create_table(
        "studio_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_studio_sessions_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_studio_sessions_digest")),
    )
    op.create_index(op.f("ix_studio_sessions_seen_at"), "studio_sessions", ["seen_at"])
    op.create_index(op.f("ix_studio_sessions_user_id"), "studio_sessions", ["user_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("account", sa.String(length=43), nullable=False),
        sa.Column("network", sa.String(length=43), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_succeeded", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_account_at", "sign_in_attempts", ["account", "at"])
    op.create_index("ix_sign_in_attempts_network_at", "sign_in_attempts", ["network", "at"])
    op.create_index(op.f("ix_sign_in_attempts_at"), "sign_in_attempts", ["at"])


def _create_audit() -> None:
    op.create_table(
        "audit_senders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["audit_entries.id"], name=op.f("fk_audit_senders_id_audit_entries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_senders")),
    )
    op.create_index(op.f("ix_audit_senders_at"), "audit_senders", ["at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        op.execute(_POSTGRESQL)
    else:
        op.execute(_SQLITE.format(verb="UPDATE"))
        op.execute(_SQLITE.format(verb="DELETE"))


def downgrade() -> None:
    """Back again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entries_are_kept ON audit_entries")
        op.execute("DROP FUNCTION audit_entries_are_kept()")
    else:
        op.execute("DROP TRIGGER audit_entries_are_kept_UPDATE")
        op.execute("DROP TRIGGER audit_entries_are_kept_DELETE")
    op.drop_table("audit_senders")
    op.drop_table("sign_in_attempts")
    op.drop_table("studio_sessions")
    op.drop_table("user_shows")
    op.drop_table("users")
