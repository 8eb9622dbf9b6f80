"""No model is called past the ledger: every place in the code that can call one is found, and is known."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("troupe", "db", "bot")

RESERVED = {
    "troupe/llm/ledger/capped_model.py": "after its own reservation",
    "troupe/llm/cached_model.py": "passes on a call of the mind or of Capped",
    "troupe/llm/ledger/metered_model.py": "passes on a call of the mind or of Capped",
    "troupe/minds/mind.py": "a turn, reserved by its claim",
    "troupe/minds/further_answer.py": "a second request of a turn, for which its callers have asked Turns.reserve",
}
"""Where `complete` of something that is no Capped is called, and why that is reserved."""

HOLDERS = {
    "troupe/headless/headless_model.py",
    "troupe/headless/headless_opening.py",
    "troupe/headless/headless_screening.py",
    "troupe/headless/headless_study.py",
    "troupe/headless/study_database.py",
    "troupe/headless/study_playing.py",
    "troupe/headless/study_reruns.py",
    "troupe/headless/headless_world.py",
    "troupe/headless/reading/study_extracting.py",
    "troupe/headless/selfhood/persona_validating.py",
    "troupe/minds/further_answer.py",
    "troupe/minds/mind.py",
    "troupe/minds/turn_recalling.py",
    "bot/app/app.py",
    "bot/app/model_switch.py",
    "bot/environment/language_models.py",
    "bot/features/focusgroup/planning/guide_rehearsal.py",  # the understudy alone, which costs nothing
    "bot/cli/persona/testing_shell.py",
    "bot/cli/population/screen_shell.py",
    "bot/cli/study/ask_command.py",
    "bot/cli/study/run_command.py",
}
"""Composition roots, which make a raw model or are given one; and the mind, which shows none."""

MAKERS = {
    "make_model", "open_model", "build_model", "build_others", "build_judge", "OpenAIModel", "Understudy", "LLM",
    "Metered",
}  # fmt: skip


@cache
def texts() -> dict[str, str]:
    """Every file of the product."""
    paths = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


def sources(*marks: str) -> Iterator[tuple[str, ast.Module]]:
    """The files in which one of the marks stands, parsed; to parse them all takes seconds."""
    for name, text in texts().items():
        if any(mark in text for mark in marks):
            yield name, ast.parse(text)


def unreserved(tree: ast.Module) -> Iterator[str]:
    """Calls of `complete` on anything but a parameter that is said to be Capped, or such a part of a Counted or of
    JobTools."""
    known = _capped_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "complete" and ast.unparse(node.value) not in known:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def _capped_names(tree: ast.Module) -> set[str]:
    """Names of which every annotation in the module is Capped."""
    said: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None:
            said.setdefault(node.arg, set()).add(ast.unparse(node.annotation).strip("'\""))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made = ast.unparse(node.value.func)
            for target in node.targets:
                said.setdefault(ast.unparse(target), set()).add({"counted": "Counted"}.get(made, made))
    capped = {name for name, kinds in said.items() if kinds <= {"Capped", "PricedModel"} and "Capped" in kinds}
    return capped | {f"{name}.llm" for name, kinds in said.items() if kinds in ({"Counted"}, {"JobTools"})}


def raw_models(tree: ast.Module) -> Iterator[str]:
    """Imports of what makes or names a raw model."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in MAKERS)


def test_each_call_of_a_model_has_a_reservation() -> None:
    calling = {name: calls for name, tree in sources(".complete") if (calls := list(unreserved(tree)))}
    assert set(calling) == set(RESERVED), calling


def test_only_composition_roots_hold_a_raw_model() -> None:
    holding = {
        name for name, tree in sources(*MAKERS) if set(raw_models(tree)) and not name.startswith("troupe/llm/")
    }
    assert holding - HOLDERS - {"troupe/__init__.py"} - _builders() == set()


def _builders() -> set[str]:
    """Commands of the shell that build a model and hand it to `counted` in the same expression or the next."""
    return {
        name
        for name, tree in sources("build_model")
        if name.startswith("bot/cli/")
        and set(raw_models(tree)) <= {"build_model"}
        and "counted" in {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    }


def test_only_one_module_reaches_an_endpoint_for_completions_or_embeddings() -> None:
    marks = ("/chat/completions", "/completions", "/embeddings", "chat.completions", "/responses")
    reaching = {
        name
        for name, tree in sources(*marks, "chat", "completions")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for part in [*node.args, node.func]
        if any(mark in ast.unparse(part) for mark in marks) and "removesuffix" not in ast.unparse(node.func)
    }
    assert reaching == {"troupe/llm/openai/openai_model.py"}


def test_every_mind_of_the_product_reserves_its_second_requests() -> None:
    made = [
        (name, {keyword.arg for keyword in node.keywords})
        for name, tree in sources("Mind")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Mind"
    ]
    assert {name for name, _ in made} == {
        *("bot/app/app.py", "troupe/headless/headless_world.py", "troupe/headless/study_playing.py"),
    }
    assert all("reserve" in keywords for _, keywords in made)


BYPASSES = (
    "async def ask(llm: LLM, request): return await llm.complete(request)",
    "async def ask(house): return await house.mind.player(None).complete(REQUEST)",
    "async def ask(self, request): return await self._llm.complete(request)",
    "def ask(llm): return llm.complete",
    "async def ask(settings, clock):\n    llm = build_model(settings, clock)\n    await llm.complete(REQUEST)",
)


@pytest.mark.parametrize("code", BYPASSES)
def test_a_bypass_is_found(code: str) -> None:
    assert list(unreserved(ast.parse(code)))


def test_what_is_capped_is_no_bypass() -> None:
    assert not list(unreserved(ast.parse("async def ask(llm: Capped, r): return await llm.complete(r)")))
