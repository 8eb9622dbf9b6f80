"""Sentences of service, such as "What would you like to know?": they go on with an assistant's phrase before them,
and are left out with it."""

import re

_OPENINGS = (
    r"please", r"bitte", r"por favor", r"пожалуйста", r"simply", r"alternatively", r"here(?:[’']s| is| are)",
    r"in (?:that|this) case", r"for (?:example|instance)", r"if you", r"(?:maybe|perhaps) (?:I|we) (?:can|could)",
    r"you (?:can|could|may|might)", r"I (?:can|could|will|would)", r"I[’'](?:ll|d)", r"let me", r"let[’']s",
    r"would you like", r"do you (?:want|need|have)", r"is there", r"what (?:would|do|can) you",
    r"which (?:one|of)",
    r"wenn (?:du|sie|ihr)", r"ich (?:kann|könnte)", r"möchte(?:st du|n sie)", r"si (?:vous|tu)", r"je peux",
    r"voulez-vous", r"n[’']hésite", r"si (?:quieres|necesitas|deseas)",
    r"se (?:você|quiser|precisar|vuoi|hai)", r"als je",
)  # fmt: skip
_GOES_ON = re.compile(
    rf"\W*(?:\d{{1,2}}[.)]\s|(?:{'|'.join(_OPENINGS)})(?!\w))"
    r"|\s*(?:如果|请|您可以|你可以|ただし|もし)",
    re.IGNORECASE,
)


def goes_on(sentence: str) -> bool:
    """Whether a sentence goes on serving, after one that did."""
    return _GOES_ON.match(sentence) is not None
