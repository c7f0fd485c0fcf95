"""Whether pain medicine went down after a procedure: a named drug or its use, less, the same, or more.

Less for another reason (side effects, cost, a switch, a hold before a procedure) and drugs for other complaints say
nothing of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules.facts import Fact, Finding
from rules.reading.context import another_complaint, elsewhere, last
from rules.reading.earlier import earlier
from rules.reading.numbers import NUM, value
from rules.reading.page import Page, stems
from rules.reading.text import Stretch
from rules.reading.wordings import any_of, one_of, pattern_of, words

_DRUG = one_of(
    # for nerves and muscles
    "gabapentin|neurontin|pregabalin|lyrica|duloxetine|cymbalta|amitriptyline|nortriptyline",
    r"cyclobenzaprine|flexeril|methocarbamol|robaxin|tizanidine|zanaflex|baclofen|muscle relax\w+",
    # opioids
    "tramadol|ultram|tapentadol|nucynta|oxycodone|oxycontin|percocet|hydrocodone|norco|vicodin",
    "morphine|ms contin|hydromorphone|dilaudid|codeine|buprenorphine|butrans|belbuca|suboxone|methadone|fentanyl",
    "opioids?|opiates?|narcotics?",
    # against inflammation
    r"ibuprofen|\bibu\b|advil|motrin|naproxen|naprosyn|aleve|meloxicam|mobic|celecoxib|celebrex|diclofenac|voltaren",
    "etodolac|nabumetone|ketorolac|indomethacin|nsaids?|anti-?inflammator(?:y|ies)",
    "acetaminophen|paracetamol|tylenol|apap|co-?codamol",
    # without a name
    r"pain (?:medic\w+|meds|pills?|relievers?|killers?|tablets?)|painkillers?|analgesics?",
    r"rescue (?:doses?|meds?|medic\w+)|prn (?:meds|pain meds|use)",
    r"breakthrough (?:doses?|meds?|medic\w+|tablets?|pills?|tabs?)",
    r"mme|morphine equivalents?|lidocaine patch\w*|medications?|meds",
)
# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "gaba neur preg lyri dulo cymb amit nort cycl flex meth roba tiza zana bacl musc tram ultr tape nucy "
    "oxyc perc hydr norc vico morp ms dila code bupr butr belb subo fent opio opia narc ibup ibu advi "
    "motr napr alev melo mobi cele dicl volt etod nabu keto indo nsai anti acet para tyle apap co cocod "
    "pain anal resc prn brea mme lido medi meds"
)
# A part without one of these states no change: a new wording below may need a new one here.
_CHANGE = any_of(
    "fall|touch|stay|kept|skip|n't|fell|went|every|threw|binn|put |to |rare",
    "stop|disc|d/c|wean|tape|off|no|any|down|less|fewe|redu|decr|cut|halv",
    "unch|same|befo|incr|up|from|half|quit|with|inst|more|lowe|came|now|used|rare",
    "->|→|mme|only|rema|still|chan|was|prev|from",
)
_DRUGS = pattern_of(rf"\b{_DRUG}\b")
# --- less -------------------------------------------------------------------------------------------------------------

_REDUCED = one_of(
    r"stopp?(?:ed|s|ing)?|discontinu\w+|d/c'?e?d|dc'?d",
    r"wean\w*(?: (?:herself|himself))?(?: completely)?(?: (?:off|down|from))?",
    r"taper\w*(?: (?:off|down|completely))*",
    "came off|come off|coming off|gone off|got off|quit",
    "put away|threw (?:out|away)|thrown (?:out|away)|binned|flushed",
    "skip(?:s|ped|ping)|given up|done with|cleared (?:her|his) cupboard of",
    r"reduc\w+|decreas\w+|cut (?:back|down|in half|out)?|lower(?:ed|ing)?|halv\w+",
    r"gave up|dropp?\w*|less|fewer|weaned",
)
# What may stand between that and the drug: 'stopped all of her daily tramadol'.
_OF_HER = one_of(
    "her|his|the|all|of|on",
    "use|usage|of|intake|dose|dosage|daily|taking|using|off|down|from",
    r"need|needs|for|her|requirement\w*|consumption|doses",
    "scheduled|nightly|evening|morning|bedtime|chronic|long-acting|short-acting|prn|rescue|bedtime|pain",
    "and|both|altogether|completely|entirely|amount|number|frequency|reliance",
)
_WITHOUT = one_of(
    "off|free of|without",
    r"no longer (?:on|tak\w+|us\w+|need\w*|requir\w+)",
    "not (?:taking|using|needing|needed|requiring|on)",
    r"(?:doesn't|does not|hasn't|has not) (?:need(?:ed)?|tak\w+|us\w+|require[d]?)",
    "no need for|need for no",
    "rarely (?:needs|takes|uses)|seldom (?:needs|takes|uses)",
)
# 'tramadol 50 mg use (nightly) was completely'
_DOSE_IN_USE = (
    r"(?: \d[\d.,]* ?(?:mg|mcg|g)?(?: \w+){0,2})?"
    r"(?: (?:use|usage|intake|dose|dosage|requirement\w*|need|consumption))?[ ]*(?:\([^)]*\))?[ ]*"
)
_WAS = one_of(
    "was |were |is |are |has been |have been |has |have |been |could be ",
    "completely |now |successfully |also |since |entirely |dose |all |gradually |slowly |being ",
)
_IS_LESS = one_of(
    "stopped|discontinued|d/c'?e?d|dc'?d|weaned|tapered|off|reduced|decreased|cut|halved|lowered|dropped",
    "down (?:to|from|by)|went down|came down|less|fewer|no longer|quit|gone",
    "not (?:needed|required|taken|used)|unused|eliminated|fell|fallen",
    r"only (?:occasional\w*|rarely|as needed|prn)|prn only|now (?:only )?prn",
    "none since|: ?none (?:since|now|after)",
)
# 'has not touched a pain pill', 'not had to take any': it was there to take, and was not needed
_NOT = "(?:has not|hasn't|have not|haven't|not|never|no longer) (?:(?:had|having|needing|needed|has|have) to )?"
_TOUCHED = one_of(
    r"touch\w*|take|taken|taking|use|used",
    r"fill(?:ed)?|refill\w*|open\w*|reach\w* for|need\w*|swallow\w*",
    r"request\w*|renew\w*|collect\w*|ask\w* for",
)
_LESS = any_of(
    rf"\b{_REDUCED}[ ,]*(?:{_OF_HER} )*{_DRUG}\b",
    rf"\b{_WITHOUT}[ ]*(?:(?:her|his|the|all|any|of|a|daily|for|nightly|since|more|to take|to use|prn|rescue|pain) )*"
    rf"{_DRUG}\b",
    rf"\b{_DRUG}\b{_DOSE_IN_USE}{_WAS}*{_IS_LESS}",
    # 'needs only half the tramadol', 'takes hardly any ibuprofen', 'required no opioid'
    r"\b(?:using|uses|takes|taking|needs|needing|requires|requiring) (?:about |only |just )?"
    rf"half (?:as (?:much|many)|the|of (?:the|her|his)) {_DRUG}\b",
    r"\b(?:took|takes|taking|used|uses|using|needed|needs|required|requires) (?:fewer|hardly any|almost no) "
    rf"(?:\w+ )?{_DRUG}\b",
    r"\b(?:took|takes|used|uses|needed|needs|required|requires|needing|taking) (?:almost no|hardly any|very little) "
    rf"{_DRUG}\b",
    rf"\b(?:needed|required) no {_DRUG}\b",
    r"\b(?:took|used) no (?:rescue|prn|breakthrough)\b",
    rf"\b{_DRUG}\b (?:only )?(?:rarely|seldom|hardly ever|occasionally) now\b",
    # 'opioid intake fell by a third'
    rf"\b{_DRUG}\b[^.;\n]{{0,20}}?\b(?:fell|dropped|down|reduced|cut) "
    r"by (?:half|a third|two thirds|\d+ ?%|three quarters)",
    rf"\b{_NOT}{_TOUCHED} (?:(?:her|his|the|a|an|any|single|one|another|more|of|bottle|packet|script|prescription"
    rf"|refills?|for) )*{_DRUG}\b",
    # 'the bottle of Percocet is still half full: she has not needed one since'
    rf"\b{_DRUG}\b[^.\n]{{0,70}}?"
    r"\b(?:(?:has not|hasn't|not) (?:\w+ )?(?:needed|taken|used|touched|wanted|had) (?:one|any|it|them)"
    r"|(?:shows? )?none|nothing|no (?:fills?|refills?)) since\b",
    rf"\b{_DRUG}\b[^.;\n]{{0,20}}? (?:most|nearly all) (?:nights|days) (?:skipped|missed|without)",
    # 'down to a quarter of her former dose of morphine'
    r"\b(?:down to|at|on) (?:about |only |just )?(?:half|a (?:third|quarter|fraction)|a (?:third|quarter|fraction) of) "
    r"(?:of )?(?:her|his|the) (?:previous |former |old |usual |earlier |original )?"
    rf"(?:dose|dosage|amount|intake|use) of {_DRUG}\b",
    # 'Norco prn instead of daily'
    rf"\b{_DRUG}\b (?:now )?(?:prn|as needed|occasionally|rarely)(?: only)? (?:instead of|rather than|down from) "
    r"(?:\w+ )?(?:daily|scheduled|regular\w*|around|bid|tid|qid|nightly|every)\b",
)

# --- the same, and more -----------------------------------------------------------------------------------------------

_NOT_DONE = one_of(
    "not (?:yet )?(?:been )?able to|unable to|could not|couldn't",
    "has not|have not|hasn't|haven't|did not|didn't|never",
)
_CUT = "(?:cut|reduced?|wean(?:ed)?|come|stop(?:ped)?|decreased?|lower(?:ed)?|taper(?:ed)?)"
_AS_BEFORE = one_of(
    "unchanged",
    "the same(?! (?:weeks?|period|time|day|visit|months?|area|side|as needed))|same dose|same as (?:before|ever|prior)",
    "as before|no change|not changed|no different|stable (?:dose|at|on)",
    "not (?:been )?(?:reduced|decreased|less)|no less|none skipped|not gone down",
    rf"(?:stayed|kept|remained|stuck|holding) (?:at|on) (?:{NUM})",
    r"has not (?:changed|decreased|dropped)|remains? (?:at|on) (?:the same|\d)",
)
_UNCHANGED = one_of(
    "no change (?:in|to|of)|unchanged|no (?:reduction|decrease) (?:in|of)|not (?:reduced|decreased|cut|lowered)",
    "the same (?:amount|dose|number|quantity) of",
    r"still (?:takes|taking|needs|using|uses|on) (?:the same|as much|just as much)(?: \w+)?(?: of)?",
    "continues? (?:the )?same",
)
_SAME = any_of(
    # 'has not been able to cut down on her tramadol'
    rf"\b{_NOT_DONE} (?:\w+ )?{_CUT}\b[ ](?:(?:her|his|the|down|back|off|on|of|from|use) )*{_DRUG}\b",
    # 'gabapentin dose unchanged'
    rf"\b{_DRUG}\b[^.;\n]{{0,44}}?\b{_AS_BEFORE}",
    # 'takes the same number of pain pills', 'still needs two Norco', 'still takes ibuprofen daily'
    r"\b(?:taking|takes|uses|using|on|requires|needs) (?:all )?the same (?:dose of |amount of |number of )?"
    rf"(?:\w+ )?{_DRUG}\b",
    rf"\bsame (?:dose|amount|number|quantity) of (?:\w+ )?{_DRUG}\b",
    rf"\bstill (?:requires|needs|takes|taking|uses|using|on) (?:about )?(?:{NUM}) (?:\w+ )?{_DRUG}\b",
    r"\bstill (?:requires|needs|takes|taking|requiring|needing|uses|using) "
    rf"(?:her |his |the )?{_DRUG} (?:\w+ )?(?:once|twice|three|four|five|six|every|daily|tid|bid|qid|around|\d)\b",
    # 'no change in her daily use of opioids'
    rf"\b{_UNCHANGED}[ ]*(?:(?:in|her|his|the|of|pain|daily|use|usage|dose|current|home|any|number|amount) )*{_DRUG}\b",
)
_MORE = any_of(
    r"\b(?:increas\w+|up-?titrat\w+|escalat\w+|more|needs more|needed more|taking more|using more|went up on|doubled"
    rf"|raised|higher)[ ]*(?:(?:her|his|the|dose|of|use|in|her|daily|doses|amounts?|on) )*{_DRUG}\b",
    rf"\b{_DRUG}\b(?: (?:use|usage|intake|dose|requirement\w*))?[ ]*(?:was |were |is |has |have |been |has been )*"
    r"(?:increased|raised|doubled|went up|gone up|escalated|higher)\b",
)

# --- how much and how often -------------------------------------------------------------------------------------------

# How many days a word stands for; a rate is in doses a day.
_DAY = {
    "day": 1, "d": 1, "night": 1, "daily": 1, "nightly": 1,
    "week": 7, "wk": 7, "weekly": 7, "fortnight": 14,
    "month": 30, "mo": 30, "monthly": 30,
}  # fmt: skip
_A_DAY = r"(?:(?:a|per|each|every|/) ?|/ ?)(?P<per{0}>day|d\b|night|week|wk|fortnight|month|mo\b)"
_MANY = rf"(?:once|twice|thrice|(?:{NUM}|a single|a couple of|a few)(?: times| x|x)?)"
_HARDLY = one_of(
    "hardly (?:any|ever)|barely any|almost (?:none|never)|next to (?:none|nothing)",
    r"only (?:after|on|for|with|before|when) (?=\w)",
)
_AT_TIMES = one_of(
    r"occasional(?:ly)?|rarely|seldom|sparingly|prn\b|(?:only )?as (?:needed|required)|(?:only )?when needed",
    "now and (?:then|again)|once in a while|intermittent(?:ly)?|on bad days",
)
_ONCE_A_DAY = one_of(
    "every day|each day|every night|each night",
    r"qhs\b|q ?day|qd\b|every morning|scheduled|regular(?:ly)?",
)
_RATES: tuple[tuple[str, Fraction | None], ...] = (
    (r"none\b|nothing|zero\b|not at all", Fraction(0)),
    (_HARDLY, Fraction(1, 20)),
    (r"(?:on )?most (?:days|nights)", Fraction(5, 7)),
    (_AT_TIMES, Fraction(1, 20)),
    (r"(?:every )?morning,? (?:and|&) (?:every )?(?:night|evening)|b\.?i\.?d\b\.?|b\.?d\.?\b", Fraction(2)),
    (r"t\.?i\.?d\b\.?|t\.?d\.?s\b\.?", Fraction(3)),
    (r"q\.?i\.?d\b\.?|around[ -]the[ -]clock|round[ -]the[ -]clock|q\.?d\.?s\b\.?", Fraction(4)),
    (r"q ?4 ?h\w*", Fraction(6)),
    (r"q ?6 ?h\w*", Fraction(4)),
    (r"q ?8 ?h\w*", Fraction(3)),
    (r"q ?12 ?h\w*", Fraction(2)),
    (_ONCE_A_DAY, Fraction(1)),
)
_DOSES = rf"(?:tab(?:let)?s?|pills?|caps?(?:ules)?|doses?|patch(?:es)?|{_DRUG})\b"
# What makes a bare number none of doses: 'two weeks', '40%', '3 full'.
_NO_DOSES = (
    r"(?! (?:full|empty|gone|since))"
    r"(?![\w%/]|[.,]\d|-\d| ?%| (?:percent|per cent|weeks?|wks?|months?|mos?|days?|years?|hours?|hrs?)\b)"
)
_RATE = pattern_of(
    r"(?<![\w/.$])"
    + one_of(
        # 'two tablets a day', '300 mg of gabapentin daily', '#60/month'
        rf"(?P<many>{_MANY})[ -]?(?:{_DOSES}[ ]?)*"
        rf"(?:(?P<mgs>mg ?)?(?:of (?:\w+ )?)?(?:{_DRUG} )?{_A_DAY.format('')}|(?P<ly>daily|nightly|weekly|monthly))",
        rf"#\s?(?P<count>\d{{1,3}}) ?{_A_DAY.format('2')}",
        *(f"(?P<r{i}>{pattern})" for i, (pattern, _) in enumerate(_RATES)),
        r"(?P<lone>daily|nightly|weekly|monthly|every (?:other day|week|month)"
        rf"|every (?:{NUM}) (?:days|weeks|months))\b",
        # '1,200 mg', 'four'
        r"(?P<mg>\d[\d,]*(?:\.\d+)?) ?(?:mg|mcg|mme)\b",
        r"(?P<bare>(?!(?:19|20)\d\d\b)\d[\d,]{0,5}"
        rf"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|a single)\b){_NO_DOSES}",
    )
)
_TIMES = {
    "once": Fraction(1),
    "twice": Fraction(2),
    "thrice": Fraction(3),
    "a single": Fraction(1),
    "a couple of": Fraction(2),
    "a few": Fraction(3),
    "half": Fraction(1, 2),
}

# --- less for another reason, or not yet ------------------------------------------------------------------------------

_REASON = words(
    r"side[- ]effects?|sedat\w+|drows\w+|rash|nausea|vomit\w*|gi (?:upset|bleed\w*)|bleed\w*|dizz\w+",
    r"intoleran\w+|not tolerat\w*|could not tolerate|allerg\w*|reaction|constipat\w+",
    "cost|copay|insurance",
    r"cardiolog\w+|cards|nephrolog\w+|renal|kidney|ckd|egfr|cr\b|liver|lft\w*|pcp|pharmacy|ran out",
    "surgery|hold|held",
    r"(?<!a )(?<!per )(?<!each )(?<!every )days? before|pre-?procedur\w*",
    r"switch\w*|replac\w+|changed to|in favou?r of|started on|substitut\w*|interaction|pregnan\w+|ulcer|reflux",
    r"ineffective|did not help|no relief|not help\w*|without (?:relief|benefit)|lack of (?:effect|benefit|efficacy)",
    r"weight gain|foggy|grogg\w+|swelling|blood pressure",
    r"recall\w*|law|clinic policy|uds|contract",
)
# 'Meloxicam held before the procedure'; not 'off tramadol, three a day before the procedure'.
_HELD_FOR = pattern_of(
    r"(?:(?!two|three|four|five|six|eight)[^.;,\d-]){0,24}?"
    r"\b(?:before|prior to) (?:the |her |his |each )?(?:proc|inj|surg|block)\w*"
)
_HOPED = words(
    r"will|would|plan\w*|goals?|hop\w+|aim\w*",
    r"recommend\w*|discuss\w*|advis\w+|consider\w*|should|encourag\w+|instruct\w*|may|might|could",
    "to (?:reduce|decrease|stop|wean|taper|cut|lower|discontinue)|in order to|if|until|trial of",
    r"wants? to|wish\w*|intend\w*|try(?:ing)? to|attempt\w*|expect\w*|asked to|told to|ok to|can",
    after=r"\b(?: \w+){0,4} ?$",
)
_OTHER_USE = words(
    "blood pressure|bp|statin|eliquis|apixaban|warfarin|xarelto|plavix|metformin|insulin|inhaler|thyroid",
    r"antibiotic\w*|sertraline|migraine|sleep|ambien|zolpidem|headache|seizure",
    r"diabet\w*|cholesterol|antidepress\w*|lisinopril|losartan|cough",
)


def read_medication(page: Page) -> list[Fact]:
    """Each statement that pain medicine is less, or is not, in order of the text."""
    facts: list[Fact] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        for start in range(sentence.start, sentence.end, 600):
            part = Stretch(start, min(sentence.end, start + 600))
            if _CHANGE.search(page.folded, part.start, part.end) and _DRUGS.search(page.folded, part.start, part.end):
                fact = _in_part(page, part)
                if fact and not another_complaint(page, fact.span.start or start):
                    facts.append(fact)  # and not 'Dental implant, hydrocodone 4 a day for three days, now none'
    return facts


def _in_part(page: Page, part: Stretch) -> Finding | None:
    folded = page.folded
    if elsewhere(page, part.start):
        return None
    if (compared := _compared(folded, part)) is not None:
        start, end, down = compared
        return Finding(page.span(start, end), name="medication_reduced", present=down)
    for pattern, less in ((_SAME, False), (_LESS, True), (_MORE, False)):
        for match in pattern.finditer(folded, part.start, part.end):
            if not _speaks_of_pain(folded, part, match.start(), match.end(), stopped=less):
                continue
            if (less and _is_order(folded, part, match)) or (pattern is _MORE and _NO_MORE.search(match[0])):
                continue
            if elsewhere(page, match.start()):
                continue  # 'her sister came off oxycodone'
            return Finding(page.span(match.start(), match.end()), name="medication_reduced", present=less)
    return None


_NO_MORE = pattern_of(r"\bno more\b|\bmore (?:relief|pain|than)\b|not more")
_BASE = pattern_of(r"(?:reduce|stop|wean|taper|decrease|lower|halve|drop|discontinue|come off)\b")
_DONE = any_of(r"\b(?:able|managed) to (?:\w+ )?$", r"\b(?:has|have|had|having) (?:\w+ )?$", "'[sd] $")


def _is_order(folded: str, part: Stretch, match: re.Match[str]) -> bool:
    """'Reduce tramadol' tells what to do; 'was able to reduce tramadol' what was done."""
    left = folded[max(part.start, match.start() - 24) : match.start()]
    return bool(_BASE.match(match[0])) and not _DONE.search(left)


@dataclass(frozen=True, slots=True)
class _Use:
    """How much or how often: `count` in `per` days; a bare number (`kind` None) is what the other one is."""

    start: int
    end: int
    kind: Literal["rate", "amount"] | None
    count: Fraction
    per: Fraction = Fraction(1)

    def fits(self, other: _Use) -> bool:
        return self.kind == other.kind or None in (self.kind, other.kind) or 0 in (self.count, other.count)

    def than(self, other: _Use) -> tuple[Fraction, Fraction]:
        """Both in one measure."""
        if self.kind is None or other.kind is None:
            return self.count, other.count
        return self.count / self.per, other.count / other.per


def _uses(folded: str, part: Stretch) -> list[_Use]:
    """How much and how often, wherever a part says so."""
    found: list[_Use] = []
    for match in _RATE.finditer(folded, part.start, part.end):
        kind: Literal["rate", "amount"] | None = "rate"
        count: Fraction | None
        per = Fraction(1)
        if match["many"]:
            per = Fraction(_DAY[match["per"] or match["ly"]])
            count = _amount(re.sub(r"(?: times| ?x)$", "", match["many"]))
            kind = "amount" if match["mgs"] else "rate"
        elif match["count"]:
            count, per = Fraction(match["count"]), Fraction(_DAY[match["per2"]])
        elif match["lone"]:
            count = _lone(match["lone"])
        elif match["mg"] or match["bare"]:
            kind, count = "amount" if match["mg"] else None, _amount(match["mg"] or match["bare"])
        else:
            count = next(rate for i, (_, rate) in enumerate(_RATES) if match[f"r{i}"])
        if count is not None:
            found.append(_Use(match.start(), match.end(), kind, count, per))
    return _by_the_day(folded, found)


# Between a dose and how often it is taken: '300 mg po tid', 'two tabs bid'.
_DOSE_OF = pattern_of(rf" ?(?:mg|mcg)? ?(?:{_DOSES})? ?(?:po|by mouth|orally)? ?")


def _by_the_day(folded: str, uses: list[_Use]) -> list[_Use]:
    """With a dose and its frequency as one amount: '300 tid' is 900 a day."""
    made: list[_Use] = []
    for use in uses:
        dose = made[-1] if made else None
        if dose and use.kind == "rate" and use.count and dose.kind != "rate" and dose.count > 1 and dose.per == 1:
            if _DOSE_OF.fullmatch(folded, dose.end, use.start):
                made[-1] = _Use(dose.start, use.end, "amount", dose.count * use.count / use.per)
                continue
        made.append(use)
    return made


def _lone(said: str) -> Fraction | None:
    if said in _DAY:
        return Fraction(1, _DAY[said])
    last = said.split()[-1]
    if "other" in said:
        return Fraction(1, 2)
    number = _amount(said.split()[1]) if len(said.split()) == 3 else Fraction(1)
    return Fraction(1) / (number * _DAY[last.rstrip("s")]) if number else None


def _compared(folded: str, part: Stretch) -> tuple[int, int, bool] | None:
    """Where two uses of a drug stand, and whether the later is less: 'naproxen from twice a day to twice a month'."""
    uses = _uses(folded, part)
    equal: tuple[int, int, bool] | None = None
    for i, a in enumerate(uses):
        later = next((u for u in uses[i + 1 : i + 3] if a.fits(u)), None)
        if later is None or later.start - a.end > 70:
            continue
        low, high = max(part.start, a.start - 60), min(part.end, later.end + 30)
        low = max(low, folded.rfind(";", low, a.start) + 1)
        drug = last(_DRUGS.finditer(folded, low, later.start)) or _DRUGS.search(folded, later.start, high)
        mme = re.search(r"\bmme\b|morphine equiv", folded[low:high])
        if drug is None and mme is None:
            continue
        if a.kind != "rate" and not mme and folded[a.end : later.start].count(" ") > 12:
            continue
        left, right = folded[low : a.start], folded[later.end : high]
        which = earlier(left, folded[a.end : later.start], right)
        start = min(drug.start() if drug else a.start, a.start)
        if which is None or not _speaks_of_pain(folded, part, start, later.end, stopped=False):
            continue
        if start == a.start and _PAIN_WENT.search(folded, low, a.start):
            continue  # 'pain went from 8 to 2 on two tramadol a day'
        if _OF_PAIN.search(folded[start:high]):
            continue  # what stands before the drug is of something else: '80% relief, during which tramadol went …'
        before, after = a.than(later) if which == "a" else later.than(a)
        if after != before:
            return start, later.end, after < before
        equal = equal or (start, later.end, False)
    return equal


_PAIN_WENT = pattern_of(r"\b(?:pain|ache|discomfort|scores?|vas|nrs)\b[^.;,]{0,24}$")
# Scores, doses of the injectate and lengths of relief beside a drug's name.
_OF_PAIN = any_of(
    r"\b(?:pain (?:is|was|from|score|level)|nrs|vas|relief|out of|inject\w* with|\d ?m[lL]|cc)\b",
    "/10|%",
)


def _amount(said: str) -> Fraction | None:
    said = said.strip()
    if said in _TIMES:
        return _TIMES[said]
    try:
        return value(said.replace(",", ""))
    except (KeyError, ValueError):
        return None


# Words that only say that there is none …
_ABSENT = words(
    "free of|without",
    "not (?:taking|using|on)",
    r"(?:doesn't|does not) (?:need|tak|us|requir)\w*",
    "no need for|need for no",
    before="",
)
# … and those that make it a change.
_CHANGED = words(
    "since|now|any ?more|no longer",
    r"after|following|post\w*|previously|formerly|before|was|were|had been|used to|until|today",
    r"at (?:\w+ )?(?:weeks|months)|for (?:the )?(?:\w+ )?(?:weeks|months)",
    r"pre-?\w*|from|altogether|completely|entirely",
)
# 'Plan: taper tramadol'.
_AS_PLAN = pattern_of(r"\b(?:goals?|plan|target)\b ?[:-][^.;]*$")
_MEDS = pattern_of(r"\b(?:medications?|meds)\b")
_PAIN_MEDS = pattern_of(r"pain (?:med|pill)")
# What of a sentence makes its 'meds' those for pain.
_MEDS_FOR_PAIN = words(
    "pain|use|usage|tramadol|opioid|gabapentin|nsaid|rescue|prn|tid|bid|mg",
    "less|fewer|reduction|needs?|requirements?",
)
_IN_CASE = pattern_of(r"\b(?:if|when|unless)\b[^.;,]{0,24}$")
_IN_LIST = words(r"reconcil\w+|allerg\w*|list")
_NOT_YET = any_of(
    r"\bnot\s(?:been )?(?:able to |yet |ready to )?$",
    r"\b(?:unable|failed|refus\w+|afraid) to $",
    r"\bnever $",
    r"\b(?:has|have|had|did|does)(?: not|n't)(?: been able to)? $",
)


def _speaks_of_pain(folded: str, part: Stretch, start: int, end: int, *, stopped: bool) -> bool:
    """Whether it is a pain drug, gone down for no other reason, and neither planned nor hoped for."""
    left = folded[max(part.start, start - 60) : start]
    right = folded[end : min(part.end, end + 70)]
    said = folded[start:end]
    clause = re.split(r"[;.]", right)[0]
    if _HOPED.search(left) or _AS_PLAN.search(left):
        return False
    if said.startswith(("to ", "will", "may")) and _HOPED.search(said[:24].rstrip() + " "):
        return False
    if stopped and (_HELD_FOR.match(clause) or any(map(_REASON.search, (clause, said, left[-24:])))):
        return False
    if _MEDS.search(said) and not _PAIN_MEDS.search(said):
        for_pain = _MEDS_FOR_PAIN.search(folded[part.start : part.end])
        if not for_pain or _OTHER_USE.search(folded, part.start, part.end):
            return False
    if _ABSENT.match(said) and not _CHANGED.search(folded, part.start, part.end):
        return False  # 'does not take pain medication' is no change
    if _IN_CASE.search(left) or (not stopped and _IN_LIST.search(left[-30:])):
        return False
    return not _NOT_YET.search(left)
