"""Answers in which an assistant speaks and no person: refusals, offers of help, talk of being a model. They are
told as missing; a theme made of them would be about the model."""

import re

from troupe.core.kept_words import keeping_words
from troupe.core.word_tokens import spaceless

AS_ASSISTANT = "answered as an assistant does, not as a person"
_KINDS = "(?:AI|artificial intelligence|language model|virtual assistant|chatbot)"
_SELF = (
    rf"\bas an? (?:\w+ )?{_KINDS}\b",
    r"\bas a(?:n AI)? (?:helpful )?assistant\b",
    rf"\b(?:I am|I[’']m) (?:just |only |merely |simply )?an? (?:\w+ )?{_KINDS}\b",
    r"\b(?:als|bin (?:nur )?(?:ein|eine)) (?:KI|Sprachmodell|künstliche Intelligenz)\b",
    r"\ben tant qu[’'](?:IA|intelligence artificielle)\b|\bje suis une? (?:IA|modèle de langage)\b",
    r"\bcomo (?:una? )?(?:IA|inteligencia artificial|modelo de lengua(?:je|gem))\b",
    r"作为(?:一个|一名)?(?:人工智能|AI|语言模型)|私はAI|AI(?:アシスタント|言語モデル)",
)
_CANNOT = r"(?:can(?:no|[’'])t|can not|am (?:unable|not able) to|[’']m (?:unable|not able) to)"
_REFUSALS = (
    rf"\b(?:I|we) ?{_CANNOT} (?:provide|assist|comply|fulfil|generate|determine)\b",
    rf"\b(?:I|we) ?{_CANNOT} give (?:you )?(?:an?|the|any) (?:answer|opinion|response)\b",
    rf"\b(?:I|we) ?{_CANNOT} share (?:an?|my|personal) opinions?\b",
    r"\bI (?:do not|don[’']t) have (?:access to|(?:enough|any) (?:information|context|personal))\b",
    r"\bI (?:do not|don[’']t) have personal (?:opinions?|experiences?|preferences?|beliefs?|feelings?)\b",
    r"\b(?:the|this) (?:question|prompt|request|statement|text|information|answer) "
    r"(?:is|was|does|did)(?: not|n[’']t) (?:provide|contain|clear|give|include|specif|mention|enough|available)",
    r"\b(?:no|not enough|insufficient) (?:information|context) (?:is|was|has been) (?:given|provided)",
    r"\bbased (?:solely |only )?on the (?:given|provided|information|text|context|passage)\b",
    r"\b(?:please|could you) (?:provide|share|give me|clarify|rephrase)\b.{0,60}"
    r"\b(?:context|information|details|question|prompt)",
    r"\bhow (?:can|may|could) I (?:assist|help) you\b|\b(?:I[’']m|I am) here to (?:help|assist)\b",
    r"\b(?:is there )?anything else I can (?:help|assist|do for)\b|\bfeel free to (?:ask|reach out)\b",
    r"\bich kann (?:dir |Ihnen |euch )?(?:dazu |das )?(?:leider )?nicht (?:beantworten|(?:dabei )?helfen)\b",
    r"\bich kann (?:dir |Ihnen |euch )?(?:dazu |darauf )?(?:leider )?keine (?:Antwort|Auskunft|Meinung) geben\b",
    r"\bje ne (?:peux|suis) pas (?:en mesure de )?(?:répondre|fournir|vous aider)\b",
    r"\bno puedo (?:responder|proporcionar|ofrecer|ayudarte con)\b|\bnão posso (?:responder|fornecer)\b",
    r"无法(?:提供|回答)|お答えできません|답변(?:할|드릴) 수 없",
)
_IN_SHORT = rf"\b(?:I|we) ?{_CANNOT} (?:answer|offer|express|complete|process|respond)\b"
"""A refusal where that is the whole sentence; people, too, say that they cannot answer without a story."""
_IS_ONE = re.compile("|".join(_SELF), re.IGNORECASE)
_REFUSES = re.compile("|".join(_REFUSALS), re.IGNORECASE)
_BRIEFLY = re.compile(_IN_SHORT, re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?…。！？\n]*[.!?…。！？]*\s*")
_BRIEF = 12
"""Words of a short sentence."""
_REST = 8
"""Words beside a refusal from which on somebody has said something of their own."""


@keeping_words(4096)
def speaks_as_assistant(text: str) -> bool:
    """Whether an assistant speaks here: it calls itself one, or refuses and says next to nothing beside that."""
    if _IS_ONE.search(text):
        return True
    refused, rest = False, 0
    for match in _SENTENCE.finditer(text):
        if _refuses(match.group()):
            refused = True
        elif (rest := rest + _words(match.group())) >= _REST:
            return False
    return refused


def _refuses(sentence: str) -> bool:
    brief = len(sentence.split()) <= _BRIEF and _BRIEFLY.search(sentence) is not None
    return brief or _REFUSES.search(sentence) is not None


def _words(text: str) -> int:
    """How many words; of a script without spaces, two signs are one."""
    return len(text.split()) + sum(map(spaceless, text)) // 2
