"""The page's reducer: each gateway event changes what it tells of, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.page.rendering.draft_mentions import named, people_heard
from bot.playground.page.rendering.html_render import row_html
from bot.playground.page.rendering.log_rows import (
    DayDivider,
    Lens,
    MessageRow,
    NoticeRow,
    Row,
    Voice,
    names_in,
    rows,
)
from bot.playground.page.rendering.markdown import Names
from bot.playground.page.state.page_events import (
    ChannelGone,
    ChannelShown,
    Event,
    GuildSeen,
    HistoryRead,
    InteractionSent,
    ModalAsked,
    NoticeDismissed,
    NoticeGiven,
    PeopleRead,
    parse,
)
from bot.playground.page.state.page_payloads import Modal, PageGuild, PageMessage, PageResident
from bot.playground.page.state.page_state import PageState
from bot.playground.page.state.page_stepping import step

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ADA: dict[str, object] = {"id": "10", "username": "ada", "global_name": "Ada"}
BEN: dict[str, object] = {"id": "11", "username": "ben"}
BOT: dict[str, object] = {"id": "20", "username": "Troupe", "bot": True}
LENS = Lens(Names(zone=UTC, now=NOW), "http://127.0.0.1:1", NOW, UTC)


def said(message_id: int, author: dict[str, object], text: str = "hi", **more: object) -> dict[str, object]:
    at = more.pop("at", NOW + timedelta(seconds=message_id))
    assert isinstance(at, datetime)
    return {
        "id": str(message_id),
        "channel_id": "100",
        "author": author,
        "content": text,
        "timestamp": at.isoformat(),
        **more,
    }


def event(name: str, data: dict[str, object]) -> Event:
    parsed = parse(name, data, NOW)
    assert parsed is not None
    return parsed


def after(*events: Event, start: PageState | None = None) -> PageState:
    state = start or seated()
    for each in events:
        state = step(state, each)
    return state


def seated() -> PageState:
    guild = PageGuild.model_validate(
        {
            "id": "1",
            "name": "The Green Room",
            "channels": [{"id": "100", "type": 0, "name": "coffee"}],
            "members": [{"user": ADA}, {"user": BEN, "nick": "Benny"}, {"user": BOT}],
        }
    )
    ready = event("READY", {"user": ADA, "session_id": "s"})
    return step(step(PageState(), ready), GuildSeen(guild))


def hear(*messages: dict[str, object]) -> PageState:
    return after(*(event("MESSAGE_CREATE", m) for m in messages))


def ids(state: PageState) -> list[str]:
    return [m.id for m in state.log("100").messages]


def shown(state: PageState) -> list[Row]:
    return rows(state, "100", LENS)


def message_rows(state: PageState) -> list[MessageRow]:
    return [row for row in shown(state) if isinstance(row, MessageRow)]


def test_messages_stand_in_the_order_of_their_ids_however_they_arrive() -> None:
    assert ids(hear(said(3, BEN), said(1, BEN), said(2, BEN))) == ["1", "2", "3"]


def test_the_same_message_twice_is_one_message() -> None:
    assert ids(hear(said(1, BEN), said(1, BEN))) == ["1"]


def test_an_edit_keeps_what_the_update_leaves_out() -> None:
    state = hear(said(1, BEN, reactions=[{"count": 2, "me": True, "emoji": {"name": "👍"}}]))
    edit = event("MESSAGE_UPDATE", said(1, BEN, "better", edited_timestamp=NOW.isoformat()))
    message = after(edit, start=state).log("100").messages[0]
    assert message.content == "better"
    assert message.reactions[0].me


def test_an_update_for_everybody_does_not_take_away_ones_own_reaction() -> None:
    state = hear(said(1, BEN, reactions=[{"count": 1, "me": True, "emoji": {"name": "👍"}}]))
    same = [{"count": 1, "me": False, "emoji": {"name": "👍"}}]
    message = after(event("MESSAGE_UPDATE", said(1, BEN, reactions=same)), start=state).log("100").messages[0]
    assert message.reactions[0].me


def test_a_deletion_removes_the_message_and_empties_the_quotes_of_it() -> None:
    state = hear(said(1, BEN), said(2, ADA, type=19, referenced_message=said(1, BEN)))
    state = after(event("MESSAGE_DELETE", {"id": "1", "channel_id": "100"}), start=state)
    (row,) = message_rows(state)
    assert row.quote is not None
    assert row.quote.message_id is None


def test_a_bulk_deletion_removes_them_all() -> None:
    gone = event("MESSAGE_DELETE_BULK", {"ids": ["1", "3"], "channel_id": "100"})
    assert ids(after(gone, start=hear(said(1, BEN), said(2, BEN), said(3, BEN)))) == ["2"]


def test_reactions_count_up_and_down_and_know_ones_own() -> None:
    def reaction(kind: str, user: str) -> Event:
        data: dict[str, object] = {
            "channel_id": "100",
            "message_id": "1",
            "user_id": user,
            "emoji": {"name": "👍"},
        }
        return event(f"MESSAGE_REACTION_{kind}", data)

    state = after(reaction("ADD", "11"), reaction("ADD", "10"), start=hear(said(1, BEN)))
    (counted,) = state.log("100").messages[0].reactions
    assert (counted.count, counted.me) == (2, True)
    state = after(reaction("REMOVE", "10"), start=state)
    (counted,) = state.log("100").messages[0].reactions
    assert (counted.count, counted.me) == (1, False)
    assert after(reaction("REMOVE", "11"), start=state).log("100").messages[0].reactions == ()


def test_typing_ends_with_the_message_and_ones_own_is_not_shown() -> None:
    def typing(user: str) -> Event:
        return event("TYPING_START", {"channel_id": "100", "user_id": user})

    state = after(typing("11"), typing("10"))
    assert state.typing["100"] == {"11": "Benny"}
    assert after(event("MESSAGE_CREATE", said(1, BEN)), start=state).typing["100"] == {}


def test_a_persons_message_ends_the_typing_of_the_application_behind_it() -> None:
    typing = event("TYPING_START", {"channel_id": "100", "user_id": "20"})
    message = event("MESSAGE_CREATE", said(1, webhook("Lisa"), webhook_id="500", application_id="20"))
    assert after(typing).typing["100"] == {"20": "Troupe"}
    assert after(typing, message).typing["100"] == {}


def test_the_newest_page_replaces_what_was_there_but_keeps_what_is_newer_or_private() -> None:
    private = said(2, BOT, flags=64)
    state = hear(said(1, BEN), private, said(9, BEN))
    page = (PageMessage.model_validate(said(3, BEN)), PageMessage.model_validate(said(4, BEN)))
    state = after(HistoryRead("100", page, reaches_start=False), start=state)
    assert ids(state) == ["2", "3", "4", "9"]


def test_a_channel_nobody_looks_at_does_not_pile_up() -> None:
    state = hear(*(said(n, BEN) for n in range(1, 60)))
    assert len(ids(state)) == 20
    assert state.unread["100"] == 59


def test_unread_are_the_messages_of_others_until_the_channel_is_shown() -> None:
    state = hear(said(1, BEN), said(2, ADA), said(3, BEN, flags=64), said(4, BEN), said(4, BEN))
    assert state.unread == {"100": 2}
    state = after(ChannelShown("100"), start=state)
    assert state.unread == {}
    state = after(event("MESSAGE_CREATE", said(5, BEN)), ChannelGone(id="100"), start=state)
    assert state.unread == {}


def test_what_was_said_while_the_connection_was_lost_is_unread() -> None:
    one, two, mine = (PageMessage.model_validate(said(n, who)) for n, who in ((1, BEN), (2, BEN), (3, ADA)))
    state = after(HistoryRead("100", (one,), reaches_start=True))
    assert state.unread == {}  # read for the first time because somebody opened it
    state = after(HistoryRead("100", (one, two, mine), reaches_start=True), start=state)
    assert state.unread == {"100": 1}


def test_an_older_page_is_put_before() -> None:
    state = hear(said(5, BEN))
    older = (PageMessage.model_validate(said(1, BEN)),)
    state = after(HistoryRead("100", older, reaches_start=True, older_than="5"), start=state)
    assert ids(state) == ["1", "5"]
    assert state.log("100").reaches_start


def test_a_failed_interaction_says_so_in_words_where_it_was_used() -> None:
    sent = InteractionSent("n1", "100", "/who")
    state = after(sent, event("INTERACTION_FAILURE", {"nonce": "n1"}))
    assert state.log("100").notices[0].text == "/who: The application did not respond."
    assert state.pending == {}


def test_a_late_failure_of_something_answered_says_nothing() -> None:
    sent = InteractionSent("n1", "100", "/who")
    state = after(
        sent, event("INTERACTION_SUCCESS", {"nonce": "n1"}), event("INTERACTION_FAILURE", {"nonce": "n1"})
    )
    assert state.log("100").notices == ()


def test_a_form_is_an_answer() -> None:
    form = Modal(custom_id="form", nonce="n1")
    state = after(InteractionSent("n1", "100", "Save"), ModalAsked(form))
    assert (state.pending, state.modal) == ({}, form)


def test_only_private_messages_can_be_dismissed() -> None:
    state = hear(said(1, BEN), said(2, BOT, flags=64))
    state = after(NoticeDismissed("1", "100"), NoticeDismissed("2", "100"), start=state)
    assert ids(state) == ["1"]


def test_a_deleted_channel_is_gone() -> None:
    assert after(ChannelGone(id="100")).channels == {}


def test_a_second_guild_does_not_take_the_place_of_the_first() -> None:
    other = GuildSeen(PageGuild(id="2", name="Elsewhere"))
    state = after(other)
    assert state.guild is not None
    assert state.guild.name == "The Green Room"


def test_a_dispatch_that_is_not_as_documented_is_named() -> None:
    with pytest.raises(ValueError, match="MESSAGE_CREATE"):
        parse("MESSAGE_CREATE", {"id": "1"}, NOW)


def test_what_the_page_has_no_use_for_is_no_event() -> None:
    assert parse("PRESENCE_UPDATE", {"user": {"id": "1"}}, NOW) is None


def webhook(name: str, avatar: str | None = None) -> dict[str, object]:
    return {"id": "500", "username": name, "avatar": avatar, "bot": True}


def test_one_webhook_with_two_names_is_two_speakers() -> None:
    lisa, oscar = webhook("Lisa"), webhook("Oscar")
    state = hear(
        said(1, lisa, webhook_id="500", application_id="20"),
        said(2, lisa, webhook_id="500", application_id="20"),
        said(3, oscar, webhook_id="500", application_id="20"),
    )
    assert [(r.name, r.grouped, r.voice) for r in message_rows(state)] == [
        ("Lisa", False, Voice.PERSON),
        ("Lisa", True, Voice.PERSON),
        ("Oscar", False, Voice.PERSON),
    ]


def test_who_plays_a_person_stands_beside_the_name_and_is_no_part_of_it() -> None:
    state = hear(said(1, webhook("Lisa Carter · understudy"), webhook_id="500", application_id="20"))
    (row,) = message_rows(state)
    assert (row.name, row.aside) == ("Lisa Carter", "understudy")
    assert list(people_heard(state, "100", "")) == ["Lisa Carter"]


def test_an_answer_to_a_command_is_the_bots_own_voice_and_says_who_used_it() -> None:
    answer = said(1, BOT, webhook_id="20", application_id="20", type=20, interaction={"name": "who", "user": ADA})
    (row,) = message_rows(hear(answer))
    assert row.voice is Voice.BOT
    assert row.used == "Ada used /who"


def test_a_new_day_and_a_pause_end_a_group() -> None:
    state = hear(
        said(1, BEN, at=NOW - timedelta(days=1)),
        said(2, BEN, at=NOW),
        said(3, BEN, at=NOW + timedelta(minutes=6)),
        said(4, BEN, at=NOW + timedelta(minutes=7)),
    )
    assert [r.grouped for r in message_rows(state)] == [False, False, False, True]
    assert [r.label for r in shown(state) if isinstance(r, DayDivider)] == ["Yesterday", "Today"]


def test_a_notice_stands_where_it_was_given() -> None:
    state = hear(said(1, BEN), said(60, BEN))
    sent = InteractionSent("n", "100", "/who")
    failure = parse("INTERACTION_FAILURE", {"nonce": "n"}, NOW + timedelta(seconds=30))
    assert failure is not None
    state = after(sent, failure, start=state)
    kinds = [type(row) for row in shown(state)]
    assert kinds == [DayDivider, MessageRow, NoticeRow, MessageRow]


def test_every_kind_of_row_is_drawn() -> None:
    notice = NoticeGiven("n", "100", "Only for you", NOW + timedelta(minutes=1))
    state = after(notice, start=hear(said(1, BEN, "Hello there"), said(2, BEN, "", type=6)))
    drawn = [row_html(row, LENS) for row in shown(state)]
    words = ("Today", "Hello there", "Benny pinned a message.", "Only for you")
    assert [text in html for text, html in zip(words, drawn, strict=True)] == [True] * 4


def test_members_go_by_their_nickname() -> None:
    (row,) = message_rows(hear(said(1, BEN)))
    assert row.name == "Benny"
    assert names_in(seated(), NOW, "").users["11"] == "Benny"


def test_a_thread_begins_with_the_message_it_was_started_from() -> None:
    starter = {**said(7, ADA, ""), "type": 21, "referenced_message": said(5, BEN, "Which soup?")}
    [_, row] = rows(after(event("MESSAGE_CREATE", starter)), "100", LENS)
    assert isinstance(row, MessageRow)
    assert (row.message.content, row.name, row.elsewhere) == ("Which soup?", "Benny", True)


def test_a_thread_under_a_message_is_shown_as_it_is_now() -> None:
    thread: dict[str, object] = {"id": "5", "type": 11, "name": "soup", "parent_id": "100"}
    told = after(event("MESSAGE_CREATE", {**said(5, BEN), "thread": thread}), event("THREAD_CREATE", thread))
    put_away = event("THREAD_UPDATE", {**thread, "thread_metadata": {"archived": True}})
    for state, archived in ((told, False), (after(put_away, start=told), True)):
        row = rows(state, "100", LENS)[-1]
        assert isinstance(row, MessageRow)
        assert row.thread is not None
        assert row.thread.archived is archived


def test_names_offered_begin_with_who_lives_here_and_leave_oneself_out() -> None:
    lives = PeopleRead("100", (PageResident(name="Bea Lind"),))
    heard = event("MESSAGE_CREATE", said(5, {"id": "50", "username": "Bob"}, webhook_id="50", application_id="20"))
    state = after(event("READY", {"user": ADA, "session_id": "s"}), lives, heard)
    assert [somebody.name for somebody in named(state, "100", "b", "")] == ["Bea Lind", "Bob", "Benny"]
    assert [somebody.name for somebody in named(state, "100", "lin", "")] == ["Bea Lind"]
    assert "Ada" not in [somebody.name for somebody in named(state, "100", "", "")]
