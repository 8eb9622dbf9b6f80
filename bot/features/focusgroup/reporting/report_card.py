"""The card of a report: its findings, how it was checked, and the whole of it as files."""

import asyncio
import io
from collections.abc import Sequence

import discord

from bot.features.shared.answer_cards import CardReply
from bot.features.shared.deferred_answers import as_many, card, clip
from bot.features.shared.lasting_buttons import Button
from troupe.research.reports.forms.docx_report import docx_report
from troupe.research.reports.forms.html_report import html_report
from troupe.research.reports.report_layout import StudyReport, report_view


async def report_card(report: StudyReport, buttons: Sequence[Button] = ()) -> CardReply:
    """The findings on a card, and the whole as files. They are written beside the loop: a long study takes a
    second."""
    view = await asyncio.to_thread(report_view, report)
    page, document = await asyncio.gather(
        asyncio.to_thread(html_report, report), asyncio.to_thread(docx_report, report)
    )
    findings = [f"**{at}.** {clip(f.text, 500)} *({f.sure})*" for at, f in enumerate(view.findings, 1)]
    embed = card(f"📄 {view.title}", as_many(findings or ["There is no finding that the study bears out."], 2_500))
    if view.decision:
        embed.add_field(name="To be decided", value=clip(view.decision, 1024), inline=False)
    edits = as_many([f"• {clip(edit, 200)}" for edit in view.edits], 1000) if view.edits else ""
    for name, words in (("Checked", view.check), ("Changed by hand", edits), ("Mind", view.stand_in)):
        if words:
            embed.add_field(name=name, value=clip(words, 1024), inline=False)
    embed.set_footer(text=view.synthetic)
    files = [
        discord.File(io.BytesIO(page), "report.html"),
        discord.File(io.BytesIO(document), "report.docx"),
    ]
    return CardReply([embed], None, buttons, files)
