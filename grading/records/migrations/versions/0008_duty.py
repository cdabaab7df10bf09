"""What somebody with a password does here: teach, help, or look after the machine."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column; who is there already teaches."""
    column = sa.Column(
        "duty",
        sa.String(length=16),
        nullable=True,
        comment="facilitator or keeper; null: as the role",
    )
    op.add_column("person", column)
