"""Attempts are told apart by their bytes, which may be handed in again; an override may be of one check."""

import sqlalchemy as sa
from alembic import op

from grader.gradebook.tables import UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; what was handed in, was handed in once."""
    op.add_column("attempts", sa.Column("digest", sa.String(64)))
    op.add_column("attempts", sa.Column("last_handed_in", UtcTime))
    op.execute("UPDATE attempts SET last_handed_in = handed_in")
    op.add_column("overrides", sa.Column("check_name", sa.Text))
