"""Markdown becomes the marks it asks for, and never anything a message could choose freely."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.page.rendering.markdown import Names, is_only_emoji, plain, relative, render

NAMES = Names(
    users={"11": "Ben Okafor"},
    channels={"100": "coffee-corner"},
    roles={"7": "Moderators"},
    now=datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
    zone=UTC,
)

ALLOWED: dict[str, set[str]] = {
    "p": set(),
    "br": set(),
    "strong": set(),
    "em": set(),
    "u": set(),
    "s": set(),
    "small": set(),
    "code": {"data-language"},
    "pre": set(),
    "blockquote": {"dir"},
    "ul": {"dir"},
    "ol": {"start", "dir"},
    "li": {"class"},
    "div": {"class", "role", "aria-level"},
    "a": {"href", "rel", "target"},
    "span": {"class", "role", "tabindex", "aria-label", "data-act", "data-channel", "data-id"},
    "time": {"class", "datetime", "title"},
    "img": {"class", "src", "alt", "title"},
}


class Strict(HTMLParser):
    """Fails on any tag or attribute that is not ours, and on any address that is not of the web."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name in ("href", "src"):
                assert value is not None
                assert value.startswith(("http://", "https://")), value
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def checked(text: str) -> str:
    html = str(render(text, NAMES))
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** *it* _it_", "<p><strong>bold</strong> <em>it</em> <em>it</em></p>"),
        ("__under__ ~~gone~~", "<p><u>under</u> <s>gone</s></p>"),
        ("***both***", "<p><strong><em>both</em></strong></p>"),
        ("**bold *and* more**", "<p><strong>bold <em>and</em> more</strong></p>"),
        ("2 * 3 * 4 and snake_case_name", "<p>2 * 3 * 4 and snake_case_name</p>"),
        (r"\*not\* this", "<p>*not* this</p>"),
        ("`a **b** <c>`", "<p><code>a **b** &lt;c&gt;</code></p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("> said\n> twice\nanswer", "<blockquote><p>said<br>twice</p></blockquote><p>answer</p>"),
        (">>> all\nof it", "<blockquote><p>all<br>of it</p></blockquote>"),
        ("- a\n- b", '<ul><li class="level-0">a</li><li class="level-0">b</li></ul>'),
        ("- אחת\n- two", '<ul dir="rtl"><li class="level-0">אחת</li><li class="level-0">two</li></ul>'),
        ("> **سلام** Lisa", '<blockquote dir="rtl"><p><strong>سلام</strong> Lisa</p></blockquote>'),
        ("3. a\n4. b", '<ol start="3"><li class="level-0">a</li><li class="level-0">b</li></ol>'),
        ("```py\nx < 1\n```", '<pre><code data-language="py">x &lt; 1</code></pre>'),
        ("<@11>", '<p><span class="mention">@Ben Okafor</span></p>'),
        ("in <#100>", '<p>in <span class="mention">#coffee-corner</span></p>'),
        ("for <@&7>", '<p>for <span class="mention">@Moderators</span></p>'),
        ("<@99>", '<p><span class="mention">@someone</span></p>'),
        ("-# small print", "<p><small>small print</small></p>"),
    ],
)
def test_marks(text: str, html: str) -> None:
    assert checked(text) == html


def test_a_time_is_shown_in_the_readers_zone_with_the_whole_moment_on_hover() -> None:
    html = checked("<t:0:d>")
    assert ">01/01/1970</time>" in html
    assert 'title="Thursday, 01 January 1970 00:00"' in html


def test_a_heading_is_announced_as_one() -> None:
    assert checked("## Plan").startswith('<div class="heading heading-2" role="heading"')


def test_a_spoiler_hides_its_text_behind_an_act() -> None:
    html = checked("||the end||")
    assert 'data-act="reveal"' in html
    assert "<span>the end</span>" in html


def test_links_take_web_addresses_only() -> None:
    assert 'href="https://e.org/a_(b)"' in checked("[read](https://e.org/a_(b))")
    for text in (
        "[x](javascript:alert(1))",
        "[x](data:text/html,hi)",
        "javascript:alert(1)",
        "<javascript:alert(1)>",
    ):
        assert "<a" not in checked(text)


def test_a_bare_link_leaves_the_full_stop_outside() -> None:
    assert ">https://e.org/a?b=1&amp;c=2</a>." in checked("See https://e.org/a?b=1&c=2.")


def test_a_link_to_a_message_jumps_inside_the_page() -> None:
    html = checked("https://discord.com/channels/1/100/555")
    assert 'data-act="jump"' in html
    assert 'data-channel="100"' in html
    assert 'data-id="555"' in html
    assert "<a" not in html
    html = checked("[in reply to this](https://discord.com/channels/1/100/555)")
    assert 'data-id="555">in reply to this</span>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        '[a](https://e.org/"onmouseover="alert(1))',
        "https://e.org/\"onclick='alert(1)'",
        "**<b onclick=alert(1)>**",
        "```html\n<iframe src=//e.org></iframe>\n```",
        "`</code><script>`",
        "||<style>*{display:none}</style>||",
        "> <a href=javascript:alert(1)>x</a>",
        '<:x" onerror="alert(1):123>',
        "&lt;script&gt;",
    ],
)
def test_markup_in_a_message_stays_text(text: str) -> None:
    checked(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("*_~|`<>[]()!@#&:/\\\"'=-. \n1ahtps")), max_size=120))
def test_no_text_whatever_becomes_a_tag_of_its_own(text: str) -> None:
    checked(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_plain_letters_survive(text: str) -> None:
    letters = "".join(c for c in text if c.isalnum())
    parser = Strict()
    parser.feed(str(render(letters, NAMES)))
    parser.close()
    assert "".join(parser.text) == letters


@pytest.mark.parametrize(
    "text", ["*" * 4000, "||" * 2000, "> " * 2000, "_*" * 2000, "[" * 4000, "`" * 4000, "**a" * 1300]
)
def test_deep_nesting_neither_hangs_nor_overflows(text: str) -> None:
    checked(text)


def test_a_quote_line_is_one_plain_line() -> None:
    assert plain("**Hello**\n> there <@11>", NAMES) == "Hello > there @Ben Okafor"
    assert plain("x" * 300, NAMES, limit=10) == "x" * 9 + "…"


def test_emoji_alone_are_large() -> None:
    assert is_only_emoji("🎉 ☕")
    assert not is_only_emoji("🎉 yes")
    assert not is_only_emoji("")


def test_relative_times_in_words() -> None:
    now = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert relative(datetime(2026, 1, 5, 8, 0, tzinfo=UTC), now) == "1 hour ago"
    assert relative(datetime(2026, 1, 7, 9, 0, tzinfo=UTC), now) == "in 2 days"
    assert relative(now, now) == "now"
