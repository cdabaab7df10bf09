"""What came today is found without reading all that ever came."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the index."""
    op.create_index("response_received", "response", ["received"])
