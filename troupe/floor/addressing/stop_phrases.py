"""The phrases that stop: data, and whether a text says nothing else."""

from dataclasses import dataclass
from enum import StrEnum

from troupe.core.kept_words import keeping_words
from troupe.core.word_tokens import CUT, Token, TokenKind, TokenPhrases, plain, sentences
from troupe.floor.addressing.names.name_forms import NameForm
from troupe.floor.addressing.names.name_ways import RoomName, Who
from troupe.floor.addressing.names.name_words import EVERYONE
from troupe.floor.addressing.names.room_names import hit_at, slip_at
from troupe.floor.addressing.names.roster import roster
from troupe.floor.addressing.reference_words import BOTH


class StopRequestKind(StrEnum):
    """The request of a text made only of such words: HALT, for which a bare word is enough; HUSH ("be quiet"),
    which needs someone it is aimed at."""

    HALT = "halt"
    HUSH = "hush"


_HALT = TokenPhrases("""
    stop, stop it, stop that, stop this, stop now, stop talking, stop everything, stop chatting
    stop speaking, halt, cease
    please stop, enough, that's enough, cut it out, knock it off, stop responding, stop replying
    stop posting
    paren de hablar, para de hablar, parad de hablar, parem de falar, pare de falar, smettete di parlare
    smettila di parlare, hört auf zu reden, hör auf zu reden, stop met praten, przestańcie mówić, przestań gadać
    sluta prata, хватит болтать, перестаньте говорить, прекратите говорить, konuşmayı kesin, 别再说了, 停止说话
    話すのをやめて, 말하지 마, توقفوا عن الكلام, توقف عن الكلام, stop posting here, stop messaging
    hör bitte auf, hört bitte auf, hör jetzt auf, hört jetzt auf, hört doch auf, hör doch auf, hören sie bitte auf
    stopp, halt, aufhören, hör auf, hört auf, hören sie auf, schluss, schluss jetzt, es reicht, genug
    arrête, arrêtez, arrêtez-vous, arrête-toi, arrêter, arrêtez de parler, arrête de parler, ça suffit
    stoppez, assez
    para, paren, pare, alto, detente, deténganse, basta, ya basta, parad, párate, deja de hablar
    dejen de hablar
    parem, pára, parar, chega, já chega, pare com isso, parem com isso
    basta così, fermati, fermatevi, ferma, fermi, smettila, smettetela, smetti, smettete
    stoppen, hou op, ophouden, sluta, slutt, hold op, lopeta, seis, stopp nå, przestań, przestańcie, dość
    stać, přestaň
    přestaňte, dost, zastav, állj, elég, hagyd abba, oprește, oprește-te, opriți, destul, ajunge
    стоп, стой, хватит, перестань, перестаньте, остановись, остановитесь, прекрати, прекратите, довольно
    досить, зупинись
    зупиніться, спри, σταμάτα, σταματήστε, στοπ, dur, durun, yeter, kes, kesin
    توقف, توقفي, توقفوا, قف, قفوا, كفى, كفاية, خلاص, أوقف, اوقف, ستوب, بس, עצור, עצרי, תעצור, תעצרי, תעצרו
    די, מספיק, סטופ
    रुको, रुकिए, रुक जाओ, बस, बस करो, बंद करो, ruko, bas karo, band karo, berhenti, stop dulu, cukup, dừng
    dừng lại, ngừng, thôi
    停, 停止, 停下, 停下来, 停下來, 停一下, 停止吧, 别说了, 別說了, 够了, 夠了, 住口, 打住, 不要说了
    不要說了, 不要再说了, 快停
    やめて, 止めて, やめろ, 止めろ, 止まれ, 止まって, やめてください, 止めてください, ストップ, 停止して
    停止してください, やめなさい, もうやめて
    やめ, とまって, もういい, 그만, 그만해, 그만해요, 그만하세요, 그만둬, 멈춰, 멈춰요, 멈추세요, 스톱, 중지
    정지, หยุด, หยุดพูด, พอแล้ว, พอ
""")
_HUSH = TokenPhrases("""
    be quiet, quiet, hush, shush, shh, shut up, silence, stay quiet, stay silent, be silent, keep quiet
    zip it, mute, no more
    stop answering, stop typing, don't answer, leave me alone, go away, shut it, calm down, stop writing
    stop messaging me
    sei still, seid still, sei ruhig, seid ruhig, ruhe, still, halt den mund, halt die klappe, schweig
    leise, sei leise
    tais-toi, taisez-vous, silence, chut, la ferme, cállate, callaos, cállense, silencio, calla, cala a boca
    calem-se, quieto
    fica quieto, fica quieta, zitto, zitta, zitti, silenzio, stai zitto, stai zitta, state zitti, taci, stil
    wees stil, tyst
    var tyst, stille, vær stille, ole hiljaa, cicho, bądź cicho, ticho, замолчи, замолчите, тихо, молчи
    молчите, помолчи
    cicho bądź, bądźcie cicho, cicho bądźcie, tais toi, mach keinen lärm, håll tyst, håll käften, hou je mond
    тише, sus, susun, sessiz ol, اسكت, اسكتي, اسكتوا, اصمت, اصمتي, هدوء, שקט, תשתוק, תשתקי, चुप, चुप रहो
    चुप करो, chup
    diam, im lặng, im đi, 安静, 安靜, 闭嘴, 閉嘴, 别吵, 静かに, 静かにして, 黙って, 黙れ, うるさい, 조용히
    조용히 해, 닥쳐, เงียบ
""")
_FILLERS = TokenPhrases("""
    please, pls, plz, bot, bots, ok, okay, now, just, right now, immediately, everything, it, this, guys, no
    hey, oh, and
    can you, could you, would you, will you, you, both, both of you, all of you, you all, you two, you guys
    everyone, for now
    thanks, thank you, already, ffs, for god's sake, the bot, the bots, sim, simulation, too, i said
    alright, ai
    bitte, jetzt, sofort, doch, mal, alle, ihr alle, danke, nun, s'il te plaît, s'il vous plaît, stp, svp
    maintenant, merci
    por favor, ahora, ya, gracias, todos, agora, obrigado, obrigada, per favore, adesso, ora, subito, tutti
    grazie
    alsjeblieft, nu, allemaal, proszę, teraz, wszyscy, snälla, пожалуйста, сейчас, все, всё, сейчас же
    хватит, ну, бот, боты
    alla, nu genast, من فضلكم, لو سمحتم, جميعا, يا جماعة, يا شباب
    lütfen, artık, hemen, من فضلك, لو سمحت, الآن, رجاء, ارجوك, يا, בבקשה, עכשיו, कृपया, अब, tolong, đi, nhé
    làm ơn
    请, 請, 吧, 了, 一下, 马上, 立刻, 都, 现在, 大家, 机器人, ください, もう, みんな, お願い, お願いします
    よ, ね, ちょっと, 皆, さん
    제발, 이제, 다, 모두, 요, 좀, 당장, หน่อย, ได้แล้ว, ครับ, ค่ะ, นะ, ที
""")
_SIGNS = frozenset("🛑⛔✋")

_NO_WORDS = f"&+/{CUT}"


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The request of a text, to the `people` it names (ids), or of `everyone` if it says so."""

    ask: StopRequestKind
    people: tuple[str, ...] = ()
    everyone: bool = False


@keeping_words(4096)
def may_ask(text: str) -> bool:
    """Whether a stop phrase occurs in it: without one it asks for nothing, whoever is here. What has no words may
    be a sign."""
    words = _words(text)
    return not words or _HALT.within(words) or _HUSH.within(words)


@keeping_words(4096)
def read_ask(
    text: str, entries: tuple[RoomName, ...] = (), speaker: Who | None = None, *, to_bot: bool = False
) -> StopAsked | None:
    """What the text asks, if it says nothing else than a stop phrase, politeness and whom it is for.

    `to_bot`: the bot itself was mentioned, by a name we do not know, at the beginning or the end. A question
    ("stop?") asks for nothing unless it is a request ("can you stop?").
    """
    units = sentences(text)
    tokens = _words(text)
    if not tokens:
        bare = plain(text).replace("\ufe0f", "").split()
        return StopAsked(StopRequestKind.HALT) if bare and all(set(part) <= _SIGNS for part in bare) else None
    if any(s.question for s in units) and not any(t.text in _REQUESTS for t in tokens):
        return None
    requests: set[StopRequestKind] = set()
    people: dict[str, None] = {}
    at, aliases = 0, roster(entries, speaker)
    while at < len(tokens):
        length, ask = max(
            (_HALT.length_at(tokens, at), StopRequestKind.HALT),
            (_HUSH.length_at(tokens, at), StopRequestKind.HUSH),
        )
        other = max(listed.length_at(tokens, at) for listed in (_FILLERS, EVERYONE, BOTH))
        hit = hit_at(tokens, at, aliases) or slip_at(tokens, at, aliases)
        if hit is not None and len(hit.who) == 1 and hit.form is not NameForm.OBLIQUE and not length:
            people.update((person.id, None) for person in hit.who)
            at = hit.end
        elif length and length >= other:
            requests.add(ask)
            at += length
        elif other or (to_bot and at in (0, len(tokens) - 1)):
            at += other or 1
        else:
            return None
    if not requests:
        return None
    everyone = any(EVERYONE.within(s.tokens) or BOTH.within(s.tokens) for s in units)
    return StopAsked(
        StopRequestKind.HALT if StopRequestKind.HALT in requests else StopRequestKind.HUSH, tuple(people), everyone
    )


def _words(text: str) -> list[Token]:
    return [t for s in sentences(text) for t in s.tokens if t.kind is TokenKind.WORD and t.text not in _NO_WORDS]


_REQUESTS = TokenPhrases(
    "can, could, would, will, peux, pouvez, puedes, pode, puoi, potete, können, kannst, можешь"
)
