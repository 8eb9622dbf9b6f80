"""Discord's markdown as HTML, pure: every character of the message is escaped, only known marks become tags."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from unicodedata import bidirectional

from markupsafe import Markup, escape

DEEPEST = 12
"""How far marks may nest; deeper ones stay plain text, so no message can exhaust the stack."""


@dataclass(frozen=True)
class Names:
    """The names that ids in a text stand for, and the zone of its times: `zone` None is the machine's own."""

    users: Mapping[str, str] = field(default_factory=dict[str, str])
    channels: Mapping[str, str] = field(default_factory=dict[str, str])
    roles: Mapping[str, str] = field(default_factory=dict[str, str])
    now: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    zone: tzinfo | None = None
    pictures: str = ""


INLINE = re.compile(
    r"""
    \\(?P<escaped>[^\w\s])
  | (?P<ticks>`{1,2})(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
  | \*\*\*(?P<strong_emphasis>.+?)\*\*\*(?!\*)
  | \*\*(?P<strong>.+?)\*\*(?!\*)
  | __(?P<underline>.+?)__(?!_)
  | ~~(?P<strike>.+?)~~
  | \|\|(?P<spoiler>.+?)\|\|
  | \*(?P<emphasis>[^\s*](?:.*?[^\s*])??)\*(?!\*)
  | (?<![^\W_])_(?P<emphasis_line>[^\s_](?:.*?[^\s_])??)_(?![^\W_])
  | \[(?P<label>[^\[\]\n]+)\]\(<?(?P<target>https?://[^\s<>()"]+(?:\([^\s<>()"]*\)[^\s<>()"]*)*)>?\)
  | <(?P<angled>https?://[^\s<>]+)>
  | (?P<bare>https?://[^\s<>"|]+[^\s<>"|.,:;!?'*_~)\]])
  | <@!?(?P<user>\d{1,25})>
  | <\#(?P<channel>\d{1,25})>
  | <@&(?P<role>\d{1,25})>
  | </(?P<command>[^:<>\n]{1,100}):\d{1,25}>
  | <(?P<animated>a?):(?P<emoji>\w{1,32}):(?P<emoji_id>\d{1,25})>
  | <t:(?P<time>-?\d{1,13})(?::(?P<style>[tTdDfFRsS]))?>
  | (?P<everyone>@everyone|@here)\b
    """,
    re.VERBOSE | re.DOTALL,
)

JUMP = re.compile(r"https?://[^/]+/channels/(?:\d+|@me)/(?P<channel>\d+)(?:/(?P<message>\d+))?")
FENCE = re.compile(r"```(?:(?P<language>[A-Za-z0-9_+.#-]{1,30})\n)?\n*(?P<body>.+?)\n*```", re.DOTALL)
HEADING = re.compile(r"(?P<marks>#{1,3}) +(?P<text>\S.*)")
SUBTEXT = re.compile(r"-# +(?P<text>\S.*)")
QUOTE = re.compile(r"> ?(?P<text>.*)")
ITEM = re.compile(r"(?P<indent> {0,8})(?:(?P<bullet>[-*])|(?P<number>\d{1,9})\.) +(?P<text>\S.*)")
ONLY_EMOJI = re.compile(
    r"(?:\s|[\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d\U0001f3fb-\U0001f3ff]"
    r"|[\d#*\u203c\u2049\u2139\u2190-\u21ff\u2328\u25a0-\u25ff]\ufe0f\u20e3?|<a?:\w{1,32}:\d+>){1,40}"
)


def render(text: str, names: Names | None = None) -> Markup:
    """A message's text as HTML that holds no tag, attribute or address the message could choose freely."""
    return _blocks(text, names or Names(), 0)


def is_only_emoji(text: str) -> bool:
    """Whether the text is a few emoji and nothing else, and so is shown large."""
    return bool(text.strip()) and ONLY_EMOJI.fullmatch(text.strip()) is not None


def plain(text: str, names: Names | None = None, limit: int = 140) -> str:
    """One line of the text for a quote above a reply: marks dropped, mentions resolved, cut at `limit`."""
    words = render(text.replace("\n", " "), names).striptags()
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def _blocks(text: str, names: Names, depth: int) -> Markup:
    parts: list[Markup] = []
    end = 0
    for fence in FENCE.finditer(text):
        parts.append(_lines(text[end : fence.start()].removesuffix("\n"), names, depth))
        parts.append(CODE.format(fence["language"] or "", fence["body"]))
        end = fence.end()
    tail = text[end:]
    parts.append(_lines(tail.removeprefix("\n") if end else tail, names, depth))
    return Markup("").join(parts)


def _lines(text: str, names: Names, depth: int) -> Markup:
    if not text:
        return Markup("")
    parts: list[Markup] = []
    lines = text.split("\n")
    plain_lines: list[str] = []

    def flush() -> None:
        if plain_lines:
            parts.append(Markup("<p>{}</p>").format(_inline("\n".join(plain_lines), names, depth)))
            plain_lines.clear()

    at = 0
    while at < len(lines):
        height, block = _block_at(lines, at, names, depth)
        if block is None:
            plain_lines.append(lines[at])
            at += 1
            continue
        flush()
        parts.append(block)
        at += height
    flush()
    return Markup("").join(parts)


def _block_at(lines: list[str], at: int, names: Names, depth: int) -> tuple[int, Markup | None]:
    line = lines[at]
    if depth < DEEPEST and line.startswith(">>> "):
        text_below = "\n".join([line[4:], *lines[at + 1 :]])
        return len(lines) - at, QUOTED.format(_way(text_below), _blocks(text_below, names, depth + 1))
    if depth < DEEPEST and line.startswith("> "):
        quotes: list[str] = []
        while at + len(quotes) < len(lines) and (match := QUOTE.fullmatch(lines[at + len(quotes)])):
            quotes.append(match["text"])
        text = "\n".join(quotes)
        return len(quotes), QUOTED.format(_way(text), _lines(text, names, depth + 1))
    if match := HEADING.fullmatch(line):
        level = len(match["marks"])
        # The page itself owns the first heading levels; size is the style sheet's business.
        return 1, HEADED.format(level, level + 3, _inline(match["text"], names, depth))
    if match := SUBTEXT.fullmatch(line):
        return 1, Markup("<p><small>{}</small></p>").format(_inline(match["text"], names, depth))
    if ITEM.fullmatch(line):
        return _list_at(lines, at, names, depth)
    return 0, None


def _list_at(lines: list[str], at: int, names: Names, depth: int) -> tuple[int, Markup]:
    items: list[Markup] = []
    first = ITEM.fullmatch(lines[at])
    has_number = bool(first and first["number"])
    start = first["number"] if first and first["number"] else "1"
    while at + len(items) < len(lines) and (match := ITEM.fullmatch(lines[at + len(items)])):
        if bool(match["number"]) is not has_number:
            break
        level = min(3, len(match["indent"]) // 2)
        items.append(Markup('<li class="level-{}">{}</li>').format(level, _inline(match["text"], names, depth)))
    body, way = Markup("").join(items), _way("\n".join(lines[at : at + len(items)]))
    if has_number:
        return len(items), Markup('<ol start="{}"{}>{}</ol>').format(start, way, body)
    return len(items), Markup("<ul{}>{}</ul>").format(way, body)


def _way(text: str) -> Markup:
    """The attribute of a block whose first letter is of a script written from right to left."""
    first = next((way for c in text if (way := bidirectional(c)) in ("L", "R", "AL")), "L")
    return Markup("") if first == "L" else Markup(' dir="rtl"')


def _inline(text: str, names: Names, depth: int) -> Markup:
    if depth >= DEEPEST:
        return _text(text)
    parts: list[Markup] = []
    end = 0
    for match in INLINE.finditer(text):
        parts.append(_text(text[end : match.start()]))
        parts.append(_mark(match, names, depth))
        end = match.end()
    parts.append(_text(text[end:]))
    return Markup("").join(parts)


def _text(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


WRAPPERS: Mapping[str, Markup] = {
    "strong_emphasis": Markup("<strong><em>{}</em></strong>"),
    "strong": Markup("<strong>{}</strong>"),
    "underline": Markup("<u>{}</u>"),
    "strike": Markup("<s>{}</s>"),
    "emphasis": Markup("<em>{}</em>"),
    "emphasis_line": Markup("<em>{}</em>"),
    "spoiler": Markup(
        '<span class="spoiler" role="button" tabindex="0" aria-label="Spoiler, hidden" data-act="reveal">'
        "<span>{}</span></span>"
    ),
}
QUOTED = Markup("<blockquote{}>{}</blockquote>")
CODE = Markup('<pre><code data-language="{}">{}</code></pre>')
HEADED = Markup('<div class="heading heading-{}" role="heading" aria-level="{}">{}</div>')
LINK = Markup('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>')
JUMPING = Markup(
    '<span class="mention jump" role="link" tabindex="0" data-act="jump" data-channel="{}" data-id="{}">{}</span>'
)
PICTURE = Markup('<img class="emoji" src="{}" alt=":{}:" title=":{}:">')
STAMP = Markup('<time class="stamp" datetime="{}" title="{}">{}</time>')


def _mark(match: re.Match[str], names: Names, depth: int) -> Markup:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    for name, wrapper in WRAPPERS.items():
        if name in groups:
            return wrapper.format(_inline(groups[name], names, depth + 1))
    for name, leaf in LEAVES.items():
        if name in groups:
            return leaf(groups, names, depth)
    return _text(match.group(0))


def _link(found: Mapping[str, str], names: Names, depth: int) -> Markup:
    address = found.get("target") or found.get("angled") or found.get("bare", "")
    if jump := JUMP.fullmatch(address):
        label = (
            _text(found["label"]) if "label" in found else f"#{names.channels.get(jump['channel'], 'message')} ›"
        )
        return JUMPING.format(jump["channel"], jump["message"] or "", label)
    if "target" in found:
        return LINK.format(found["target"], _text(found["label"]))
    return LINK.format(address, address)


def _mention(sign: str, name: str) -> Markup:
    return Markup('<span class="mention">{}{}</span>').format(sign, name)


def _emoji(found: Mapping[str, str], names: Names, depth: int) -> Markup:
    if not names.pictures:
        return Markup("<span>:{}:</span>").format(found["emoji"])
    ending = "gif" if found.get("animated") else "webp"
    source = f"{names.pictures}/emojis/{found['emoji_id']}.{ending}"
    return PICTURE.format(source, found["emoji"], found["emoji"])


def _time(found: Mapping[str, str], names: Names, depth: int) -> Markup:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(found["time"]))
        local = moment.astimezone(names.zone)
    except (OverflowError, ValueError, OSError):
        return Markup("<span>{}</span>").format(found["time"])
    style = found.get("style", "f")
    text = local.strftime(TIME_STYLES.get(style, "%d %B %Y %H:%M"))
    if style == "R":
        text = relative(moment, names.now)
    return STAMP.format(moment.isoformat(), local.strftime("%A, %d %B %Y %H:%M"), text)


TIME_STYLES: Mapping[str, str] = {
    "t": "%H:%M",
    "T": "%H:%M:%S",
    "d": "%d/%m/%Y",
    "D": "%d %B %Y",
    "f": "%d %B %Y %H:%M",
    "F": "%A, %d %B %Y %H:%M",
    "s": "%d/%m/%Y %H:%M",
    "S": "%d/%m/%Y %H:%M:%S",
}

SPANS = (
    ("year", 31_536_000),
    ("month", 2_592_000),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
    ("second", 1),
)


def relative(moment: datetime, now: datetime) -> str:
    """The distance from now: how long ago, or in how long, in words."""
    seconds = round((moment - now).total_seconds())
    for unit, size in SPANS:
        count = abs(seconds) // size
        if count:
            words = f"{count} {unit}{'s' if count != 1 else ''}"
            return f"in {words}" if seconds > 0 else f"{words} ago"
    return "now"


LEAVES: Mapping[str, Callable[[Mapping[str, str], Names, int], Markup]] = {
    "escaped": lambda found, names, depth: escape(found["escaped"]),
    "code": lambda found, names, depth: Markup("<code>{}</code>").format(found["code"].strip() or found["code"]),
    "target": _link,
    "angled": _link,
    "bare": _link,
    "user": lambda found, names, depth: _mention("@", names.users.get(found["user"], "someone")),
    "channel": lambda found, names, depth: _mention("#", names.channels.get(found["channel"], "unknown-channel")),
    "role": lambda found, names, depth: _mention("@", names.roles.get(found["role"], "a role")),
    "command": lambda found, names, depth: _mention("/", found["command"]),
    "emoji_id": _emoji,
    "time": _time,
    "everyone": lambda found, names, depth: _mention("", found["everyone"]),
}
