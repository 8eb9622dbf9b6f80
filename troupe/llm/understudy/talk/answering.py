"""What a person could answer to what was said, the most fitting first."""

import re
from collections.abc import Iterator

from troupe.llm.understudy.hearing.foreign_tongues import in_their_tongue, own_words
from troupe.llm.understudy.hearing.heard_message import author_id, sayable
from troupe.llm.understudy.hearing.phrase_files import folded
from troupe.llm.understudy.hearing.question_kind import YES_OR_NO, Ask, bare
from troupe.llm.understudy.talk.choosing import chosen
from troupe.llm.understudy.talk.fitting import taste
from troupe.llm.understudy.talk.following import following, reply_to_own_question, same_matter
from troupe.llm.understudy.talk.personal import ASKED_FOR, FACTS, asked_for
from troupe.llm.understudy.talk.role import PlayedRole
from troupe.llm.understudy.talk.stance import stance
from troupe.llm.understudy.voice.persona_material import LIKING, MaterialItem
from troupe.llm.understudy.voice.temper import level
from troupe.worlds.transcript import EventKind, PersonAuthor

PERSONAL = ("sad", "happy", "how_are_you", "insult", "compliment")
"""What is answered before any topic in it. Said by one person to another it is not taken personally by a third."""
SOCIAL = (
    "how_are_you", "thanks", "farewell", "sorry", "compliment", "insult", "laugh", "sad", "happy", "agreement",
    "disagreement", "greeting",
)  # fmt: skip
_FAVOURITE = re.compile(r"\bfavou?rite\b|\bbest\b|\bwhat \w+ do you (?:like|love|enjoy)\b", re.IGNORECASE)
_FAVOURITES = ("like", "interest", "lore", "habit")
_AGREE = re.compile(r"\b(?:do you|dont you|don['’]t you|would you) (?:all )?(?:agree|disagree)\b", re.IGNORECASE)
_TAKEN = frozenset({*PERSONAL, "thanks", "sorry"})
_ANYTHING = ("interest", "like", "dislike", "habit", "fact", "lore", "goal", "skill", "aim")

Pieces = list[str]


def answers(role: PlayedRole) -> Iterator[Pieces]:
    """What could be said; the first with any words in it is said."""
    heard = role.heard
    if "foreign" in heard.intents:
        yield [_foreign(role)]
    if facts := [intent for intent in FACTS if intent in heard.intents]:
        yield [role.words.occasion(intent) for intent in facts[:2]]
    if role.mine and (reply := reply_to_own_question(role)):
        yield reply
    if spoken_of := _of_people(role):
        yield spoken_of
    if heard.asked.kind is Ask.EITHER:
        yield chosen(role)
    if heard.asked.kind in (Ask.WHY, Ask.MORE):
        yield from following(role)
    if heard.question and _AGREE.search(heard.text):
        yield _to_agree(role)
    for intent in ASKED_FOR:
        if intent in heard.intents:
            yield asked_for(role, intent)
    yield from _social(role, PERSONAL)
    yield from _on_topic(role)
    if heard.again:
        yield [role.words.occasion("again")]
    for intent in ("advice", "story"):
        if intent in heard.intents:
            yield [role.words.occasion(intent)]
    yield from _social(role, SOCIAL)
    yield from _without_matter(role)


def _foreign(role: PlayedRole) -> str:
    """Own lines in that language, else one line in it, else that one speaks English."""
    text, persona = role.heard.text, role.persona
    lines = (*persona.voice, *(line for group in persona.sayings.values() for line in group))
    return (
        role.words.verbatim(own_words(text, lines))
        or role.words.verbatim([in_their_tongue(text, persona)])
        or role.words.occasion("foreign")
    )


def _of_people(role: PlayedRole) -> Pieces:
    """Something about the person who was spoken of; asked about oneself, who one is."""
    mine = {folded(part) for name in (role.persona.name, *role.persona.nicknames) for part in name.split()}
    about = set(role.heard.about) - mine
    for _, item in role.fits:
        if item.who and set(folded(item.who).split()) & about and (told := role.words.told(item)):
            return [told]
    here = next((name for name in role.scene.others if set(folded(name).split()) & about), "")
    if here and not role.heard.stems and {"opinion", "story", "name"} & set(role.heard.intents):
        return [role.words.occasion("of_other", other=here.split()[0])]
    spoken_of = set(bare(folded(role.heard.text), tuple(mine)).replace("?", " ").split()) & mine  # not just called
    myself = bool(spoken_of) and "opinion" in role.heard.intents
    return [role.words.occasion("name")] if myself and not about and not role.heard.stems else []


def _to_agree(role: PlayedRole) -> Pieces:
    """Whether one agrees with someone, by what they said last; with nobody in particular, with the last line."""
    others = {folded(name.split()[0]): name for name in role.scene.others}
    name = next((others[one] for one in role.heard.about if one in others), "")
    lines = [
        e
        for e in role.scene.history
        if e.kind is EventKind.SAID and author_id(e) not in ("", role.scene.person.id)
    ]
    theirs = [e for e in lines if isinstance(e.author, PersonAuthor) and (not name or e.author.name == name)]
    found = role.first(same_matter(role, theirs[-1].text)) if theirs else None
    contrary = role.rng.random() < 0.5 - 0.15 * level(role.persona, "agreeableness")
    kind = "disagree" if contrary else "agree"
    who = name.split()[0] if name else sayable(theirs[-1]) if theirs else ""
    lead = role.words.occasion(f"{kind}_with", who=who) if who else role.words.opening(kind)
    return role.with_lead(lead, found[1]) if found else [lead]


def _social(role: PlayedRole, intents: tuple[str, ...]) -> Iterator[Pieces]:
    heard = role.heard
    for intent in intents:
        if intent not in heard.intents or (not heard.human and intent in _TAKEN and not role.scene.obliged):
            continue
        if intent in ("agreement", "disagreement", "greeting", "thanks") and role.fits and heard.stems:
            continue
        yield [role.words.occasion(intent)]


def _on_topic(role: PlayedRole) -> Iterator[Pieces]:
    """An item that fits, after a yes or no, or after agreeing or disagreeing, where there is something to it."""
    fits = list(role.fits)
    if role.heard.asked.kind is Ask.WORLD and "opinion" not in role.heard.intents:
        fits = [(score, item) for score, item in fits if item.about & role.heard.stems]
    if role.heard.asked.kind is Ask.LIKES:
        fits.sort(key=lambda pair: not (pair[1].kind in LIKING and pair[1].about & role.heard.stems))
    found = role.first(fits, _FAVOURITES if _FAVOURITE.search(role.heard.text) else ())
    if found is None:
        return
    item, told = found
    kind = role.heard.asked.kind
    lead = _yes_or_no(role, item) if kind in YES_OR_NO else stance(role, item)
    yield role.with_lead(lead, told)


def _yes_or_no(role: PlayedRole, item: MaterialItem) -> str:
    """Yes or no, where what is then told bears it out."""
    kind, liked = role.heard.asked.kind, taste(role.fits)
    if kind is Ask.LIKES:
        liked = -liked if "hate" in folded(role.heard.text) else liked
        return role.words.occasion("yes" if liked > 0 else "no") if liked else stance(role, item)
    if not item.about & role.heard.stems:
        return ""
    done = (
        item.kind in ("habit", "skill", "like", "interest")
        and " not " not in item.text
        and "annot" not in item.text
    )
    return role.words.occasion("yes") if done and role.rng.random() < 0.6 else ""


def _without_matter(role: PlayedRole) -> Iterator[Pieces]:
    """When nothing that this person could tell fits."""
    heard, words = role.heard, role.words
    match heard.asked.kind:
        case Ask.LIKES:
            yield [words.occasion("indifferent")]
        case Ask.DOING | Ask.ABLE | Ask.EVER | Ask.BEING as kind:
            yield [words.occasion(kind.value)]
            yield _instead(role)
        case Ask.SELF if "opinion" in heard.intents:
            yield [words.occasion("indifferent")]
        case Ask.SELF:
            yield _instead(role)
        case Ask.WORLD:
            yield [words.occasion("indifferent" if "opinion" in heard.intents else "dont_know")]
            yield [words.occasion("dont_know")]
        case _:
            yield from _remark(role)
    yield [words.occasion("aside")]
    yield [role.any(("belief",))]
    yield [role.any(_ANYTHING)]


def _instead(role: PlayedRole) -> Pieces:
    """An answer that is none, and then what one would rather talk about: the matter of the talk so far, if any."""
    so_far = role.mine[-1].text if role.mine else ""
    told = role.first(same_matter(role, so_far)) if so_far else None
    lead = role.words.occasion("personal")
    return [lead, told[1]] if told and role.rng.random() < 0.4 else [lead]


def _remark(role: PlayedRole) -> Iterator[Pieces]:
    """On what someone told: a remark, or one of the person's own lines."""
    remarks = [role.words.occasion("comment"), role.words.occasion("comment"), role.words.voice()]
    yield from ([remark] for remark in role.rng.sample(remarks, len(remarks)))
