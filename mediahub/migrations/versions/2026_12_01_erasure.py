"""erasure

While this migration runs, the version before it still serves. So expand first: add what is new,
nullable or with a server_default, and let the code write both. Contract in a later release:
remove what nothing reads any more. Move rows in a migration of their own, not along with the
tables. A column that becomes NOT NULL is filled before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "mail_mentions",
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["mails.id"],
            name=op.f("fk_mail_mentions_mail_id_mails"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_mentions")),
        sa.UniqueConstraint(
            "mail_id", "person_id", name=op.f("uq_mail_mentions_mail_id_person_id")
        ),
    )
    with op.batch_alter_table("mail_mentions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_mentions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "removed_users",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_users")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("removed_users")
    op.drop_table("mail_mentions")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_column("revision")
        batch_op.drop_column("recipient_id")
