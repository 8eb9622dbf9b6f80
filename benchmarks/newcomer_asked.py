"""A hundred questions of newcomers, with what a fitting answer must match: written before any answer was read.

The people are some of the library and three that an owner wrote in a few fields. `ASKED` was looked at while the
understudy was built, `UNSEEN` was not; `python -m benchmarks.newcomers` reports the two apart.
"""

from benchmarks.answers_asked import Case
from troupe.people.persona.persona import Persona

WRITTEN = {
    "zelda": Persona.model_validate(
        {
            "name": "Zelda Fink",
            "age": 61,
            "occupation": "lighthouse keeper",
            "residence": "Rügen",
            "style": "Dry. Loves cats, hates tourists. Says 'ahoy'.",
            "likes": ["Cats", "Strong coffee"],
            "skills": ["Splices rope in the dark."],
            "relationships": [{"name": "Hinnerk", "description": "Her cousin, a fisherman who owes her money."}],
            "favourite_film": "The Third Man",
        }
    ),
    "olaf": Persona.model_validate(
        {
            "name": "Olaf Brix",
            "age": 44,
            "gender": "male",
            "occupation": {"title": "baker", "organization": "a bakery in Odense"},
            "residence": "Odense",
            "style": "Cheerful, loves rye bread.",
            "languages": ["Danish", "German"],
            "preferences": {"dislikes": ["Supermarkets", "Loud music"], "interests": ["Beekeeping"]},
            "beliefs": ["A good crust needs patience.", "Nobody should work on a Sunday."],
            "behaviors": {"routines": {"morning": ["Gets up at two and lights the oven."]}},
            "other_facts": ["Olaf once won the Danish rye bread prize."],
            "health": "Allergic to hazelnuts.",
        }
    ),
    "mina": Persona.model_validate(
        {
            "name": "Mina Sato",
            "age": 23,
            "gender": "female",
            "nationality": "Japanese",
            "occupation": "student",
            "residence": "Kyoto",
            "beliefs": ["Trains are better than cars."],
            "preferences": {"likes": ["Rainy mornings", "Ghost stories"], "dislikes": ["Raw tomatoes"]},
            "relationships": [{"name": "Kenji", "description": "Your older brother, a drummer."}],
            "long_term_goals": ["To open a tiny bookshop."],
            "education": "Studies marine biology.",
            "lore": {
                "fox": {"keys": ["fox", "shrine"], "text": "I once followed a fox up to a shrine and got lost."}
            },
            "instrument": "the koto",
        }
    ),
}

_STAND_IN = r"stand-in|made[- ]up|invented|simulated|fiction|wrote me"
_WHERE = r"OPENAI_BASE_URL|docs/models\.md"
_CANNOT = (
    r"stand-in|don.t know|no idea|cannot|can.t (?:say|tell|answer)|not (?:in|among) my|"
    r"nothing (?:on|about|written)"
)
_FEELING = r"sorry|rough|hard|sit|pass|here|gentle|comfort|hug|sad|company"
_GREETS = r"hello|hi\b|hey|good|ahoy|welcome|moin|well|yes|evening|there|come|nice|\bin\b"
_FINE = r"fine|well|good|can.t complain|ok|alright|stand|tired|still|knee|upright|happy|living|not bad|busy"

ASKED = (
    Case("zelda", ("Do you like cats?",), r"cats"),
    Case("zelda", ("Zelda, what do you think about tourists?",), r"tourist"),
    Case("zelda", ("what's your favourite film?",), r"third man"),
    Case("zelda", ("what are you good at?",), r"rope"),
    Case("zelda", ("who is Hinnerk?",), r"cousin"),
    Case("zelda", ("ahoy Zelda, how are you?",), _FINE),
    Case("zelda", ("do you drink coffee?",), r"coffee"),
    Case("zelda", ("My dog is called Rex.", "what's my dog called?"), r"\bRex\b"),
    Case("zelda", ("I'm Anna and I live in Leipzig.", "do you remember where I live?"), r"Leipzig"),
    Case("zelda", ("is there anybody in your life who owes you money?",), r"Hinnerk|cousin"),
    Case("zelda", ("Hur mår du idag, Zelda? Vad gör du?",), r"ersättare|stand"),
    Case("zelda", ("are you an AI?",), _STAND_IN),
    Case("zelda", ("how do I connect GPT?",), _WHERE),
    Case("zelda", ("can you solve 17 times 23?",), _CANNOT),
    Case("olaf", ("what bread do you love?",), r"rye"),
    Case("olaf", ("do you like supermarkets?",), r"supermarket|\bno\b|not"),
    Case("olaf", ("when do you get up?",), r"\btwo\b"),
    Case("olaf", ("are you allergic to anything?",), r"hazelnut"),
    Case("olaf", ("have you ever won anything?",), r"prize|rye"),
    Case("olaf", ("what's the secret of a good crust?",), r"patience"),
    Case("olaf", ("should shops be open on Sundays?",), r"sunday"),
    Case("olaf", ("where do you live and what do you do?",), r"odense.*baker|baker.*odense"),
    Case("olaf", ("what languages do you speak?",), r"danish"),
    Case("olaf", ("Hvordan har du det, Olaf? Hvad laver du?",), r"stedfortræder|vikar|stand-in"),
    Case("olaf", ("what hobbies do you have?",), r"bee"),
    Case("olaf", ("who won the world cup in 1998?",), _CANNOT),
    Case("mina", ("what do you study?",), r"marine|biolog"),
    Case("mina", ("do you have a brother?",), r"kenji"),
    Case("mina", ("do you play an instrument?",), r"koto"),
    Case("mina", ("what's your dream?",), r"bookshop"),
    Case("mina", ("trains or cars?",), r"train"),
    Case("mina", ("tell me a story about a fox",), r"fox"),
    Case("mina", ("do you like tomatoes?",), r"tomato|\bno\b|not"),
    Case("mina", ("what do you like?",), r"rain|ghost"),
    Case("mina", ("what do you like?", "what else?"), r"rain|ghost"),
    Case("mina", ("my name is Tomasz", "what is my name?"), r"Tomasz"),
    Case("mina", ("my favourite colour is green", "what's my favourite colour?"), r"green"),
    Case("mina", ("what's my job?",), r"told|tell|don.t know|not (?:said|told)|never said"),
    Case("mina", ("Привет, Мина! Как у тебя дела?",), r"дублёр|stand-in"),
    Case("mina", ("你好,你喜欢音乐吗?",), r"替身|stand-in"),
    Case("gerda-vollmann", ("hello!",), _GREETS),
    Case("gerda-vollmann", ("I lost my job today.",), _FEELING),
    Case("gerda-vollmann", ("what is this place?",), r"made[- ]up|invented"),
    Case("gerda-vollmann", ("is it possible to use a real language model here?",), _WHERE),
    Case("rory-macphee", ("what birds do you see?",), r"bird|petrel|puffin|gull|gannet"),
    Case("rory-macphee", ("do you get lonely out there?",), r"alone|lone|quiet|silen|people|some days|bit"),
    Case("octavio-valdecanas", ("what did you do with your money?",), r"money|vineyard|wallet|credit|owe|rich"),
    Case("octavio-valdecanas", ("¿Qué piensas del amor, Octavio?",), r"suplente"),
    Case("yetunde-adesokan", ("can you recommend a dish?",), r"jollof|rice|pepper|pot|dish|eat|soup|food"),
    Case("yetunde-adesokan", ("thank you so much!",), r"welcome|any time|pleasure|thank|stop it|dear"),
)

UNSEEN = (
    Case("zelda", ("what do you hate?",), r"tourist"),
    Case("zelda", ("do you own a cat?",), r"cat"),
    Case("zelda", ("any movies you'd recommend?",), r"third man"),
    Case("zelda", ("what's it like working in a lighthouse?",), r"lighthouse|keeper"),
    Case("zelda", ("do you have family?",), r"hinnerk|cousin"),
    Case("zelda", ("how old are you?",), r"61"),
    Case("zelda", ("I have a parrot named Koko.", "do you remember my parrot's name?"), r"Koko"),
    Case("zelda", ("I work as a nurse.", "nice here.", "what do I do for a living?"), r"nurse"),
    Case("zelda", ("Ik hou van katten, jij ook? Wat vind je van de zee?",), r"invaller|stand-in"),
    Case("zelda", ("Dlaczego mieszkasz w latarni? Czy lubisz morze?",), r"zastępca|stand-in"),
    Case("zelda", ("where can I plug in my own API key?",), _WHERE),
    Case("zelda", ("you sound like a robot",), _STAND_IN),
    Case("zelda", ("tell me about quantum computing",), _CANNOT),
    Case(
        "zelda",
        ("you're great, Zelda",),
        r"thank|kind|want|noted|flatter|save|aw|blush|cheers|embroid|like you|critic",
    ),
    Case("olaf", ("what annoys you?",), r"supermarket|music"),
    Case("olaf", ("what do you think about music?",), r"music"),
    Case("olaf", ("do you keep bees?",), r"bee"),
    Case("olaf", ("what do you do in the morning?",), r"oven|two"),
    Case("olaf", ("can you eat nuts?",), r"hazelnut|allergic"),
    Case("olaf", ("what do you believe in?",), r"crust|sunday"),
    Case("olaf", ("where are you from?",), r"odense"),
    Case("olaf", ("are you married?",), r"don.t|not|no\b|nobody|nothing|stand-in|my business"),
    Case("olaf", ("tell me something about yourself",), r"olaf|baker|bread|odense|bee"),
    Case("olaf", ("how's the weather in Odense?",), _CANNOT + r"|odense"),
    Case("olaf", ("Miten menee? Mitä kuuluu sinulle?",), r"sijainen|stand-in"),
    Case("olaf", ("Guten Tag Olaf, wie geht es Ihnen heute?",), r"Vertretung|stand-in"),
    Case("mina", ("what's wrong with cars?",), r"train"),
    Case("mina", ("do you believe in ghosts?",), r"ghost"),
    Case("mina", ("what weather do you like?",), r"rain"),
    Case("mina", ("does your brother play music?",), r"drum|kenji"),
    Case("mina", ("what do you want to do after university?",), r"bookshop"),
    Case("mina", ("have you been to a shrine?",), r"shrine|fox"),
    Case("mina", ("what foods do you avoid?",), r"tomato"),
    Case("mina", ("I'm from Nairobi by the way", "where am I from?"), r"Nairobi"),
    Case("mina", ("my sister's name is Ruth", "my brother's name is Paul", "what is my sister's name?"), r"Ruth"),
    Case("mina", ("what is my favourite food?",), r"told|tell|don.t know|not (?:said|told)|never said"),
    Case("mina", ("مرحبا، كيف حالك اليوم؟",), r"بديل|stand-in"),
    Case("mina", ("Γεια σου, τι κάνεις;",), r"αντικαταστάτης|αναπληρωτ|stand-in"),
    Case("mina", ("tu aimes la pluie? pourquoi es-tu à Kyoto?",), r"doublure|stand-in"),
    Case("gerda-vollmann", ("what do you repair?",), r"key|heel|shoe|sole|repair|mend"),
    Case("gerda-vollmann", ("good night Gerda",), r"night|go|bye|till|off|moin|sleep|tomorrow|key|door"),
    Case("gerda-vollmann", ("my grandmother died yesterday",), _FEELING),
    Case("gerda-vollmann", ("do you prefer coffee or tea?",), r"coffee"),
    Case("rory-macphee", ("do you knit?",), r"knit"),
    Case("rory-macphee", ("tell me a joke",), r"joke|brown|silence|why|walk|run-up|heard|dry|puffin|gull"),
    Case("octavio-valdecanas", ("do you have siblings?",), r"ignacio|brother"),
    Case("octavio-valdecanas", ("is ChatGPT behind you?",), _STAND_IN + "|" + _WHERE),
    Case("yetunde-adesokan", ("how many children do you have?",), r"simi|daughter|child"),
    Case("yetunde-adesokan", ("what time is it in Tokyo?",), _CANNOT),
    Case("yetunde-adesokan", ("I passed my exam!!",), r"yes|celebrat|happy|good|news|congrat|proud|dance|more"),
)
