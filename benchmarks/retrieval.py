"""How often the lines that answer a question are found again: ours beside plain BM25 and SQLite's FTS5.

`python -m benchmarks.retrieval --dataset FILE [--out FILE]` takes `{"conversations": [{"id", "lines": [{"id",
"speaker", "at", "text"}], "questions": [{"question", "evidence": [line ids], "kind"?}]}]}` and prints JSON:
recall at 5, 10 and 20, which is the mean over questions of the share of their evidence among the first so many
lines, in all and by kind. A question is asked when its conversation has ended. There is no model in it.
"""

import argparse
import json
import math
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

from pydantic import BaseModel, ValidationError

from troupe.memory.line_ranking import MemoryLine, ranked
from troupe.memory.line_terms import line_terms
from troupe.memory.memory_question import memory_question

DEPTHS = (5, 10, 20)
_WORD = re.compile(r"\w+")
Found = Sequence[str]
Method = Callable[[str], Found]
"""From a question to the ids of the lines found, the best first."""


class DatasetLine(BaseModel):
    """Something said; `at` in ISO 8601."""

    id: str
    speaker: str
    at: datetime
    text: str


class DatasetQuestion(BaseModel):
    """What is asked, and the ids of the lines that answer it."""

    question: str
    evidence: list[str]
    kind: str = ""


class Conversation(BaseModel):
    """Lines in the order in which they were said."""

    id: str
    lines: list[DatasetLine]
    questions: list[DatasetQuestion]


class Dataset(BaseModel):
    """What a file holds."""

    conversations: list[Conversation]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its recall at each of DEPTHS, and the seconds it took."""

    kind: str
    recalls: tuple[float, ...]
    seconds: float


def ours(conversation: Conversation) -> Method:
    """What people remember by."""
    lines = [
        MemoryLine(line.id, place, line.speaker, _aware(line.at), line.text, line_terms(line.text))
        for place, line in enumerate(conversation.lines)
    ]
    now = max((line.at for line in lines), default=datetime(2000, 1, 1, tzinfo=UTC))
    return lambda text: [item.line.id for item in ranked(lines, memory_question(text, now), now)]


def plain_bm25(conversation: Conversation) -> Method:
    """BM25 over lower-case words, k1 = 1.2 and b = 0.75, each line by itself."""
    lines = conversation.lines
    counts = [Counter(_words(line.text)) for line in lines]
    having = Counter(word for count in counts for word in count)
    mean = fmean([count.total() for count in counts]) if counts else 0.0

    def score(count: Counter[str], words: Sequence[str]) -> float:
        room = 1.2 * (0.25 + 0.75 * count.total() / mean) if mean else 1.0
        return sum(
            math.log(1 + (len(lines) - having[word] + 0.5) / (having[word] + 0.5))
            * count[word] * 2.2 / (count[word] + room)
            for word in words
            if word in count
        )  # fmt: skip

    def found(text: str) -> Found:
        words = _words(text)
        scores = [score(count, words) for count in counts]
        order = sorted(range(len(lines)), key=lambda number: -scores[number])
        return [lines[number].id for number in order[: max(DEPTHS)] if scores[number] > 0]

    return found


def fts5(conversation: Conversation) -> Method:
    """SQLite's full text, as it comes: any of the words, ranked by its own bm25()."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE lines USING fts5(id UNINDEXED, text)")
    database.executemany("INSERT INTO lines VALUES (?, ?)", [(line.id, line.text) for line in conversation.lines])
    query = "SELECT id FROM lines WHERE lines MATCH ? ORDER BY bm25(lines) LIMIT ?"

    def found(text: str) -> Found:
        words = " OR ".join(f'"{word}"' for word in _words(text))
        return [row[0] for row in database.execute(query, (words, max(DEPTHS)))] if words else []

    return found


METHODS: Mapping[str, Callable[[Conversation], Method]] = {"ours": ours, "bm25": plain_bm25, "fts5": fts5}


def measured(dataset: Dataset) -> dict[str, object]:
    """The recall of every method. Questions without evidence are left out and counted."""
    asked = sum(bool(question.evidence) for each in dataset.conversations for question in each.questions)
    left_out = sum(len(each.questions) for each in dataset.conversations) - asked
    methods = {name: _summary(_answers(dataset, prepare)) for name, prepare in METHODS.items()}
    return {
        "conversations": len(dataset.conversations),
        "lines": sum(len(each.lines) for each in dataset.conversations),
        "questions": asked,
        "questions_without_evidence": left_out,
        "methods": methods,
    }


def _answers(dataset: Dataset, prepare: Callable[[Conversation], Method]) -> list[Answered]:
    answers: list[Answered] = []
    for conversation in dataset.conversations:
        method = prepare(conversation)
        for question in conversation.questions:
            evidence = set(question.evidence)
            if not evidence:
                continue
            before = perf_counter()
            found = method(question.question)
            seconds = perf_counter() - before
            recalls = tuple(len(evidence.intersection(found[:depth])) / len(evidence) for depth in DEPTHS)
            answers.append(Answered(question.kind, recalls, seconds))
    return answers


def _summary(answers: Sequence[Answered]) -> dict[str, object]:
    kinds: dict[str, list[Answered]] = defaultdict(list)
    for answer in answers:
        kinds[answer.kind].append(answer)
    return {
        **_recalls(answers),
        "median_ms": round(1000 * median(answer.seconds for answer in answers), 2) if answers else None,
        "by_kind": {
            kind: {"questions": len(each), **_recalls(each)} for kind, each in sorted(kinds.items()) if kind
        },
    }


def _recalls(answers: Sequence[Answered]) -> dict[str, float | None]:
    means = [
        fmean(answer.recalls[place] for answer in answers) if answers else None for place in range(len(DEPTHS))
    ]
    return {
        f"recall_at_{depth}": None if mean is None else round(mean, 4)
        for depth, mean in zip(DEPTHS, means, strict=True)
    }


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _aware(at: datetime) -> datetime:
    """A time without a zone is taken for UTC."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("--dataset", type=Path, required=True, help="a JSON file of conversations and questions")
    parser.add_argument("--out", type=Path, help="where to write the JSON; else it is printed")
    options = parser.parse_args(arguments)
    try:
        dataset = Dataset.model_validate_json(options.dataset.read_bytes())
    except (OSError, ValidationError) as error:
        print(f"{options.dataset}: {error}", file=sys.stderr)
        return 2
    result = json.dumps(measured(dataset), indent=2, ensure_ascii=False)
    print(result)
    if options.out is not None:
        options.out.write_text(result + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
