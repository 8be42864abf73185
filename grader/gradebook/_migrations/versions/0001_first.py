"""Students, assignments, attempts with their reports, and what people decide."""

import sqlalchemy as sa
from alembic import op

from grader.gradebook.tables import UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "course",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="course_is_one"), primary_key=True),
        sa.Column("zone", sa.Text),
    )
    op.create_table(
        "students",
        _id(),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("on_roster", sa.Boolean, nullable=False),
    )
    op.create_table("assignments", _id(), sa.Column("name", sa.Text, nullable=False, unique=True))
    op.create_table(
        "policies",
        _id(),
        _of("assignment"),
        sa.Column("counts", sa.String(8), nullable=False),
        sa.Column("due", UtcTime),
        sa.Column("grace_seconds", sa.Double, nullable=False),
        sa.Column("penalty_per_day", sa.Double, nullable=False),
        sa.Column("cap", sa.Double, nullable=False),
        sa.Column("days", sa.Integer),
        *_who_and_when(),
    )
    op.create_table(
        "attempts",
        _id(),
        _of("student"),
        _of("assignment"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("submission", sa.Text, nullable=False),
        sa.Column("handed_in", UtcTime),
        sa.Column("entered", UtcTime, nullable=False),
        sa.UniqueConstraint("student_id", "assignment_id", "number", name="attempt_once"),
    )
    op.create_table(
        "gradings",
        _id(),
        _of("attempt"),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        *_who_and_when(),
    )
    op.create_index("gradings_of_attempt", "gradings", ["attempt_id"])
    op.create_table(
        "marks",
        _id(),
        _of("attempt"),
        sa.Column("check_name", sa.Text, nullable=False),
        sa.Column("points", sa.Double),
        sa.Column("comment", sa.Text, nullable=False),
        *_who_and_when(),
    )
    op.create_index("marks_of_attempt", "marks", ["attempt_id"])
    for name, what in (
        ("overrides", sa.Column("points", sa.Double)),
        ("extensions", sa.Column("until", UtcTime)),
    ):
        op.create_table(
            name,
            _id(),
            _of("student"),
            _of("assignment"),
            what,
            sa.Column("why", sa.Text, nullable=False),
            *_who_and_when(),
        )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _of(table: str) -> sa.Column[int]:
    return sa.Column(f"{table}_id", sa.Integer, sa.ForeignKey(f"{table}s.id"), nullable=False)


def _who_and_when() -> tuple[sa.Column[str], sa.Column[object]]:
    return sa.Column("by", sa.Text, nullable=False), sa.Column("at", UtcTime, nullable=False)
