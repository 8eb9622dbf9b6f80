"""Every session is of a study; what is changed in a run is said in one form

Revision 0022, after 0021. Data alone: the tables stay as they are.
"""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_PLANS = sa.text("SELECT session_id, text FROM session_words WHERE part = 'plan'")
_WRITE = sa.text("UPDATE session_words SET text = :text WHERE session_id = :session AND part = 'plan'")


def upgrade() -> None:
    op.execute("UPDATE sessions SET study_id = id WHERE study_id IS NULL")
    _rewrite(_one)


def downgrade() -> None:
    _rewrite(_by_key)


def _by_key(change: dict[str, Any]) -> dict[str, Any]:
    return {change["key"]: change["text"]} if change.get("kind") == "step" else {}


def _one(change: dict[str, Any]) -> dict[str, Any] | None:
    """Other words for steps, by key, of which a run had one."""
    return next(({"kind": "step", "key": key, "text": text} for key, text in change.items()), None)


def _rewrite(changed: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    connection = op.get_bind()
    for row in connection.execute(_PLANS).all():
        plan = json.loads(row.text)
        plan["change"] = changed(plan.get("change") or {})
        plan.pop("fork", None)
        connection.execute(_WRITE, {"session": row.session_id, "text": json.dumps(plan, ensure_ascii=False)})
