"""Buttons that outlive the process: each has an act of its own that answers it, and the names of acts stay."""

import ast
from importlib import import_module
from pathlib import Path

from bot.features.command_tree import ACT_GROUPS, ACTS, JOB_FACES

HOUSE = Path(__file__).resolve().parents[2]
POSTED = {
    *("draft-apply", "draft-bring", "draft-save", "fragment-merge", "panel-ask", "panel-bring", "panel-fresh"),
    *("panel-keep", "panel-memories", "panel-remove", "panel-result", "persona-anew", "persona-apply"),
    *("persona-bring", "persona-enrich", "persona-page", "persona-remove", "persona-rest", "persona-result"),
    *("persona-save", "persona-show", "persona-update", "privacy-forget", "world-close"),
    *("session-next", "session-pause", "session-resume", "session-pace", "session-ask", "session-poll"),
    *("study-start", "study-rehearse", "study-edit", "study-decide", "study-people"),
    *("study-invite", "guest-join", "guest-leave", "guest-answer", "guest-vote"),
    *("session-report", "study-report", "report-themes", "report-table", "study-table", "study-replies"),
    *("study-quote", "study-take-back", "study-send", "study-expect"),
    *("study-again", "study-change", "study-after", "study-fork", "study-reruns"),
    *("session-show", "session-suggest", "session-thoughts", "session-raise"),
    *("session-hand-over", "session-take-over"),
}
"""Names that stand on buttons in channels: one that is dropped or renamed leaves them dead."""


def acts_on_buttons() -> dict[str, str]:
    """The names that `button(…)` is given anywhere in the features, with the file."""
    names: dict[str, str] = {}
    for path in sorted((HOUSE / "bot/features").rglob("*.py")):
        module = import_module(".".join(path.relative_to(HOUSE).with_suffix("").parts))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="button"), args=[ast.Name(id=constant), *_]):
                    names[str(getattr(module, constant))] = path.name
                case _:
                    pass
    return names


def test_every_button_is_answered() -> None:
    names = acts_on_buttons() | {face.act: "JOB_FACES" for face in JOB_FACES.values() if face.act}
    assert len(names) > 10
    assert {name: file for name, file in names.items() if name not in ACTS} == {}


def test_no_two_groups_answer_the_same_button() -> None:
    assert sum(len(group) for group in ACT_GROUPS) == len(ACTS)


def test_buttons_posted_earlier_are_still_answered() -> None:
    assert set(ACTS) >= POSTED
    assert set(ACTS) - POSTED == set(), "add the new names to POSTED, so that they stay"
