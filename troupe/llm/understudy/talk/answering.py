"""The answers that a person could give to what was said, the most fitting first."""

import re
import zlib
from collections.abc import Iterator

from troupe.llm.understudy.hearing.foreign_line import foreign_lines, own_words
from troupe.llm.understudy.hearing.freshness import sentences
from troupe.llm.understudy.hearing.member_facts import told_fact
from troupe.llm.understudy.hearing.phrase_files import folded
from troupe.llm.understudy.hearing.question_kind import YES_OR_NO, Ask, bare
from troupe.llm.understudy.hearing.word_stems import mood_of, stems
from troupe.llm.understudy.talk.asked_fields import FACTS, FIELDS, of_field
from troupe.llm.understudy.talk.fitting_items import near, taste
from troupe.llm.understudy.talk.role import PlayedRole
from troupe.llm.understudy.voice.persona_material import LIKING, MaterialItem

PERSONAL = ("sad", "happy", "how_are_you", "insult", "compliment")
"""What is answered before any topic in it. Said by one person to another it is not taken personally by a third."""
SOCIAL = (
    "how_are_you", "thanks", "farewell", "sorry", "compliment", "insult", "laugh", "sad", "happy", "agreement",
    "disagreement", "greeting",
)  # fmt: skip
_FAVOURITE = re.compile(
    r"\bfavou?rite\b|\bbest\b|\bwhat \w+ do you (?:like|love|enjoy|hate|avoid)\b", re.IGNORECASE
)
_HOW_MUCH = re.compile(r"\bhow (?:many|much|long|old|far|often)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundred|thousand|million|half|third)\b",
    re.IGNORECASE,
)
_FAVOURITES = ("field", "like", "interest", "dislike", "lore", "habit")
_REASONS = (
    "lore", "belief", "field", "fact", "work", "habit", "like", "interest", "dislike", "person", "aim", "goal",
)  # fmt: skip
_TAKEN = frozenset({*PERSONAL, "thanks", "sorry"})
_ANYTHING = ("interest", "like", "dislike", "habit", "fact", "lore", "goal", "skill", "aim")
_BARE_REPLY = 4
"""Words of a bare yes or no."""

Pieces = list[str]


def answers(role: PlayedRole) -> Iterator[Pieces]:
    """The possible answers; the first with any words in it is said."""
    yield from fitting_answers(role)
    if role.heard.question:
        yield from _unknown(role)
    else:
        remarks = [
            role.words.occasion("comment"),
            role.words.occasion("comment"),
            role.words.verbatim(role.persona.voice),
        ]
        yield from ([remark] for remark in role.rng.sample(remarks, len(remarks)))
    yield [role.words.occasion("aside")]
    yield [role.any(("belief",))]
    yield [role.any(_ANYTHING)]


def fitting_answers(role: PlayedRole) -> Iterator[Pieces]:
    """What answers the message itself, and not just anything."""
    message, intents = role.heard, role.heard.intents
    if "foreign" in intents:
        yield [_foreign(role)]
        return
    if "stand_in" in intents or "real_model" in intents:
        yield _where_a_model_is_had(role)
    if message.human and message.own_fact:
        yield [_recalled(role)]
    if facts := [intent for intent in FACTS if intent in intents]:
        texts = [role.words.occasion(intent) for intent in facts[:2]]
        yield texts if len(facts) == 1 else [sentences(answer)[0] for answer in texts if answer]
    if reply := _reply_to_own_question(role):
        yield reply
    yield _of_people(role)
    if message.asked.kind is Ask.EITHER:
        yield _chosen(role)
    if message.asked.kind in (Ask.WHY, Ask.MORE):
        if any(item.about & message.stems for _, item in role.fits):
            yield from _on_topic(role)  # "why did you quit tech?" brings its own subject
        yield from _following(role)
    if message.asked.kind is Ask.SELF and role.fits and role.fits[0][1].kind == "field":
        yield [role.first(role.fits, ("field",))]
    for intent in FIELDS:
        if intent in intents:
            yield of_field(role, intent)
    for intent in ("joke", "like_me"):
        if intent in intents:
            yield [role.words.occasion(intent)]
    yield from _social(role, PERSONAL)
    yield from _on_topic(role)
    for intent in ("advice", "story"):
        if intent in intents:
            yield [role.words.own(intent) or role.words.occasion(intent)]
    yield from _social(role, SOCIAL)


def _where_a_model_is_had(role: PlayedRole) -> Pieces:
    """That one is made up, and how to have a real model play; whichever of the two was asked for in full."""
    made_up = sentences(role.words.occasion("stand_in")) if "stand_in" in role.heard.intents else []
    if "real_model" in role.heard.intents:
        return [*made_up[:1], role.words.occasion("real_model")]
    return [" ".join(made_up), role.words.occasion("real_model") if len(made_up) == 1 else ""]


def _foreign(role: PlayedRole) -> str:
    """Own lines in that language, else a line in it that a stand-in plays, which speaks English. Only who must
    answer says so in English once these are used up."""
    text, persona = role.heard.text, role.persona
    lines = (*persona.voice, *(line for group in persona.sayings.values() for line in group))
    line_back = role.words.verbatim(own_words(text, lines))
    line_back = line_back or next((line for line in foreign_lines(text) if not role.words.fresh.stale(line)), "")
    return line_back or (role.words.occasion("foreign") if role.scene.obliged else "")


def _recalled(role: PlayedRole) -> str:
    """What this very member told here of what they now ask for, or that they did not."""
    here, author = role.heard.event.id, role.heard.event.author
    lines = [e for e in role.scene.history if e.facets.spoken and e.author == author and e.id != here]
    fact = told_fact(role.heard.own_fact, (event.text for event in reversed(lines)))
    if not fact:
        return role.words.occasion("not_told")
    return role.words.occasion("recalled", told=fact, Told=fact[:1].upper() + fact[1:])


def _reply_to_own_question(role: PlayedRole) -> Pieces:
    """What one says to a bare yes or no, given to what one had asked."""
    lines = [e for e in role.scene.history if e.facets.spoken and e.text]
    at = next((place for place, e in enumerate(lines) if e.id == role.heard.event.id), len(lines))
    mine = bool(role.mine) and at > 0 and lines[at - 1].id == role.mine[-1].id
    if not mine or not role.mine[-1].text.rstrip().endswith("?"):
        return []
    if len(role.heard.text.split()) > _BARE_REPLY or role.heard.question:
        return []
    kind = next((intent for intent in ("agreement", "disagreement") if intent in role.heard.intents), "")
    return [role.words.occasion("heard_yes" if kind == "agreement" else "heard_no")] if kind else []


def _of_people(role: PlayedRole) -> Pieces:
    """Something about the person who was spoken of; asked about oneself, who one is."""
    mine = {folded(part) for name in (role.persona.name, *role.persona.nicknames) for part in name.split()}
    about = set(role.heard.about) - mine
    for _, item in role.fits:
        if item.who and set(folded(item.who).split()) & about and (text := role.words.told(item)):
            return [text]
    here = next((name for name in role.scene.others if set(folded(name).split()) & about), "")
    if here and not role.heard.stems and {"opinion", "story", "name"} & set(role.heard.intents):
        return [role.words.occasion("of_other", other=here.split()[0])]
    spoken_of = set(bare(folded(role.heard.text), tuple(mine)).replace("?", " ").split()) & mine  # not just called
    myself = bool(spoken_of) and "opinion" in role.heard.intents and not about and not role.heard.stems
    return [role.words.occasion("name")] if myself else []


def _chosen(role: PlayedRole) -> Pieces:
    """The one of two things that the person likes better, and what they have to tell of it; else one by
    temperament, the same each time."""

    def liking(choice: str) -> tuple[int, int, int]:
        direct = [item for item in role.known.items if stems(choice) & stems(item.text)]
        signs = (LIKING.get(item.kind) or (1 if mood_of(item.text) >= 0 else -1) for item in direct)
        by_temperament = zlib.crc32(f"{role.persona.name}:{choice}".lower().encode())
        return sum(signs), taste(near(choice, role.known)), by_temperament

    loser, best = sorted(role.heard.asked.choices, key=liking)
    values = {"choice": best, "Choice": best[:1].upper() + best[1:], "left": loser, "Left": loser.capitalize()}
    about = [pair for pair in near(best, role.known) if stems(best) & stems(pair[1].text)]
    return _with_lead(role.words.occasion("choice", **values), role.first(about)) or [""]


def _following(role: PlayedRole) -> Iterator[Pieces]:
    """A reason, or more of the same, for a line of one's own."""
    kind = "why" if role.heard.asked.kind is Ask.WHY else "more"
    reason = role.first(near(role.heard.followed, role.known), _REASONS) if role.heard.followed else ""
    lead = role.words.occasion("because" if kind == "why" else "more") if role.rng.random() < 0.5 else ""
    yield _with_lead(lead, reason) if reason else []
    if role.heard.followed or role.heard.question:
        yield [role.words.occasion(kind)]


def _social(role: PlayedRole, intents: tuple[str, ...]) -> Iterator[Pieces]:
    message = role.heard
    for intent in intents:
        if intent not in message.intents or (not message.human and intent in _TAKEN and not role.scene.obliged):
            continue
        if intent in ("agreement", "disagreement", "greeting", "thanks") and role.fits and message.stems:
            continue
        yield [role.words.occasion(intent)]


def _on_topic(role: PlayedRole) -> Iterator[Pieces]:
    """An item that fits, after a yes or no where what is then told bears it out."""
    fits, kind, stem_words = list(role.fits), role.heard.asked.kind, role.heard.stems
    if kind is Ask.WORLD and "opinion" not in role.heard.intents:
        fits = [pair for pair in fits if pair[1].about & stem_words]
    if _HOW_MUCH.search(role.heard.text):
        fits.sort(key=lambda pair: not (pair[1].about & stem_words and _NUMBER.search(pair[1].text)))
    if kind is Ask.LIKES:
        fits.sort(key=lambda pair: not (pair[1].kind in LIKING and pair[1].about & stem_words))
    favourite = role.first(fits, _FAVOURITES) if _FAVOURITE.search(role.heard.text) else ""
    for _, item in fits[:10]:
        if text := favourite or role.words.told(item):
            yield _with_lead(_lead(role, item) if text is not favourite else "", text)
            return


def _lead(role: PlayedRole, item: MaterialItem) -> str:
    """A yes or no; to what somebody told, now and then whether one agrees. Empty where neither is borne out."""
    kind, liked = role.heard.asked.kind, taste(role.fits)
    if kind is Ask.LIKES:
        liked = -liked if "hate" in folded(role.heard.text) else liked
        return role.words.occasion("yes" if liked > 0 else "no") if liked else ""
    if kind in YES_OR_NO:
        deed = item.kind in ("habit", "skill", "like", "interest") and item.about & role.heard.stems
        return role.words.occasion("yes") if deed and " not " not in item.text and "annot" not in item.text else ""
    theirs, mine = mood_of(role.heard.text), LIKING.get(item.kind) or mood_of(item.text)
    if kind is Ask.NOTHING and theirs and mine and role.rng.random() < 0.7:
        stance = "agree" if theirs == mine else "disagree"
        return role.words.own(stance) or (role.words.occasion(f"{stance}_with") if role.heard.who else "")
    return role.words.own("neutral") if role.rng.random() < 0.2 else ""


def _with_lead(lead: str, matter: str) -> Pieces:
    """A lead-in before the matter, unless that is long already."""
    return [lead if len(sentences(matter)) < 3 else "", matter]


def _unknown(role: PlayedRole) -> Iterator[Pieces]:
    """To a question that nothing written answers: that only the stand-in speaks, or that one does not know."""
    kind = role.heard.asked.kind
    latest = " ".join(event.text for event in role.mine[-3:]).lower()
    if "stand-in" not in latest:
        yield [role.words.occasion("only_stand_in")]
    if kind is Ask.LIKES or "opinion" in role.heard.intents:
        yield [role.words.own("indifferent")]
    if kind in YES_OR_NO or kind is Ask.SELF:
        yield [role.words.own(kind.value) or role.words.occasion("personal")]
    yield [role.words.occasion("dont_know")]
    yield [role.words.occasion("personal")]
