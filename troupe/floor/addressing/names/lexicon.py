"""The words by which addressing is recognised, as data: about twenty languages, one set a purpose.

Entries are separated by commas. All languages share a set: a message is not asked for its language first,
and a word that means two things in two languages is left out or listed where doing nothing is the safe side.
"""

from troupe.core.word_tokens import TokenPhrases

GREETINGS = TokenPhrases("""
    dude, bro, mate, alter, mec, hey, hi, hello, hiya, heya, howdy, yo, oi, ahoy, sup, hey there, hi there,
    hello there, psst, greetings, dear, good morning, good afternoon, good evening, good night, goodnight,
    morning, evening, gm, gn, welcome, welcome back, thanks, thank you, thx, ty, thanks a lot, thank you so much,
    thanks so much, many thanks, cheers, sorry, bye, goodbye, bye bye, see you, see ya, cya, take care, congrats,
    congratulations, well done, good job, nice one, nice job, great job, good point, fair point, great point,
    good question, happy birthday, good luck, excuse me, what's up, whats up, wassup, how's it going,
    how are you, i agree, you're right, hallo, servus, moin, grüß dich, grüezi, na, guten morgen, guten tag,
    guten abend, gute nacht, liebe, lieber, danke, danke schön, vielen dank, tschüss, tschüs, entschuldigung,
    sag mal, sagt mal, hör mal, du, wie geht's, willkommen, herzlichen glückwunsch, alles gute, gut gemacht,
    gute frage, salut, bonjour, bonsoir, coucou, allô, dis, dis moi, dis-moi, eh, chère, cher, merci,
    merci beaucoup, pardon, au revoir, à plus, bonne nuit, bravo, félicitations, bienvenue, ça va, comment ça va,
    dites, hola, oye, oiga, ey, buenas, buenos días, buenas tardes, buenas noches, qué tal, querida, querido,
    gracias, muchas gracias, perdón, perdona, disculpa, adiós, chao, felicidades, enhorabuena, bienvenido,
    bienvenida, ciao, ehi, senti, ascolta, buongiorno, buonasera, buonanotte, cara, caro, grazie, grazie mille,
    scusa, scusami, complimenti, benvenuto, benvenuta, come va, come stai, olá, e aí, ei, opa, bom dia,
    boa tarde, boa noite, obrigado, obrigada, valeu, desculpa, desculpe, tchau, parabéns, tudo bem, escuta, hoi,
    hé, goedemorgen, goedemiddag, goedenavond, dank je, dankjewel, bedankt, doei, beste, hej, hejsan, tjena,
    god morgon, god morgen, tack, takk, tak, hei, moikka, terve, kiitos, halló, cześć, siema, dzień dobry,
    dobry wieczór, dzięki, dziękuję, słuchaj, pa, ahoj, čau, dobrý den, děkuji, díky, szia, sziasztok, köszi,
    köszönöm, salutare, bună, mulțumesc, mersi, привет, здравствуй, здравствуйте, хай, эй, слушай, слушайте,
    доброе утро, добрый день, добрый вечер, спасибо, пока, извини, прости, дорогая, дорогой, поздравляю, привіт,
    дякую, здраво, γεια, γεια σου, γεια σας, καλημέρα, καλησπέρα, ευχαριστώ, merhaba, selam, günaydın,
    iyi akşamlar, teşekkürler, sağ ol, baksana, مرحبا, اهلا, أهلاً, أهلا وسهلا, السلام عليكم, سلام, صباح الخير,
    مساء الخير, شكرا, شكراً, يا, عفوا, هاي, هلا, שלום, היי, הי, בוקר טוב, ערב טוב, תודה, לילה טוב, नमस्ते, हेलो,
    हाय, अरे, सुनो, सुनिए, धन्यवाद, शुक्रिया, namaste, arre, suno, 你好, 您好, 嗨, 嘿, 喂, 哈喽, 哈啰, 早, 早安,
    早上好, 下午好, 晚上好, 晚安, 谢谢, 謝謝, 再见, 拜拜, 对不起, 欢迎, 亲爱的, こんにちは, こんばんは, おはよう,
    おはようございます, やあ, ねえ, ねぇ, ねー, おい, もしもし, ありがとう, ありがとうございます, ごめん,
    すみません, さようなら, またね, おやすみ, おめでとう, ようこそ, お疲れ様, おつかれ, 안녕, 안녕하세요, 야,
    고마워, 감사합니다, 미안, 잘가, 저기, 축하해, สวัสดี, หวัดดี, ขอบคุณ, เฮ้, เฮ, xin chào, chào, cảm ơn, này,
    ơi, hai, halo, selamat pagi, selamat malam, terima kasih, kumusta, salam, hujambo, jambo, habari
""")
"""Said to someone: a name right after one of these is called."""

FILLERS = TokenPhrases("""
    ok, okay, so, well, oh, ah, um, uh, hmm, hm, yes, yeah, yep, yup, no, nope, nah, and, but, also, now, then,
    please, pls, plz, lol, haha, hahaha, wow, omg, right, sure, great, nice, cool, good, alright, anyway, btw,
    actually, aw, ooh, ugh, imo, imho, tbh, ngl, bruh, yikes, damn, dang, geez, jk, fr, gosh, welp, hmmm, erm,
    aha, phew, come on, oh my god, by the way, for real, listen, look, tell me, wait, hold on, see, you know,
    honestly, seriously, of course, my dear, just kidding, quick question, fyi, ps, ja, nein, nee, doch, aber,
    und, bitte, ach, naja, genau, gut, super, übrigens, ähm, oui, non, ouais, mais, et, alors, bon, bah, ben,
    donc, voilà, d'accord, s'il te plaît, s'il vous plaît, stp, svp, sí, pues, bueno, pero, y, entonces, vale,
    claro, ay, por favor, mira, a ver, jaja, venga, sì, allora, ma, dai, beh, va bene, certo, per favore, ecco,
    dunque, magari, guarda, sim, não, mas, então, bem, tá, beleza, nossa, olha, poxa, pois, nou, maar, dus, nej,
    jo, men, så, tak, ale, więc, dobra, proszę, ну, а, да, нет, но, и, так, ладно, хорошо, ой, ах, ок, окей,
    пожалуйста, кстати, слушай, evet, hayır, ama, peki, lütfen, tamam, نعم, لا, طيب, حسنا, من فضلك, لكن, כן, לא,
    אז, בבקשה, हाँ, नहीं, तो, अच्छा, 好, 好的, 嗯, 那, 那么, 对了, 对, 是的, 不, 请问, 哦, 啊, 哈哈, 话说,
    じゃあ, では, うん, はい, いいえ, えっと, あの, あのね, ちなみに, でも, さて, そうだ, 응, 아니, 네, 그럼,
    근데, 혹시, 아, 呢, 呀
""")
"""What may come before a name at the beginning without changing who is meant."""

QUESTIONS = TokenPhrases("""
    what, how, why, where, when, which, whose, who, whom, any, anything, ever, what about, how about, thoughts,
    wie, warum, wieso, weshalb, wo, wann, welche, welcher, welches, woher, wohin, wer, wen, wem, worüber,
    irgendwelche, comment, pourquoi, où, quand, quoi, quel, quelle, quels, quelles, qui, est-ce que, qu'est-ce,
    qu'en, combien, cómo, qué, por qué, dónde, cuándo, cuál, cuáles, quién, cuánto, cuánta, cosa, che cosa, che,
    perché, dove, quando, quale, quali, chi, quanto, com'è, como, o que, por que, porque, onde, qual, quais,
    quem, hoe, waarom, waar, wanneer, welk, wat, hur, varför, var, vad, när, vilken, hvordan, hvorfor, hvor, hva,
    hvad, mitä, miksi, missä, miten, co, jak, dlaczego, gdzie, kiedy, który, która, kto, proč, kde, kdy, mit,
    miért, hol, hogyan, ce, cum, unde, când, что, как, почему, зачем, где, когда, куда, откуда, какой, какая,
    какие, кто, сколько, чем, що, як, чому, де, τι, πώς, γιατί, πού, πότε, ne, nasıl, neden, nerede, niye, hangi,
    kim, kaç, ما, ماذا, كيف, لماذا, ليش, اين, أين, متى, هل, من, شو, ايش, إيه, ازاي, מה, איך, למה, איפה, מתי, מי,
    האם, क्या, कैसे, कैसी, क्यों, कहाँ, कब, कौन, kya, kaise, apa, kenapa, bagaimana, gimana, dimana, kapan,
    siapa, sao, tại sao, ở đâu, thế nào, gì
""")
"""Question words. After a bare name they call only with a question mark or a second person close by."""

SECOND = TokenPhrases("""
    you, u, ya, your, yours, yourself, ur, thou, y'all, yall, du, dich, dir, dein, deine, deinen, deiner, deinem,
    ihr, euch, euer, eure, bist, hast, kannst, willst, magst, findest, meinst, denkst, glaubst, weißt, hältst,
    gehst, kommst, machst, würdest, könntest, möchtest, solltest, warst, hattest, tu, te, toi, ton, ta, tes,
    vous, votre, vos, tú, ti, contigo, tus, usted, ustedes, vosotros, vosotras, eres, estás, tienes, quieres,
    puedes, sabes, crees, piensas, opinas, vienes, vas, haces, dices, prefieres, recomiendas, conoces, gustaría,
    podrías, estáis, queréis, tuo, tua, tuoi, tue, voi, vi, sei, stai, hai, vuoi, puoi, pensi, credi, dici,
    vieni, fai, vai, preferisci, consigli, conosci, potresti, pensate, volete, ricordi, você, vc, vocês, vcs,
    teu, achas, acha, pensas, queres, podes, tens, acham, pode me, gostas, je vindt, jij, jou, jouw, jullie, dig,
    din, ditt, dina, deg, er du, sinä, sinun, sinua, ty, ci, cię, ciebie, tobie, twój, twoja, myślisz, sądzisz,
    chcesz, masz, możesz, wiesz, lubisz, neked, ön, tine, tău, ты, тебя, тебе, тобой, твой, твоя, твоё, твои, вы,
    вас, вам, ваш, ваша, ваше, ти, εσύ, σου, σε, σας, εσείς, nasılsın, nasılsınız, neredesin, sen, sana, seni,
    senin, sence, siz, size, sizce, misin, mısın, musun, müsün, انت, أنت, أنتِ, انتي, إنت, أنتم, رأيك, حالك,
    عندك, لك, معك, تعتقد, تعتقدين, تحب, تحبين, تريد, تريدين, تظن, لديك, برأيك, אתה, את, שלך, דעתך, לך, אתם, तुम,
    आप, तुम्हारा, आपका, तुम्हें, आपको, तू, tum, aap, kamu, anda, kalian, lu, bạn, em, 你, 您, 你们, 你們, 君,
    きみ, あなた, 너, 네가, 니가, 너는, 당신, คุณ, เธอ
""")
"""The second person: pronouns, and verb forms where pronouns are dropped."""

AUXILIARIES = TokenPhrases("""
    do, does, did, are, is, was, were, am, have, has, had, can, could, will, would, should, shall, may, might,
    must, don't, didn't, aren't, haven't, can't, couldn't, won't, wouldn't, shouldn't, doesn't, isn't, weren't,
    wasn't, how's, what's, who's, when's
""")

IMPERATIVES = TokenPhrases("""
    tell, say, come, look, listen, stop, wait, help, give, show, explain, please, pls, plz, let's, lets, let me,
    let us, go, guess, check, try, remember, imagine, describe, answer, introduce, share, talk, speak, think,
    keep, make, take, do it, do this, do that, be, don't, pay, call, bring, buy, send, write, open, close, leave,
    pass, sing, pick, turn, move, forget, relax, ask, calm down, choose, name, recommend, hurry, forgive, trust,
    stay, meet, hold, wake, watch, repeat, continue, join, finish, spiel, nimm, ruf, lies, schreib, geh, lass,
    iss, trink, denk, bleib, wart, sag, erzähl, komm, schau, hilf, zeig, hör, gib, bitte, erklär, mach, warte,
    dis, dites, viens, venez, regardez, écoutez, attends, di, dime, dinos, cuéntame, cuéntanos, ven, ayúdame,
    digan, cuenten, dimmi, dicci, raccontaci, aiutami, dite, diga, conte, fale, vem, venha, digam, vertel, kijk,
    zeg, berätta, fortell, powiedz, powiedzcie, chodź, pomóż, patrz, řekni, mondd, spune, скажи, скажите,
    расскажи, расскажите, помоги, помогите, посмотри, смотри, дай, иди, подожди, объясни, ответь, söyle, anlat,
    gel, bak, yardım et, قل, قولي, أخبرني, اخبرني, اخبريني, تعال, تعالي, ساعدني, ساعديني, انظر, قولوا, תגיד,
    תגידי, בוא, בואי, ספר, ספרי, בתאו, बताओ, बताइए, bol, batao, dong, tolong, hãy, cho tôi
""")
"""Base forms that, right after a name, ask that person for something."""

COMPLETE = TokenPhrases("""
    you, u, me, us, it, that, this, there, here, think, mean, up, doing, going, right, now, today, tonight,
    tomorrow, then, too, again, ok, okay, say, suggest, recommend, agree, so, please, thanks, morning, night,
    day, one, luck, birthday, done, point, question, idea, much, alot, lot, lol, on, ready, sure, yourself,
    yesterday, weekend, work, out, around, back, crazy, kidding, welcome, raison, razón, ragione, razão, gelijk,
    rację, прав, права, правы, correct, wrong, awake, busy, everything, anything, something, stuff, though, down,
    else, already, yet, way, dir, dich, euch, mir, uns, das, es, an, los, denn, davon, dazu, heute, morgen,
    jetzt, hier, da, mal, recht, auch, du, ihr, meinst, denkst, va, toi, tu, ça, là, vous, moi, ici, maintenant,
    aujourd'hui, demain, penses, pensez, dis, fais, beaucoup, quoi, aussi, tal, tú, ti, vos, usted, piensas,
    opinas, crees, dices, haces, estás, hoy, ahora, aquí, esto, eso, mañana, vas, ustedes, mucho, stai, fai,
    pensi, dici, vai, te, questo, ora, oggi, domani, qui, anche, voi, mille, você, vc, vocês, acha, achas, bem,
    bom, hoje, agora, aqui, isso, amanhã, jij, jou, doen, gaat, dig, deg, там, тут, ты, тебя, тебе, вы, вас, вам,
    думаешь, думаете, делаешь, дела, это, сегодня, сейчас, myślisz, tam, dziś, sen, nasılsın, yapıyorsun, رأيك,
    حالك, هذا, اليوم, الان, الآن, انت, أنت, שלומך, קורה, हो, हैं, 你, 吗, 呢, 吧, 啊
""")
"""Words after which a trailing name without a comma is called ("what do you think Lisa?"), not an object."""

GOVERNS = TokenPhrases("""
    of, about, to, for, with, from, by, than, like, and, or, is, are, was, tell, told, give, gave, ask, asked,
    call, called, show, showed, buy, bought, send, sent, teach, offer, owe, make, see, know, meet, met, hear,
    von, über, mit, für, zu, bei, de, à, avec, pour, sur, chez, a, con, para, por, sobre, en, di, da, per, su,
    com, van, over, voor, om, av, till, med, o, z, dla, od, о, об, с, к, у, для, от, про, عن, مع, من, tentang,
    dengan, the, an, this, that, my, your, our, his, her, their, its, poor, dear, little, old, big, another, no,
    some, saw, seen, knows, knew, known, love, loves, loved, likes, liked, hate, hates, hated, miss, missed,
    calls, invite, invited, help, helped, visit, visited, marry, married, kiss, kissed, hug, thank, thanked,
    believe, trust, heard, find, found, take, took, want, wants, need, needs, remember, forget, forgot, text,
    message, beat, follow, followed, being, be, become, named, until, before, after, since, because, if, when,
    while, why, how, via, against, without, behind, near, except, only, either, neither, nor, versus, vs, as,
    not, just, even, does, did, has, had, can, will, would, should, were, watch, watched, describe, imagine,
    mention, mentioned, blame, blamed, mean, meant, poke, ping, bother, annoy
""")
"""Words after which a name is their object or complement, or stands under them: "do you know Lisa"."""

KIN = TokenPhrases("""
    friend, friends, sister, brother, neighbor, neighbour, boss, wife, husband, daughter, son, mother, father,
    mom, dad, cousin, aunt, uncle, colleague, coworker, teacher, girlfriend, boyfriend, partner, roommate, cat,
    dog, doctor, named, called, freund, freundin, schwester, bruder, nachbarin, nachbar, chefin, chef, frau,
    mann, tochter, sohn, kollegin, kollege, ami, amie, soeur, frère, voisine, voisin, femme, mari, fille, fils,
    amiga, amigo, hermana, hermano, vecina, vecino, jefa, jefe, hija, hijo, amica, sorella, fratello, vicina,
    figlia, figlio, irmã, irmão, vizinha, filha, filho, подруга, друг, сестра, брат, сосед, соседка, дочь, сын
""")
"""A name after a comma after one of these is an apposition."""

AND = TokenPhrases("""
    and, &, +, /, n, und, et, y, e, ed, i, og, och, ja, en, и, й, та, a, ve, و, ו, और, aur, dan, và, και, és, și,
    plus, with, 和, 跟, 与, 與, 还有, と, や, 랑, 하고, 그리고, และ
""")
OR = TokenPhrases("""
    or, oder, ou, o, u, of, eller, tai, albo, lub, или, або, veya, ya da, أو, או, या, atau, hay, ή, vagy, sau,
    还是, 或, か
""")
RELATIVES = TokenPhrases("""
    who, whom, whose, which, my, our, his, her, their, a, an, though, however, not, der, die, das, dessen, deren,
    mein, meine, qui, dont, mon, ma, quien, mi, che, il, la, meu, minha, który, która, которая, который, моя,
    мой
""")
"""After "Lisa, …" without a question these tell about her."""

HONORIFICS = TokenPhrases("""
    mr, mrs, ms, miss, mx, dr, doctor, prof, professor, sir, madam, lady, herr, frau, fräulein, monsieur, madame,
    mademoiselle, señor, señora, señorita, don, doña, sr, sra, srta, dra, signor, signora, dott, senhor, dona,
    seu, господин, госпожа, доктор, aunt, auntie, uncle, tante, onkel, tio, tia, professeur, docteur, السيد,
    السيدة
""")

AFTER_NAMES = TokenPhrases("""
    さん, ちゃん, くん, 君, 様, さま, 先生, 氏, 殿, 先輩, たん, 小姐, 女士, 老师, 老師, 同学, 姐, 哥, 씨
    님
    선생님, 언니, 오빠, 형, 누나
    भाई, दीदी, साहब, भैया, ban, khun, จ๋า, จ้า, hanım, bey, abi, abla, ji, जी, bhai, didi, san, chan, kun
""")
"""Honorifics that follow a name and belong to it."""

TOPIC = TokenPhrases("は, って, 는, 은")

ACKNOWLEDGEMENTS = TokenPhrases("""
    k, kk, thanks, thank you, thx, ty, lmao, hehe, i see, got it, makes sense, same, true, indeed, fair,
    fair enough, agreed, brb, gtg, np, perfect, awesome, good night, gn, bye, never mind, nvm, too, much, very,
    a lot, that, it, all, danke, stimmt, alles klar, schön, merci, bien, gracias, genial, grazie, bene, obrigado,
    obrigada, valeu, legal, bom, спасибо, понятно, ясно, круто, ага, teşekkürler, شكرا, تمام, 谢谢, 是, 行,
    なるほど, ありがとう, そう, そうか, 笑, ㅋ, ㅎ, 고마워, ㅋㅋ, ㅎㅎ
""")
"""A message made of these alone closes an exchange; it obliges nobody."""

ROOM = TokenPhrases("""
    anyone, anybody, someone, somebody, who here, who else, any of you, one of you, who wants, who knows,
    has one, who's up, who is up, quick question for, new topic, change of topic, question for the room, guys,
    folks, everyone, everybody, y'all, you all, you guys, all of you, jemand, irgendwer, irgendjemand,
    wer von euch, wer hat, wer kennt, wer will, wer möchte, ihr, euch, leute, quelqu'un, qui veut, qui connaît,
    parmi vous, vous autres, alguien, alguno, alguna, quién quiere, ustedes, vosotros, chicos, gente, qualcuno,
    chi vuole, di voi, ragazzi, alguém, quem quer, vocês, galera, pessoal, iemand, wie wil, någon, noen, nogen,
    kukaan, joku, ktoś, ktokolwiek, kto chce, někdo, valaki, cineva, кто-нибудь, кто-то, кто хочет, кто знает,
    кто из вас, ребята, народ, хтось, κανείς, κάποιος, birisi, biri, kimse, kim ister, أحد, احد, أحدكم, منكم,
    من يريد, من يعرف, מישהו, מי רוצה, כמישהו, किसी, कोई, ada yang, siapa yang, có ai, 有人, 谁, 誰, 大家, 你们,
    你們, 各位, 誰か, だれか, みんな, みなさん, 皆さん, 누가, 누구, 혹시 누구, 여러분, มีใคร, ใคร
""")
"""Words that put a message to the whole room."""

ALL = (
    *(GREETINGS, FILLERS, QUESTIONS, SECOND, AUXILIARIES, IMPERATIVES, COMPLETE, GOVERNS, KIN, AND, OR, RELATIVES),
    *(HONORIFICS, AFTER_NAMES, TOPIC, ACKNOWLEDGEMENTS, ROOM),
)
"""Every list above: a word in any of them is not a slip for a name."""
