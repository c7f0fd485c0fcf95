"""What people do in a day, by its verbs and nouns: getting about, self-care, the house, work, care, sport and hobbies.

`ACT` matches any of them in any form; a reader that goes by it sets its own word boundaries. A new activity goes in as
the verb itself, in the list of its kind.
"""

from __future__ import annotations

from rules.reading.page import stems
from rules.reading.wordings import one_of

_VERBS = """
    ambulate stroll wander crawl climb bend stoop crouch squat kneel reach lift commute travel
    bathe shower wash shave dress groom
    cook bake peel roast chop stir iron launder fold vacuum hoover dust polish sweep mop scrub clean tidy unload load
    garden weed dig rake mow prune plant hoe shovel
    work teach lecture farm milk herd plough plow harvest weld paint plaster
    stack carry haul push drag babysit feed
    golf jog swim hike bike cycle ski skate surf sail paddle kayak canoe bowl dance fence putt play ride hunt fish
    exercise coach referee umpire deadlift wrestle spar snorkel skateboard
    shingle tile thatch carve whittle sculpt
    knit sew quilt crochet embroider weave preach sing fiddle volunteer socialise socialize
"""
# Verbs that double their last letter: 'jogging'.
_DOUBLING = "jog mop chop dig knit scrub shop swim drag"
_IRREGULAR = """
    sat sits sitting stood stands standing drove drives driving driven slept sleeps sleeping ran running runs
    rode ridden swam taught sang wove dug hung hangs hanging rows rowing marches marched marching roofing
"""
# Older entries of the list, each with any ending.
_STEMMED = """
    walk ambulat sit stand driv climb lift bend sleep work mow cook clean shop dress bath shower jog hik bik cycl golf
    swim danc play fish hunt farm vacuum exercis kneel squat reach travel activit bowl weed knit paint rak shovel sweep
    wash iron babysit herd paddl kayak sail surf coach teach sew quilt haul load push dig plant preach sing fiddl
    hold carr tolera
"""
_NOUNS = """
    stairs staircase cellar attic upstairs downstairs shifts? gardens? chores housework laundry groceries
    gym distance endurance desk duty adls? job church tennis pickleball yoga pilates handbells? errands? dishes
    dishwasher bingo choir orchestra lathe loom allotment pottery woodwork carpentry bicycle tractor treadmill
    supermarket cinema ladders? judo karate zumba woodworking
"""
_HER = "(?:her |his |the |my |their )?(?:own )?"
# Activities of several words. One kind a line.
_PHRASES = (
    r"yard ?work|grocery (?:shopping|trips?|runs?)|(?:weekly|food|big|own) shop",
    r"(?:turn|roll)\w* (?:over )?in bed|(?:turn|roll)\w* over",
    r"get\w* (?:out of|in) bed|(?:gets?|getting|got) up from",
    rf"get\w* (?:in(?:to)? and )?(?:in|out)(?: and out)? of {_HER}(?:a )?(?:car|truck|tub|bed|chair|shower)",
    rf"(?:gets?|getting|got) (?:on|off|through|round|around) {_HER}(?:a )?[\w-]+",
    rf"cut(?:s|ting)? {_HER}(?:whole |entire )?(?:grass|lawn|hedge\w*|logs|wood)",
    rf"put(?:s|ting)? on {_HER}(?:socks|shoes|boots|pants|trousers|stockings|tights)",
    rf"put(?:s|ting)? {_HER}(?:socks|shoes|boots|pants|trousers|stockings|tights) on",
    rf"get(?:s|ting)? {_HER}(?:socks|shoes|boots|pants|trousers|stockings|tights) on",
    rf"t(?:ies|ie|ying) {_HER}(?:shoes|shoelaces|laces)",
    r"play\w* with|pick\w* up|standing at|on (?:his|her|their) feet|floor exercise",
    rf"mak(?:es|ing|e) {_HER}(?:a )?(?:beds?|meals?|dinner|breakfast|lunch)|mucking out",
    (
        rf"do(?:es|ing)? {_HER}(?:a )?(?:[\w-]+ )?(?:shop|shopping|stairs|dishes|laundry|cleaning|cooking|housework"
        rf"|ironing|hoovering|washing|shift|job)"
    ),
    rf"(?:took|takes?|taking) {_HER}(?:a )?(?:bus|train|subway|tube|grandchildren|children|kids|dog|stairs)",
    (
        r"in the saddle|through mass|to mass|sit-to-stands?|car rides?|car journeys?|bus rides?|flight in|bench work"
        r"|lie flat|lies flat|lying flat|long drives?"
    ),
    (
        r"(?:goes|going|go|went) (?:up|down|out|round|shopping|dancing|walking|swimming|fishing|riding|bowling"
        r"|to (?:church|mass|work|the shops?|bingo|class|the gym))"
    ),
)


def _forms(verb: str) -> str:
    """A verb with its endings: 'bake' is also bakes, baked and baking."""
    if verb.endswith("ee"):
        return f"{verb}(?:s|d|ing)?"
    if verb.endswith("e"):
        return f"{verb[:-1]}(?:es?|ed|ing)"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}(?:y(?:ing)?|ies|ied)"
    doubled = f"|{verb[-1]}ed|{verb[-1]}ing" if verb in _DOUBLING.split() else ""
    return f"{verb}(?:e?s|ed|ing{doubled})?"


def _by_first_letter(patterns: set[str]) -> str:
    """One alternation in which a word of another first letter is passed over at once."""
    letters = sorted({pattern[0] for pattern in patterns})
    groups = ("|".join(sorted(p[1:] for p in patterns if p[0] == letter)) for letter in letters)
    return one_of(*(f"{letter}(?:{group})" for letter, group in zip(letters, groups, strict=True)))


def _told_by_a_stem(word: str) -> bool:
    """Whether an entry of `_STEMMED` takes a word in all its forms already."""
    return word.removesuffix("e").removesuffix("y").startswith(tuple(_STEMMED.split()))


_WORDS = {_forms(verb) for verb in _VERBS.split() if not _told_by_a_stem(verb)} | {
    word for word in (_IRREGULAR + _NOUNS).split() if not _told_by_a_stem(word)
}
ACT = one_of(_by_first_letter(_WORDS | {f"{stem}\\w*" for stem in _STEMMED.split()}), *_PHRASES)


def _beginnings(verb: str) -> tuple[str, ...]:
    """A verb's forms as far as they begin differently."""
    return verb, f"{verb}s", f"{verb}ed", f"{verb}ing", f"{verb[:-1]}ing", f"{verb[:-1]}ies", f"{verb}{verb[-1]}ing"


# The first letters of the words without which no activity is named.
STEMS = stems(" ".join(form for verb in (_VERBS + _STEMMED).split() for form in _beginnings(verb))) | stems(
    (_IRREGULAR + _NOUNS).replace("?", "")
    + " yard roll rolls groc turn"
    + " get gets gett got cut cuts cutt put puts putt tie ties tyin play pick floor feet make makes maki muck"
    + " do does doin took take taki sit car bus flig benc lie lies lyin long goes go goin went mass sadd job adl"
)
