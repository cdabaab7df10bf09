"""Which classes work in JupyterLab as well."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column; no class has it."""
    column: sa.Column[bool] = sa.Column(
        "jupyterlab", sa.Boolean(), nullable=False, server_default=sa.false(), comment="may use it"
    )
    op.add_column("class", column)
