"""Phrases of an assistant at its counter: offers to help, and polite refusals, in the languages most often met.

A person asked for help may well say "How can I help?", so the milder phrases count only where nobody asked for it.
"""

import re

from troupe.minds.answer.going_on import goes_on
from troupe.minds.gate.output_gate import names_itself_a_model
from troupe.worlds.scene import Scene

_ALWAYS = re.compile(
    r"\bhow (?:can|may|could) (?:I|we) (?:best )?(?:assist|be of (?:any )?(?:assistance|service))\b"
    r"|\bhow (?:can|may|could) I help you(?: all)? (?:today|with (?:that|this) today)\b"
    r"|\bhow may I help\b"
    r"|\banything else (?:that )?(?:I can|you(?:[’']d| would)? (?:need|like)(?: me)? (?:help|assist))"
    r"|\bI(?:[’']m| am) here to (?:assist|help)(?: you)?(?: (?:with|today)\b|\s*[.!])"
    r"|\bI(?:[’']d| would) be (?:happy|glad|delighted) to (?:assist|provide)\b"
    r"|\b(?:any|if you have) (?:further|other|more) questions\b.{0,40}\b(?:feel free|let me know|ask)\b"
    r"|\bfeel free to (?:ask|reach out)\b"
    r"|\blet me know if (?:you (?:need|have)|there(?:[’']s| is)) (?:any(?:thing)? (?:else|further|other)|"
    r"further|more) ?(?:\w+ )?(?:help|assistance|questions)?"
    r"|\bsorry,? (?:but )?(?:I|we) (?:can(?:no|[’'])t|am (?:unable|not able) to|[’']m unable to) "
    r"(?:assist|help)(?: you)? with (?:that|this)(?: request)?\s*[.!]?\s*$"
    r"|\bI (?:can(?:no|[’'])t|am (?:unable|not able) to|[’']m unable to) assist\b"
    r"|\bI (?:do not|don[’']t|lack)(?: \w+){0,4} (?:information|context|capability|ability)(?: \w+){0,4} to "
    r"(?:answer|respond to) (?:that|this|your) (?:question|query|request)\b"
    r"|\b(?:apologi[sz]e|sorry) for (?:the|any) (?:confusion|misunderstanding), but\b"
    r"|\bit(?:[’']s| is) (?:also )?(?:important|essential|crucial) to (?:remember|note|keep in mind) that\b"
    r"|\bbehilflich sein\b|\bà votre (?:service|disposition)\b|\ba su (?:servicio|disposición)\b",
    re.IGNORECASE,
)
_UNLESS_ASKED = re.compile(
    r"\b(?:I|we) (?:can(?:no|[’'])t|am (?:unable|not able) to|[’']m unable to) help(?: you)? with (?:that|this)\b"
    r"|\bhow (?:can|could) I help you\s*[?!.]"
    r"|\b(?:wie|womit|was) kann ich (?:(?:dir|euch|ihnen|für \w+) )?(?:heute )?(?:helfen|tun)\b"
    r"|\b(?:dabei|damit) kann ich (?:dir|euch|ihnen )?(?:leider )?nicht helfen\b"
    r"|\b(?:comment|en quoi) (?:puis-je|je peux|pourrais-je) (?:vous |t[’'])aider\b"
    r"|\bje ne (?:peux|suis) pas (?:en mesure de )?vous aider\b"
    r"|\b(?:en qué|cómo) (?:puedo|podría) ayudar(?:te|le|los|les|os)?\b|\bno puedo ayudar(?:te|le) con es[oa]\b"
    r"|\b(?:como|em que) posso (?:te |lhe |o |a )?ajud(?:ar|á)|\bcome posso (?:aiutar|esser[a-z]* d[’']aiuto)"
    r"|\bin cosa posso aiutar|\b(?:hoe|waarmee) kan ik (?:je|jou|u|jullie) (?:vandaag )?(?:helpen|van dienst)"
    r"|\b(?:w czym|jak) mogę (?:ci |wam |panu |pani )?(?:dzisiaj |dziś )?pomóc\b"
    r"|\bчем (?:я )?(?:могу|можем) (?:(?:я )?(?:вам|тебе) )?(?:помочь|быть полез)"
    r"|\bчим (?:я )?можу (?:вам )?допомогти"
    r"|\bhur kan jag hjälpa\b|\bhvordan kan jeg hjelpe\b"
    r"|\bnasıl yardımcı olabilirim\b|\bada yang bisa saya bantu\b|\btôi có thể giúp gì\b"
    r"|(?:有什么|怎么|如何|什么).{0,6}(?:可以|能).{0,4}(?:帮|为你|为您)"
    r"|(?:可以|能)(?:怎么|如何|为)?帮(?:助|到)?(?:你|您).{0,4}[吗？?]"
    r"|(?:お手伝い|お役に立て).{0,14}(?:ますか|でしょうか)|(?:무엇을|어떻게) 도와드릴까요"
    r"|كيف (?:يمكنني|أستطيع) مساعدت|(?:कैसे|क्या) (?:मदद|सहायता) कर सकत",
    re.IGNORECASE,
)
_HELP = re.compile(
    r"\bhelp|\bhilf|\bhelf|\baide|\bayud|\bajud|\baiut|\bhulp|\bpom[oó][cż]|помо[гщж]|допомо|\bhjälp|\bhjelp|yardım|"
    r"\bbantu|giúp|帮|手伝|助け|도와|도움|مساعد|ساعد|मदद|सहायता",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?…。！？\n]*[.!?…。！？]*\s*")


def without_assistant(text: str, scene: Scene) -> str:
    """The text without the sentences in which an assistant speaks, and without those that go on with them. Where
    nobody waits for an answer nothing is kept that comes after such a sentence: silence is normal there, and half
    an assistant's answer is none of this person's."""
    trigger = scene.trigger.text if scene.trigger is not None else ""
    asked_for_help = _HELP.search(trigger) is not None
    own: list[str] = []
    served = False
    for line in (match.group() for match in _SENTENCE.finditer(text)):
        if _serves(line, asked_for_help):
            served = True
        elif not served or (scene.obliged and not goes_on(line)):
            served = False
            own.append(line)
    return "".join(own).strip()


def speaks_as_assistant(text: str) -> bool:
    """Whether an answer that is no talk, such as the reason of a vote, is an assistant's or a model's."""
    return names_itself_a_model(text) or any(_serves(match.group(), False) for match in _SENTENCE.finditer(text))


def _serves(sentence: str, asked_for_help: bool) -> bool:
    return bool(_ALWAYS.search(sentence) or (not asked_for_help and _UNLESS_ASKED.search(sentence)))
