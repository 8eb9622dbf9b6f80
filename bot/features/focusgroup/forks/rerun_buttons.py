"""The buttons under a report that take a study further: run it again, change one thing, ask somebody."""

from collections.abc import Sequence

from bot.features.shared.lasting_buttons import Button, button

AGAIN, CHANGE, AFTER, FORK = "study-again", "study-change", "study-after", "study-fork"
RUNS = 5
"""So often a study is run again, and as often with a change."""


def rerun_buttons(session_id: str) -> Sequence[Button]:
    return [
        button(AGAIN, session_id, f"Run again ×{RUNS}", emoji="🔁"),
        button(CHANGE, session_id, "Change one thing…", emoji="🧪"),
        button(AFTER, session_id, "Ask somebody…", emoji="💬"),
    ]


def fork_button(session_id: str, line: str) -> Button:
    return button(FORK, f"{session_id}:{line}", "Fork here…", emoji="🔀")
