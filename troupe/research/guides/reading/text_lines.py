"""Plain text and Markdown as lines with their depth, their signs and their headings."""

import re

from troupe.research.guides.reading.written_line import LineMark, WrittenLine

_TAB = 4
QUOTE_DEPTH = 1_000
"""The depth of what stands between fences: deeper than anything beside it."""

_LEAST_WRAPPED = 3
"""Words of a line that may go on in the next one: options without a sign are shorter."""

_FINAL = re.compile(r"[.!?:;…。？！|][\"'”’»)\]]*$")
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_BOLD = re.compile(r"(\*\*|__)(?P<words>(?:(?!\1).)+)\1(?P<rest>\s*[:：]?\s*(?:[(\[][^()\[\]]*[)\]])?)$")
_UNDERLINE = re.compile(r"(=+|-{3,}|~{3,})$")
_RULE = re.compile(r"(?:[-*_=~]\s*){3,}$")
_FENCE = re.compile(r"(?:```|~~~)")
_MARKS = (
    (LineMark.NUMBER, re.compile(r"(?P<ordinal>\d{1,3}(?:\.\d{1,2})+)\s+(?=\S)")),
    (LineMark.MANY, re.compile(r"(?:[-*+•]\s+)?(?:\[[ xX]?\]|[☐☑☒□■])\s+(?=\S)")),
    (LineMark.ONE, re.compile(r"(?:[-*+•]\s+)?(?:\([ xX]?\)|[○◯◉])\s+(?=\S)")),
    (LineMark.BULLET, re.compile(r"(?:[-*+•‣▪·●–—►➢◦]|o(?=\s{2,}|\t))\s+(?=\S)")),
    (
        LineMark.NUMBER,
        re.compile(r"(?:[QqFfP]\.?\s?)?\(?(?P<ordinal>\d{1,3}(?:\.\d{1,2})*)(?:[.):]|\s-)\s*(?=\S)"),
    ),
    (LineMark.NUMBER, re.compile(r"(?P<ordinal>[IVX]{1,5})[.)]\s+(?=\S)")),
    (LineMark.LETTER, re.compile(r"\(?(?P<ordinal>[a-zA-Z]|[ivx]{1,4})[.)]\s+(?=\S)")),
)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])([*_])(?=[^\s*_])([^*_]+?)(?<=\S)\3(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def lines_of_text(text: str) -> tuple[WrittenLine, ...]:
    """The lines that hold words. Empty ones, rules and fences are only structure."""
    lines: list[WrittenLine] = []
    after_gap, fenced = True, False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.expandtabs(_TAB).rstrip()
        body = line.strip()
        if _FENCE.match(body):
            fenced = not fenced
        elif fenced and body:
            lines.append(WrittenLine(number=number, text=body, indent=QUOTE_DEPTH, mark=LineMark.QUOTED))
        elif not body:
            after_gap = True
            continue
        elif _UNDERLINE.match(body) and lines and not after_gap and _may_be_underlined(lines[-1]):
            level = 1 if body[0] == "=" else 2
            lines[-1] = lines[-1].model_copy(update={"heading": level})
        elif not _RULE.match(body):
            new = line_of(body, number, len(line) - len(line.lstrip()), after_gap=after_gap)
            if lines and _is_wrapped(lines[-1], new):
                lines[-1] = lines[-1].model_copy(update={"text": f"{lines[-1].text} {new.text}"})
            else:
                lines.append(new)
        after_gap = False
    return tuple(lines)


def line_of(body: str, number: int, indent: int, *, after_gap: bool) -> WrittenLine:
    """One line, its signs read and taken off."""
    heading = _HEADING.match(body)
    if heading is not None:
        text = plain(_BOLD.sub(r"\g<words>\g<rest>", heading[2]))
        return WrittenLine(number=number, text=text, indent=0, heading=len(heading[1]), after_gap=after_gap)
    if body.startswith(">"):
        text = plain(body.lstrip("> "))
        return WrittenLine(number=number, text=text, indent=indent, mark=LineMark.QUOTED, after_gap=after_gap)
    bold = _BOLD.match(body)
    if (
        bold is not None
        and "?" not in body
        and not bold["words"].rstrip().endswith(":")
        and ":" not in bold["rest"]
    ):
        text = plain(bold["words"] + bold["rest"])
        return WrittenLine(number=number, text=text, indent=indent, heading=6, after_gap=after_gap)
    mark, ordinal = LineMark.NONE, ""
    for kind, sign in _MARKS:
        match = sign.match(body)
        if match is not None and not _CLOCK.match(body):
            mark, ordinal = kind, match.groupdict().get("ordinal") or ""
            body = body[match.end() :]
            break
    return WrittenLine(
        number=number, text=plain(body), indent=indent, mark=mark, ordinal=ordinal, after_gap=after_gap
    )


def plain(text: str) -> str:
    """Words without the signs of emphasis and escapes of Markdown."""
    for _ in range(2):
        text = _EMPHASIS.sub(lambda match: match[2] or match[4], text)
    return _ESCAPED.sub(r"\1", text).strip()


def _is_wrapped(line: WrittenLine, after: WrittenLine) -> bool:
    """The second is the rest of a sentence that was broken for the width of a page."""
    if after.after_gap or after.mark is not LineMark.NONE or after.heading or not after.text[:1].islower():
        return False
    if line.heading or line.mark is LineMark.QUOTED or len(line.text.split()) < _LEAST_WRAPPED:
        return False
    return not _FINAL.search(line.text)


def _may_be_underlined(line: WrittenLine) -> bool:
    return line.mark is LineMark.NONE and not line.heading and "?" not in line.text
