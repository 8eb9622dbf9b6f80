"""What a human asks people in `benchmarks.speaking`, by language, and what others chat about in between."""

from typing import Final

ASKED: Final[dict[str, tuple[str, ...]]] = {
    "English": (
        "what did you have for breakfast today?",
        "would you ever move to a city twice the size of yours?",
        "is a dog or a cat the better company?",
        "tell us about the best job you ever had.",
        "how do you feel about paying by phone instead of with coins?",
        "what would you do with a free Sunday and no money?",
        "do you trust the weather forecast?",
        "who taught you the most, and what was it?",
        "I burnt the rice again, what am I doing wrong?",
        "what is the last thing you repaired yourself?",
        "should children have phones at school?",
        "my neighbour plays the trumpet at six in the morning. What would you do?",
        "what sort of music do you put on when nobody is listening?",
        "would you pay four euros for a coffee?",
        "have you ever quit something and been glad of it?",
        "what do people get wrong about where you live?",
        "I've been offered a job abroad. Should I take it?",
        "what's a smell that takes you back?",
        "when were you last really angry?",
        "what would you never lend to a friend?",
        "is it ever right to lie to someone you love?",
        "what do you do when you cannot sleep?",
    ),
    "German": (
        "was hast du heute Morgen gefrühstückt?",
        "würdest du noch einmal umziehen?",
        "was hältst du davon, dass man überall mit Karte zahlt?",
        "was hast du zuletzt selbst repariert?",
    ),
    "Spanish": (
        "¿qué harías con un domingo libre y sin dinero?",
        "¿te fías del pronóstico del tiempo?",
        "¿qué música pones cuando nadie te oye?",
    ),
    "French": (
        "qu'est-ce que tu as réparé toi-même récemment ?",
        "tu paierais quatre euros un café ?",
        "qu'est-ce que les gens ne comprennent pas de chez toi ?",
    ),
    "Portuguese": ("o que você comeu hoje de manhã?", "você confia na previsão do tempo?"),
}

CHATTER: Final = (
    "The bus was twenty minutes late again this morning.",
    "I finally planted the tomatoes on the balcony.",
    "There is a flea market on the square on Saturday.",
    "My sister's getting married in May, in a barn of all places.",
    "They have closed the bakery on the corner for good.",
    "It has been raining for nine days here.",
)
