"""Words that point at people without naming them: data for reading who is meant by what was said before."""

from troupe.core.word_tokens import TokenPhrases

EXCEPT = TokenPhrases("""
    except, except for, but, besides, apart from, aside from, other than, minus, excluding, not
    außer, ausser, ausgenommen, bis auf, ohne, nur nicht, sauf, excepté, à part, hormis, sans, menos
    excepto, salvo, a excepción de, tranne, eccetto, meno, a parte, exceto, tirando, fora, behalve
    uitgezonderd, op na, utom, förutom, undtagen, unntatt, bortsett fra, paitsi, lukuun ottamatta
    oprócz, poza, prócz, kromě, mimo, až na, кроме, за исключением, не считая, крім, окрім
    za wyjątkiem, hariç, dışında, ما عدا, عدا, باستثناء, إلا, חוץ, מלבד, פרט ל, को छोड़कर, को छोड़
    के अलावा, के सिवा, kecuali, selain, trừ, ngoại trừ, 以外, を除いて, 除いて, 抜き, 빼고, 제외하고, 말고
    제외한, 除了, 除
    ยกเว้น, นอกจาก, εκτός, εκτός από, πλην, kivéve, în afară de, cu excepția, mai puțin
""")
"""What stands beside a name, before it or after it, that is left out of everyone."""

BOTH = TokenPhrases("""
    you two, both of you, the two of you, you both, ihr beiden, ihr beide, ihr zwei, euch beiden
    euch zwei, vous deux, vosotros dos, vosotras dos, ustedes dos, los dos, las dos, voi due
    vocês dois, vocês duas, vós dois, jullie twee, jullie beiden, ni två, er två, I to, dere to
    te kaksi, molemmat, wy dwie, wy dwoje, wy dwaj, wy oboje, vy dva, vy dvě, vy oba, вы двое
    вы оба, вы обе, ви двоє, ви обидва, ви обидві, siz ikiniz, ikiniz, انتما, أنتما, شניכם, שניכם
    שתיכן, तुम दोनों, आप दोनों, tum dono, aap dono, kalian berdua, hai bạn, hai người, 二人とも, お二人
    ふたりとも, 너희 둘, 두 분, 둘 다, 你们俩, 你们两个, 你们两位, 你俩, คุณสองคน, ทั้งสองคน, εσείς οι δύο
    οι δυο σας
    ti ketten, ti kettőtök, voi doi, voi două, amândoi
""")
"""The second person of exactly two."""

OTHER = TokenPhrases("""
    the other, the other one, other one, der andere, die andere, den anderen, l'autre
    autre, el otro, la otra, l'altro, l'altra, altro, altra, o outro, a outra, de ander, den andra
    den andre, toinen, ten drugi, ta druga, drugi, druga, ten druhý, ta druhá, druhý, druhá, другой
    другая, второй, вторая, другий, друга, інший, інша, diğeri, öteki, الآخر, الأخرى, השני, השנייה
    האחר, दूसरा, दूसरी, yang satu lagi, yang lain, người kia, もう一人, もうひとり, 다른 한 명, 나머지 한
    另一个, 另外一个
    另一位, อีกคน, ο άλλος, η άλλη, άλλος, άλλη, a másik, másik, celălalt, cealaltă
""")
"""The one of two who has not answered yet."""

MEANT = TokenPhrases("""
    i mean, i meant, meant, meaning, meinte, meine, gemeint, je voulais dire, voulais dire
    je parlais de, quería decir, quise decir, me refería a, intendevo, volevo dire, queria dizer
    quis dizer, ik bedoel, ik bedoelde, bedoel, bedoelde, jag menade, menade, jeg mente, mente
    tarkoitin, miałam na myśli, miałem na myśli, chodziło mi o, myslela jsem, myslel jsem
    я имела в виду, я имел в виду, имела в виду, имел в виду, мала на увазі, мав на увазі
    demek istedim, kastettim, أقصد, قصدت, أعني, התכוונתי, मेरा मतलब, matlab, maksudku, maksud saya
    ý mình là, ý tôi là, ý em là, のこと, のつもり, 말이야, 말한 거야, 我是说, 我说的是, 我指的是, หมายถึง
    εννοούσα, εννοώ
    gondoltam, mă refeream, voiam să zic
""")
"""A correction of whom the speaker meant."""
