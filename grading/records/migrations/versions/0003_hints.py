"""How many hints a learner had opened when a response was given, as her page says."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; where hints cost nothing they are not counted."""
    op.add_column(
        "response",
        sa.Column(
            "hints", sa.Integer(), nullable=False, server_default="0", comment="opened so far"
        ),
    )
