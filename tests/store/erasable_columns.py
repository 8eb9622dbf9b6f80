"""Every column that can hold words, and how these leave it: what an erasure has to know of the tables.

A column that is added comes in here, or `test_every_column.py` fails. Columns of numbers, times and yes or no
are none of its matter, except where a number is made of words."""

from enum import StrEnum


class Leaving(StrEnum):
    """How words leave a column. EVENT: with the line that says them. PROMPT: with a line that stood in the
    prompt of the turn that made them. SOURCE: with the first of the lines that they were made from. OWN: with
    the command that removes what somebody made for the community (a persona, a panel, a session, a setting).
    GUEST: with the withdrawal of the member who takes part in a session. MEMBER: never; who asked for something,
    by name or id. NONE: no words of anybody are in it."""

    EVENT = "event"
    PROMPT = "prompt"
    SOURCE = "source"
    OWN = "own"
    GUEST = "guest"
    MEMBER = "member"
    NONE = "none"


WITH_WORDS: dict[Leaving, frozenset[str]] = {
    Leaving.EVENT: frozenset(
        {
            "decisions.decision",
            "event_texts.text",
            "events.author_id",
            "events.author_name",
            "line_terms.key",
            "outbox.text",
            "speech_prints.print",
        }
    ),
    Leaving.PROMPT: frozenset({"mind_states.state", "people.state", "turns.outcome", "turns.reason"}),
    Leaving.SOURCE: frozenset(
        {
            "job_words.text",
            "memories.about",
            "memories.said_by",
            "memories.text",
            "memories.topic",
            "session_decision_words.text",
            "session_vote_words.text",
        }
    ),
    Leaving.OWN: frozenset(
        {
            "avatars.png",
            "guilds.settings",
            "panels.name",
            "panels.name_key",
            "people.name",
            "people.name_key",
            "people.ref",
            "people.relations",
            "people.slug",
            "panel_members.ref",
            "persona_contents.persona",
            "persona_versions.note",
            "persona_versions.ref",
            "personas.slug",
            "outbox.name",
            "outbox.slug",
            "session_decisions.step",
            "session_moves.step",
            "session_notes.text",
            "session_votes.ballot",
            "session_votes.best",
            "session_votes.chosen",
            "session_votes.worst",
            "session_words.text",
            "session_worlds.slugs",
            "sessions.condition",
            "sessions.study_id",
            "turns.ref",
            "worlds.name",
        }
    ),
    Leaving.GUEST: frozenset(
        {
            "session_guests.name",
            "session_guests.user_id",
            "session_guest_answers.step",
            "session_guest_answers.text",
            "session_guest_votes.ballot",
            "session_guest_votes.best",
            "session_guest_votes.chosen",
            "session_guest_votes.reason",
            "session_guest_votes.words",
            "session_guest_votes.worst",
        }
    ),
    Leaving.MEMBER: frozenset(
        {
            "avatars.by_id",
            "avatars.by_name",
            "calls.asked_for",
            "consents.member_id",
            "jobs.asked_for",
            "memories.about_member",
            "memories.edited_by",
            "memory_members.member_id",
            "mutes.name",
            "mutes.user_id",
            "panels.by_id",
            "panels.by_name",
            "persona_versions.by_id",
            "persona_versions.by_name",
            "personas.removed_by",
            "session_notes.by_id",
            "session_notes.by_name",
            "sessions.asked_for",
        }
    ),
}

WITHOUT_WORDS: dict[str, str] = {
    "briefings": "provenance usage",
    "calls": "id job_id model purpose usage",
    "decisions": "cause id",
    "events": "addressed audience author_kind delivery id kind message_id place turn_id",
    "job_words": "part",
    "jobs": "fault id key kind lock model place scope scope_id status",
    "memories": "id job_id kind superseded_by",
    "outbox": "channel_id id kind message_id offers owner place reason status target_message webhook_id",
    "panels": "id",
    "people": "id",
    "persona_contents": "hash",
    "rounds": "id members",
    "session_decision_words": "part",
    "session_decisions": "kind lines note person",
    "session_guest_answers": "events",
    "session_guest_votes": "prices",
    "session_guests": "consent id",
    "session_moves": "answers asked guests kind note posted",
    "session_notes": "id kind",
    "session_vote_words": "part",
    "session_votes": "missing prices",
    "session_words": "part",
    "sessions": "backstage card ended_early front guild_id id join_card model pause report rooms status",
    "turns": "calls choice claimed id place provenance recalled remembered status unshown",
    "worlds": "caps channel_id guild_id id mode parent_id pulse redo rhythm status",
}
"""Ids, kinds, hashes, marks of the house and documents of numbers. (`tenant` and references are not listed.)"""
