"""Names that are ordinary words too, and words that address everyone: data for reading names."""

from troupe.core.word_tokens import TokenPhrases

COMMON = TokenPhrases("""
    will, hope, mark, may, grace, faith, joy, april, june, august, summer, autumn, winter, rose, lily, daisy
    ivy, violet
    iris, jasmine, holly
    hazel, olive, poppy, rosemary, ginger, ruby, pearl, amber, jade, crystal, dawn, eve, sky, skye, star
    sunny, rain, river
    brook, lake
    forest, reed, cliff, glen, stone, rock, rocky, art, bill, rob, drew, grant, guy, chance, chase, page
    robin, jay, colt
    wade, ward, miles
    chip, chuck, dick, earl, duke, king, prince, major, pat, peg, penny, patience, prudence, mercy, charity
    constance
    honor, honour
    verity, serenity, harmony, melody, carol, bonny, candy, cherry, cookie, honey, sugar, sage, basil
    pepper, angel
    christian, eden, gene
    kitty, misty, ocean, ray, rich, rusty, sandy, scout, sue, tad, tripp, van, victor, bird, fox, wolf, bear
    hawk, phoenix
    raven, teddy, ace
    buddy, buck, clay, cash, blaze, flint, ash, linden, destiny, trinity, justice, liberty, skip
    moon, sol, luna, mar, alba, aurora, consuelo, dolores, esperanza, paz, luz, soledad, amparo, remedios
    socorro, reyes
    cruz, nieves
    estrella, perla, gioia, speranza, grazia, bianca, chiara, serena, vera, allegra, fortuna, felice, pace
    fiore
    esperança, glória, graça, vitória, flor, claro, mel, ola, belle, fleur, désirée, espérance, océane
    prune, pierre
    blanche, noël
    juste, ernst, heiland, engel, bär, heide, ute, mai, вера, надежда, любовь, роман, лев, слава, мир, роза
    майя, свет
    umut, güneş, yağmur, bahar, çiçek, gül, barış, savaş, sevgi, ece, ay, can, nur, aslan, demir
    امل, أمل, نور, سلام, جميل, جميلة, حسن, سعيد, فرح, حياة, ايمان, إيمان, هدى, قمر, وردة, صباح, امين, أمين
    عادل
    אור, טל, גל, ים, אביב, שיר, תקווה, שלום, חן, आशा, प्रेम, शांति, ज्योति, कमल, asha, prem, shanti
    愛, 光, 明, 花, 春, 夏, 秋, 冬, 空, 海, 雪, 月, 星, 心, 希望, 美, 静, 安, 平, 高, 白, さくら, あい
    ひかり, そら, うみ, ゆき, はな
    桜
    사랑, 하늘, 바다, 나라, 별, 보라, 이슬, 봄, 가을, 은혜
""")
"""Names that are ordinary words: they count only as a vocative, with @ or by reply."""


LOOKALIKES = TokenPhrases("""
    like, list, made, make, more, many, most, much, must, home, hole, have, hate, here, hers, male, mean
    maybe, main, mind, money, line, live, love, last, late, left, less, life, long, look, lots, kind, keep
    know, came, come, case, care, done, dead, deal, each, even, fine, fire, find, food, form, from, full
    girl, give, gone, half, hand, hard, head, hear, high, hour, idea, into, just, kids, land, mate, meet
    nope, note, once, only, open, over, part, past, plan, play, post, pure, quit, rain, real, rest, safe
    said, same, save, seen, send, sent, shop, show, side, sick, sign, site, soft, some, song, soon, sort
    stay, such, swap, talk, tell, than, that, them, they, this, time, told, took, true, turn, upon, used
    very, wait, walk, want, warm, week, well, went, were, west, what, when, wife, wild, with, wish, word
    work, yeah, year, your, zero, again, alone, alive, after, other, another
""")
"""Ordinary words that are never read as a name with one slipped letter."""

EVERYONE = TokenPhrases("""
    everyone, everybody, all, guys, folks, team, y'all, yall, you all, you guys, all of you
    each of you, people, friends, gang, peeps, fellas, ladies, gentlemen, ladies and gentlemen, chat
    everyone here, everybody here, you lot, alle, ihr alle, euch alle, leute, allerseits, freunde
    zusammen, alle zusammen, alle miteinander, tout le monde, tous, toutes, vous tous, vous toutes
    les gars, les amis, les filles, à tous, à toutes, mes amis, todos, todas, a todos, a todas
    ustedes, vosotros, todos ustedes, chicos, chicas, gente, amigos, muchachos, equipo, tutti, tutte
    voi tutti, tutti voi, a tutti, ragazzi, ragazze, amici, tutti quanti, pessoal, galera, vocês
    vocês todos, todos vocês, todo mundo, turma, allemaal, iedereen, jongens, mensen
    jullie allemaal, alla, allihopa, alle sammen, kaikki, wszyscy, wszystkim, ludzie, kochani
    všichni, všem, mindenki, toată lumea, tuturor, băieți, все, всем, вы все, все вы, ребята, ребят
    друзья, народ, коллеги, люди, всі, всім, друзі, παιδιά, όλοι, σε όλους, herkes, herkese
    arkadaşlar, millet, hepiniz, gençler, الجميع, جميعا, يا جماعة, شباب, يا شباب, يا أصدقاء
    يا اصدقاء, كلكم, اصدقائي, כולם, לכולם, חברים, חברה, सब, सबको, दोस्तों, सब लोग, sab, doston
    semua, semuanya, teman teman, teman-teman, mọi người, cả nhà, các bạn, 大家, 各位, 你们, 你們, 诸位, 諸位
    同学们, 朋友们, 伙伴们, 大家伙, 大伙, 所有人, 你们大家, みんな, みなさん, 皆さん, 皆様, みな, 皆
    みんなさん, 全員, 모두, 여러분, 얘들아, 다들, 모두들
    ทุกคน, พวกเรา, 모두에게
""")
"""Words that call everyone, where a name would call one person."""

WEAK_EVERYONE = TokenPhrases("""
    all, chat, people, friends, ladies, alle, zusammen, tous, toutes, todos, todas, gente, tutti, tutte
    alla, kaikki
    все, всі, люди, sab, semua, 皆, みな
""")
"""Those of them that need a greeting, a comma or an @ to call: they begin ordinary sentences too."""

ASKED_ALL = TokenPhrases("""
    you all, you guys, y'all, yall, all of you, each of you, you lot, you folks
    ihr alle, euch alle, vous tous, vous toutes, todos ustedes, ustedes todos
    todos vosotros
    tutti voi, voi tutti, todos vocês, vocês todos, jullie allemaal, вы все, вас всех, все вы, hepiniz, كلكم
    你们大家, 你们都, 大家觉得, 大家怎么, 大家认为, 大家有, 大家想, 大家对, みんなはどう, 皆さんはどう
    みなさんはどう, みんなどう
    皆さんどう, 여러분은, 다들 어떻게, 다들 어때, 다들 뭐
""")
"""Second persons plural that, in a question, ask everyone."""

THIRD_ALL = TokenPhrases(
    "everyone, everybody, jeder, alle, tout le monde, todos, todas, tutti, todo mundo, iedereen, все, herkes"
)
"""Everyone as the subject: asks all where an auxiliary or a question word stands before it in a question."""

RESTRICTING = TokenPhrases("""
    in, who, at, from, that, on, of, with, has, had, was, were, knows, says, else, hate, hates, always
    keeps, die, der, in, von
    qui, de, du, des, en, que, del, di, che, da, do, que, кто, в, из, kim
""")
"""After "everyone" these narrow or narrate: nobody here is asked."""

HONORED = TokenPhrases("さん, ちゃん, くん, 君, 様, さま, 先生, 先輩, 小姐, 女士, 老师, 老師, 先生, 同学, 总")
"""Honorifics that follow a name in scripts without spaces."""
