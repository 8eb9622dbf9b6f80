"""Addresses in speech: invitations to other servers are never posted, and no link shows another address than its
own."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from troupe.core.text_folding import folded_look

_DOT = r"[ \t]*(?:\.|\[\.\]|\(\.\)|[\[(]?\bdot\b[\])]?)[ \t]*"
_INVITE = re.compile(
    rf"discord(?:app|s)?{_DOT}(?:gg|io|me|li|link|plus)\b|discord(?:app)?{_DOT}com[ \t]*/[ \t]*(?:invite|oauth2)"
    rf"|\b(?:dsc{_DOT}(?:gg|lol)|invite{_DOT}gg|disboard{_DOT}org[ \t]*/|(?<![\w])\.gg[ \t]*/[ \t]*\w)"
    r"|discord:[ \t]*//"
)
_OF_INVITES = ("discord", "gg", "dsc", "disboard")
_MASKED = re.compile(
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]{0,300}\]){0,300})\]\(\s*<?(?P<url>[^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+[\"'(][^\n]{0,200}?[\"')])?\s*\)"
)
_DISGUISED = re.compile(r"<?https?://[^\s/@<>]+@[^\s<>]+>?", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})\b")
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+(?=\s|$)|$)\s*|\n", re.MULTILINE)


def without_invites(text: str) -> str:
    """Without the sentences that hold an invitation."""
    look = folded_look(text)
    if not any(word in look for word in _OF_INVITES) or not _INVITE.search(look):
        return text
    parts = [part[0] for part in _SENTENCE.finditer(text)]
    rest = "".join(part for part in parts if not _INVITE.search(folded_look(part))).strip()
    if _INVITE.search(folded_look(rest)):  # written with spaces about its dots
        rest = "\n".join(line for line in rest.split("\n") if not _INVITE.search(folded_look(line))).strip()
    return "" if _INVITE.search(folded_look(rest)) else rest


def unmasked(text: str, said: Collection[str]) -> str:
    """Each link that hides where it leads is its own words alone; if these name another address, it is gone. Links
    that were `said` in the channel stand."""
    if "](" in text:
        text = _MASKED.sub(lambda link: _unmasked(link, said), text)
    return _DISGUISED.sub("", text).strip() if "@" in text else text


def _unmasked(link: re.Match[str], said: Collection[str]) -> str:
    label, url = link["text"], link["url"]
    if "://" not in url and "." not in url:
        return link[0]  # no link: f[x](y)
    try:
        host = (urlsplit(url if "://" in url else f"https://{url}").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    hosts = [match[1].removeprefix("www.") for match in _HOST.finditer(folded_look(label))]
    if hosts:
        return link[0] if all(name == host for name in hosts) else ""
    return link[0] if any(url in text for text in said) else label
