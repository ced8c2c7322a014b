"""${message}

While this migration runs, the version before it still serves. So expand first: add what is new,
nullable or with a server_default, and let the code write both. Contract in a later release:
remove what nothing reads any more. Move rows in a migration of their own, not along with the
tables. A column that becomes NOT NULL is filled before.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Back again."""
    ${downgrades if downgrades else "pass"}
