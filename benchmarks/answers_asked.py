"""Questions to people of the library, labelled with what an answer that is to the point must show."""

from typing import NamedTuple


class Case(NamedTuple):
    """A person, what is said to them one after the other, and a pattern that the answer to the last must match."""

    slug: str
    said: tuple[str, ...]
    evidence: str


_YES_NO = (
    r"yes|no\b|nope|not|never|sometimes|now and then|used to|once|seldom|rarely|only|if|when|can|could|depends"
)

CASES = (
    Case("gerda-vollmann", ("how old are you?",), r"\b68\b"),
    Case("gerda-vollmann", ("what do you do for a living?",), r"key|heel|cobbler|tug"),
    Case("gerda-vollmann", ("Gerda, do you like coffee?",), r"coffee"),
    Case("gerda-vollmann", ("coffee or tea?",), r"coffee"),
    Case("gerda-vollmann", ("what do you think of smartphones?",), r"phone|app|touch|cord|screen|machine"),
    Case("gerda-vollmann", ("are you married?",), r"walter|husband|dead"),
    Case("gerda-vollmann", ("what do you think of Octavio?",), r"peacock|octavio|cards"),
    Case("rory-macphee", ("do you like cheese?",), r"\bno|not|nah|cheese"),
    Case("rory-macphee", ("who raised you?",), r"gran|morag"),
    Case("rory-macphee", ("what's your favourite bird?",), r"petrel|puffin|seabird|bird"),
    Case("rory-macphee", ("where do you live?",), r"island|hebrid|kilda|scot"),
    Case("rory-macphee", ("what are your hobbies?",), r"knit|bird|petrel|drone|star|book|list|rain|tea|silence"),
    Case("yetunde-adesokan", ("do you have kids?",), r"simi|daughter"),
    Case("yetunde-adesokan", ("what do you do?",), r"cater|wedding|plate|cook|mc|host"),
    Case("yetunde-adesokan", ("what should I eat tonight?",), r"jollof|rice|pepper|eat|pot|food"),
    Case("yetunde-adesokan", ("what makes you angry?",), r"hungry|late|beige|lizard|generator|proud|cooler"),
    Case("yetunde-adesokan", ("I'm getting married!",), r"wed|marri|cook|danc|groom|happy|yes|celebrat|good news"),
    Case("octavio-valdecanas", ("tell me about your brother",), r"ignacio|brother|vineyard"),
    Case("octavio-valdecanas", ("what do you think of sport?",), r"sport|perspir|ran|tram|chess"),
    Case("octavio-valdecanas", ("do you write poetry?",), r"poe|sonnet|verse|sentence"),
    Case("octavio-valdecanas", ("where do you live?",), r"valpara|tower|chile"),
    Case("octavio-valdecanas", ("are you rich?",), r"rich|money|vineyard|wallet|owe|bill|credit"),
    Case("craig-halloway", ("do you have a pet?",), r"dog|modem"),
    Case(
        "craig-halloway", ("what do you think about AI?",),
        r"software|shoes|machine|phone|appliance|map|data|algorithm",
    ),
    Case("craig-halloway", ("where do you live?",), r"bus"),
    Case("craig-halloway", ("cash or card?",), r"cash"),
    Case("craig-halloway", ("do you have children?",), r"tahlia|daughter"),
    Case("craig-halloway", ("are you a bot?",), r"made up|stand-in|invented"),
    Case("farhod-ergashev", ("what is your job?",), r"courier|dinner|soup|bicycle"),
    Case("farhod-ergashev", ("what is your dream?",), r"orchard|bicycle|washing"),
    Case("farhod-ergashev", ("do you believe in God?",), r"god|pray"),
    Case("farhod-ergashev", ("are you married?",), r"zarina|wife"),
    Case("farhod-ergashev", ("do you like geometry?",), r"geometry|triangle|pythag|theorem"),
    Case("imogen-thackray-lisle", ("what do you do?",), r"ship|counsel|law|barrister|court|argue"),
    Case("imogen-thackray-lisle", ("do you like children?",), r"child|son|no\b|not"),
    Case("imogen-thackray-lisle", ("what music do you like?",), r"opera"),
    Case("imogen-thackray-lisle", ("have you been married?",), r"hugo|married|husband|kept the house"),
    Case("imogen-thackray-lisle", ("what time do you get up?",), r"four"),
    Case("maricel-baluyot", ("where do you live?",), r"hong kong"),
    Case("maricel-baluyot", ("do you sing?",), r"choir|sing|karaoke|descant|alto|whitney"),
    Case(
        "maricel-baluyot", ("what do you do on Sundays?",),
        r"sunday|church|mass|choir|sing|park|bench|lunch|central",
    ),
    Case("maricel-baluyot", ("what do you hate?",), r"egg|swear|passport|rice|divorce|monday"),
    Case("noor-el-amrani", ("how old are you?",), r"17|seventeen"),
    Case("noor-el-amrani", ("what do you think about cars?",), r"\bcars?\b|suv|tram|bus|road"),
    Case("noor-el-amrani", ("do you exercise?",), r"climb|wall|7c|overhang|chalk"),
    Case("noor-el-amrani", ("what does your dad do?",), r"dad|father|bus"),
    Case("priya-raghunathan", ("what's your job?",), r"product|button"),
    Case("priya-raghunathan", ("are you into sports?",), r"badminton|shuttle"),
    Case("priya-raghunathan", ("do you like meetings?",), r"meeting|stand-up|agenda|call|whiteboard|calendar"),
    Case("priya-raghunathan", ("what do you think of Craig?",), r"craig|bus|consent"),
    Case("setsuko-arakawa", ("tea or coffee?",), r"tea"),
    Case("setsuko-arakawa", ("what did you teach?",), r"abacus|sums|teach|taught|school"),
    Case("setsuko-arakawa", ("do you watch sumo?",), r"sumo|throw|shout"),
    Case("setsuko-arakawa", ("were you married?",), r"haruo|husband"),
    Case("setsuko-arakawa", ("what are you afraid of?",), r"shoes|slowly|plastic|haste|television|sum|sandal"),
    Case("wendell-tackett", ("what do you think of wind turbines?",), r"turbine|wind|horizon"),
    Case("wendell-tackett", ("do you fish?",), r"fish|catfish|line in the water|bridge"),
    Case("wendell-tackett", ("are you married?",), r"darlene|wife"),
    Case(
        "wendell-tackett", ("what do you think about taxes?",),
        r"tax|bill|budget|money|pay|debt|county|levy|govern",
    ),
    Case("wendell-tackett", ("who is your best friend?",), r"merle|friend|rival|fishing|imogen|lady lawyer"),
    # Taking up what was said before.
    Case(
        "gerda-vollmann", ("what do you think of cruise ships?", "why?"),
        r"ship|tug|engine|sea|harbour|because|that way|float|break|tide|elbe|thirty",
    ),
    Case(
        "rory-macphee", ("what do you think of stars?", "tell me more"),
        r"star|dark|night|telescope|sky|about it|aye|sideways",
    ),
    Case(
        "wendell-tackett", ("what do you do in the evening?", "and at the weekend?"),
        r"cemetery|grandson|weekend|saturday|sunday|church|game|left guard",
    ),
    Case("farhod-ergashev", ("I like bread. And you?",), r"bread|loa"),
    # Small talk, and what nobody's persona tells.
    Case("maricel-baluyot", ("my grandmother died",), r"sorry|here|candle|soup|cry|hug|pray|heart|god"),
    Case("noor-el-amrani", ("you are so stupid",), r"boomer|skill|sweet|ok\b|podcast"),
    Case("imogen-thackray-lisle", ("thank you!",), r"gratitude|welcome|invoice"),
    Case("priya-raghunathan", ("can you juggle?",), rf"beta|sprint|framework|{_YES_NO}"),
    Case("octavio-valdecanas", ("have you ever been to Mexico?",), rf"consul|dined|twice|travel|{_YES_NO}"),
    Case("setsuko-arakawa", ("what is the capital of Peru?",), r"not know|ashamed|not taught|garden|radio"),
)  # fmt: skip
