"""What came of reruns, on a card: every difference beside the unchanged runs; what somebody said afterwards."""

from collections.abc import Sequence

from bot.features.focusgroup.session.session_board import REPORT
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.deferred_answers import as_many, card, clip
from bot.features.shared.lasting_buttons import button
from troupe.research.analysis.choice_shifts import ChoiceShift, choice_shifts
from troupe.research.analysis.run_differences import Difference, RunFigure, run_differences
from troupe.research.reports.inline_charts import figure_words
from troupe.research.sessions.study import AfterAnswer, Study


def reruns_card(study: Study, sessions: Sequence[str]) -> CardReply:
    """The runs with these ids, beside what they are to be held against."""
    runs = [run for run in study.runs if run.id in sessions]
    conditions = dict.fromkeys(run.condition for run in runs)
    lines = [line for difference in run_differences(study) for line in _told(study, difference, conditions)]
    lines += [_shift(shift) for shift in choice_shifts(study) if shift.condition in conditions]
    changed = next((run for run in runs if run.change is not None), None)
    head = f"**{len(runs)} runs** were played, unseen by any channel."
    if changed is not None and changed.change is not None:
        head = f"{head}\nChanged: {clip(changed.change.told, 300)}"
    if not any(run.votes for run in runs):
        lines.append(
            "The guide has no ballot after that point, so nothing was counted: the report has what was said."
        )
    elif changed is None:
        lines.append("They are unchanged: the report says in how many of them each finding came out the same.")
    text = "\n\n".join((head, as_many(lines, 2800)))
    embed = card("🔁 What came of the reruns", text)
    if any(run.stand_in for run in runs):
        embed.set_footer(text="The understudy played: no language model, and nothing to decide by.")
    return CardReply([embed], None, [button(REPORT, study.first.id, "Report", emoji="📄")])


def _told(study: Study, difference: Difference, conditions: dict[str, None]) -> list[str]:
    if difference.condition not in conditions:
        return []
    ballot = study.guide.step(difference.ballot)
    asked = clip(ballot.text or "", 120) if ballot is not None else difference.ballot
    verdict = difference.verdict.value
    return [
        f"**{asked}** “{clip(difference.what, 60)}”\n"
        f"unchanged {_figures(difference, difference.unchanged)}\n"
        f"changed {_figures(difference, difference.changed)}\n"
        f"{verdict[:1].upper()}{verdict[1:]}."
    ]


def _figures(difference: Difference, figures: Sequence[RunFigure]) -> str:
    return ", ".join(figure_words(difference, figure) for figure in figures)


def _shift(shift: ChoiceShift) -> str:
    return (
        f"“{clip(shift.option, 60)}” with the decoy: {shift.came} of {shift.pairs} came over to it and "
        f"{shift.went} left it; between unchanged twins {shift.twins_moved} of {shift.twins} did either."
    )


def answer_card(study: Study, answer: AfterAnswer) -> CardReply:
    """What somebody said when the study was over."""
    person = next((one for one in study.first.participants if one.id == answer.participant), None)
    name = answer.participant if person is None else person.name
    said = clip(answer.text, 3000) if answer.text else f"({answer.missing})"
    embed = card(f"💬 {name}, asked afterwards", f"> {clip(answer.question, 500)}\n{said}")
    note = "In the state of mind in which the study left them. No part of it: the report shows it apart."
    embed.set_footer(text=f"Played by the understudy. {note}" if answer.stand_in else note)
    return CardReply([embed], None, [button(REPORT, study.first.id, "Report", emoji="📄")])
