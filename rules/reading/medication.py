"""Whether pain medicine went down after a procedure: a named drug or its use, less, the same, or more.

Less for another reason (side effects, cost, a switch, a hold before a procedure) and drugs for other complaints say
nothing of it.
"""

from __future__ import annotations

import re
from fractions import Fraction

from rules.facts import Fact, Finding
from rules.reading.context import elsewhere
from rules.reading.numbers import NUM, value
from rules.reading.page import Page, stems
from rules.reading.text import Stretch

_DRUG = (
    r"(?:gabapentin|neurontin|pregabalin|lyrica|duloxetine|cymbalta|amitriptyline|nortriptyline|cyclobenzaprine|flexeril|methocarbamol|robaxin|tizanidine|zanaflex|baclofen|muscle relax\w+|tramadol|ultram|tapentadol|nucynta|oxycodone|oxycontin|percocet|hydrocodone|norco|vicodin|morphine|ms contin|"
    r"hydromorphone|dilaudid|codeine|buprenorphine|butrans|belbuca|suboxone|methadone|fentanyl|opioids?|opiates?|narcotics?|ibuprofen|\bibu\b|advil|motrin|naproxen|naprosyn|aleve|meloxicam|mobic|celecoxib|celebrex|diclofenac|voltaren|etodolac|nabumetone|ketorolac|indomethacin|nsaids?|anti-?inflammator(?:y|ies)|"
    r"acetaminophen|paracetamol|tylenol|apap|co-?codamol|pain (?:medic\w+|meds|pills?|relievers?|killers?|tablets?)|painkillers?|analgesics?|rescue (?:doses?|meds?|medic\w+)|prn (?:meds|pain meds|use)|breakthrough (?:doses?|meds?|medic\w+)|mme|morphine equivalents?|lidocaine patch\w*|medications?|meds)"
)
# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "gaba neur preg lyri dulo cymb amit nort cycl flex meth roba tiza zana bacl musc tram ultr tape nucy "
    "oxyc perc hydr norc vico morp ms dila code bupr butr belb subo fent opio opia narc ibup ibu advi "
    "motr napr alev melo mobi cele dicl volt etod nabu keto indo nsai anti acet para tyle apap co cocod "
    "pain anal resc prn brea mme lido medi meds"
)
_CHANGE = re.compile(r"fall|fell|stop|disc|d/c|wean|tape|off|no|any|down|less|fewe|redu|decr|cut|halv|unch|same|befo|incr|up|from|half|quit|with|inst|more|lowe|came|now|used|rare|->|→|mme|only|rema|still|chan|was|prev|from")
_DRUGS = re.compile(rf"\b{_DRUG}\b")
_LESS = re.compile(
    rf"\b(?:stopp?(?:ed|s|ing)?|discontinu\w+|d/c'?e?d|dc'?d|wean\w*(?: (?:herself|himself))?(?: completely)?(?: (?:off|down|from))?|taper\w*(?: (?:off|down|completely))*|came off|come off|coming off|gone off|got off|quit|reduc\w+|decreas\w+|cut (?:back|down|in half|out)?|lower(?:ed|ing)?|halv\w+|gave up|dropp?\w*|less|fewer|weaned)"
    rf"[ ,]*(?:(?:her|his|the|all|of|on|use|usage|of|intake|dose|dosage|daily|taking|using|off|down|from|need|needs|for|her|requirement\w*|consumption|doses|scheduled|nightly|chronic|long-acting|short-acting|prn|rescue|bedtime|pain|and|both|altogether|completely|entirely|amount|number|frequency|reliance) )*{_DRUG}\b|"
    rf"\b(?:off|free of|without|no longer (?:on|tak\w+|us\w+|need\w*|requir\w+)|not (?:taking|using|needing|needed|requiring|on)|(?:doesn't|does not|hasn't|has not) (?:need(?:ed)?|tak\w+|us\w+|require[d]?)|no need for|need for no|rarely (?:needs|takes|uses)|seldom (?:needs|takes|uses))[ ]*(?:(?:her|his|the|all|any|of|a|daily|for|nightly|since|more|to take|to use|prn|rescue|pain) )*{_DRUG}\b|"
    rf"\b{_DRUG}\b(?: \d[\d.,]* ?(?:mg|mcg|g)?(?: \w+){{0,2}})?(?: (?:use|usage|intake|dose|dosage|requirement\w*|need|consumption))?[ ]*(?:\([^)]*\))?[ ]*(?:was |were |is |are |has been |have been |has |have |been |could be |completely |now |successfully |also |since |entirely |dose |all |gradually |slowly |being )*(?:stopped|discontinued|d/c'?e?d|dc'?d|weaned|tapered|off|reduced|decreased|cut|halved|lowered|dropped|down (?:to|from|by)|went down|came down|less|fewer|no longer|quit|gone|not (?:needed|required|taken|used)|unused|eliminated|fell|fallen|only (?:occasional\w*|rarely|as needed|prn)|prn only|now (?:only )?prn|none since|: ?none (?:since|now|after))"
    rf"|\b(?:using|uses|takes|taking|needs|needing|requires|requiring) (?:about |only |just )?half (?:as (?:much|many)|the|of (?:the|her|his)) (?:{_DRUG})\b|\b(?:took|takes|taking|used|uses|using|needed|needs|required|requires) (?:fewer|hardly any|almost no) (?:\w+ )?{_DRUG}\b|\b(?:took|used|needed|required) no (?:rescue|prn|breakthrough) (?:pain )?(?:doses?|meds?|medic\w+|analgesics?)\b"
    rf"|\b{_DRUG}\b (?:now )?(?:prn|as needed|occasionally|rarely)(?: only)? (?:instead of|rather than|down from) (?:\w+ )?(?:daily|scheduled|regular\w*|around|bid|tid|qid|nightly|every)\b"
)
_SAME = re.compile(
    rf"\b{_DRUG}\b[^.;\n]{{0,44}}?\b(?:unchanged|the same(?! (?:weeks?|period|time|day|visit|months?|area|side|as needed))|same dose|same as (?:before|ever|prior)|as before|no change|not changed|no different|stable (?:dose|at|on)|not (?:been )?(?:reduced|decreased|less)|no less|none skipped|not gone down|has not (?:changed|decreased|dropped)|remains? (?:at|on) (?:the same|\d))|\b(?:taking|takes|uses|using|on|requires|needs) (?:all )?the same (?:dose of |amount of |number of )?(?:\w+ )?{_DRUG}\b|\bsame (?:dose|amount|number|quantity) of (?:\w+ )?{_DRUG}\b|\bstill (?:requires|needs|takes|taking|uses|using|on) (?:about )?(?:{NUM}) (?:\w+ )?{_DRUG}\b|\bstill (?:requires|needs|takes|taking|requiring|needing|uses|using) (?:her |his |the )?{_DRUG} (?:\w+ )?(?:once|twice|three|four|five|six|every|daily|tid|bid|qid|around|\d)\b|"
    rf"\b(?:no change (?:in|to|of)|unchanged|no (?:reduction|decrease) (?:in|of)|not (?:reduced|decreased|cut|lowered)|the same (?:amount|dose|number|quantity) of|still (?:takes|taking|needs|using|uses|on) (?:the same|as much|just as much)(?: \w+)?(?: of)?|continues? (?:the )?same)[ ]*(?:(?:in|her|his|the|of|pain|daily|use|usage|dose|current|home|any|number|amount) )*{_DRUG}\b"
)
_MORE = re.compile(
    rf"\b(?:increas\w+|up-?titrat\w+|escalat\w+|more|needs more|needed more|taking more|using more|went up on|doubled|raised|higher)[ ]*(?:(?:her|his|the|dose|of|use|in|her|daily|doses|amounts?|on) )*{_DRUG}\b|\b{_DRUG}\b(?: (?:use|usage|intake|dose|requirement\w*))?[ ]*(?:was |were |is |has |have |been |has been )*(?:increased|raised|doubled|went up|gone up|escalated|higher)\b"
)
# 'Hydrocodone from 4 tabs/day to 1', 'tramadol 4/day -> 1/day', 'now takes 1 norco a day, was 4'.
_FROM_TO = re.compile(
    rf"\b(?P<drug>{_DRUG})\b[^.;\n]{{0,40}}?\bfrom (?:about )?(?P<a>{NUM}|\d[\d,]*)(?P<mid>[^.;\n]{{0,34}}?)\b(?:down )?(?:to|->|→)[ ]*(?:about |only |just |a )?(?P<b>{NUM}|\d[\d,]*|none|nothing|zero|half)|\b(?P<drug2>{_DRUG})\b[ :]*(?P<a2>\d[\d,]*)(?P<u2> ?(?:mg|tabs?|pills?|x|/d|/day|daily| a day|bid|tid|qid|per day|caps?)[^.;,\n]{{0,18}}?)? ?(?:->|→|to) ?(?P<b2>\d[\d,]*|none)|"
    rf"\b(?P<drug3>{_DRUG})\b,? (?:which )?(?:was|were|had been|used to be) (?P<a3>\d[\d,]*)(?P<u3>[^.;\n]{{0,30}}?)[, ](?:and )?(?:is |has come )?(?:now|down to|at)[ ]*(?:at |only |just |is |down to )*(?P<b3>\d[\d,]*|none)|"
    rf"\b(?:was|had been|used to be|been) (?:taking|using|on|needing) (?:about )?(?P<a5>{NUM})[^.;\n]{{0,10}}?\b{_DRUG}\b[^.;\n]{{0,50}}?\bnow (?:takes|taking|uses|using|on|needs|only|just|down to|is on|he takes|she takes| )*(?P<b5>{NUM}|none)|\b{_DRUG}\b (?P<b6>\d{{1,2}})(?: \w+){{0,4}},? (?:\(?(?:was|previously|formerly|down from|from|used to be|before)) (?:about |taking )?(?P<a6>\d{{1,2}})\b|"
    rf"\bmme\b[^.;\n]{{0,20}}?(?P<a4>\d[\d,]*)[^.;\n\d]{{0,20}}?(?:->|→|to|now) ?(?P<b4>\d[\d,]*)|\bmorphine equivalents?\b[^.;\n]{{0,20}}?(?P<a7>\d[\d,]*)[^.;\n\d]{{0,20}}?(?:->|→|to|now)? ?(?P<b7>\d[\d,]*)(?= now\b| today\b|[.;\n]|$)|"
    rf"\b(?:cut|down|went|gone|dropped|come) (?:back |down )?from (?P<a8>{NUM})[ ]+(?:\w+ ){{0,2}}?{_DRUG}\b[^.;\n]{{0,24}}? to (?:about |only |just )?(?P<b8>{NUM}|none)"
)
_REASON = re.compile(
    r"\b(?:side[- ]effects?|sedat\w+|drows\w+|rash|nausea|vomit\w*|gi (?:upset|bleed\w*)|bleed\w*|dizz\w+|intoleran\w+|not tolerat\w*|could not tolerate|allerg\w*|reaction|constipat\w+|cost|copay|insurance|cardiolog\w+|cards|nephrolog\w+|renal|kidney|ckd|egfr|cr\b|liver|lft\w*|pcp|pharmacy|ran out|surgery|hold|held|before (?:the )?(?:proc|inj|surg|block)\w*|"
    r"prior to (?:the )?(?:proc|inj|surg|block)\w*|days? before|pre-?procedur\w*|switch\w*|replac\w+|changed to|in favou?r of|started on|substitut\w*|interaction|pregnan\w+|ulcer|reflux|ineffective|did not help|no relief|not help\w*|without (?:relief|benefit)|lack of (?:effect|benefit|efficacy)|weight gain|foggy|grogg\w+|swelling|blood pressure|recall\w*|law|clinic policy|uds|contract)\b"
)
_HOPED = re.compile(r"\b(?:will|would|plan\w*|goals?|hop\w+|aim\w*|recommend\w*|discuss\w*|advis\w+|consider\w*|should|encourag\w+|instruct\w*|may|might|could|to (?:reduce|decrease|stop|wean|taper|cut|lower|discontinue)|in order to|if|until|trial of|wants? to|wish\w*|intend\w*|try(?:ing)? to|attempt\w*|expect\w*|asked to|told to|ok to|can)\b(?: \w+){0,4} ?$")
_OTHER_USE = re.compile(r"\b(?:blood pressure|bp|statin|eliquis|apixaban|warfarin|xarelto|plavix|metformin|insulin|inhaler|thyroid|antibiotic\w*|sertraline|migraine|sleep|ambien|zolpidem|headache|seizure|diabet\w*|cholesterol|antidepress\w*|lisinopril|losartan|cough)\b")


def read_medication(page: Page) -> list[Fact]:
    """Each statement that pain medicine is less, or is not, in order of the text."""
    facts: list[Fact] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        for start in range(sentence.start, sentence.end, 600):
            part = Stretch(start, min(sentence.end, start + 600))
            if _CHANGE.search(page.folded, part.start, part.end) and _DRUGS.search(page.folded, part.start, part.end):
                fact = _in_part(page, part)
                if fact:
                    facts.append(fact)
    return facts


def _in_part(page: Page, part: Stretch) -> Finding | None:
    folded = page.folded
    if elsewhere(page, part.start):
        return None
    for match in _FROM_TO.finditer(folded, part.start, part.end):
        down = _went_down(match)
        if down is not None and _speaks_of_pain(folded, part, match, stopped=False):
            return Finding(page.span(match.start(), match.end()), name="medication_reduced", present=down)
    for match in _SAME.finditer(folded, part.start, part.end):
        if _speaks_of_pain(folded, part, match, stopped=False):
            return Finding(page.span(match.start(), match.end()), name="medication_reduced", present=False)
    for match in _LESS.finditer(folded, part.start, part.end):
        if _speaks_of_pain(folded, part, match):
            return Finding(page.span(match.start(), match.end()), name="medication_reduced", present=True)
    for match in _MORE.finditer(folded, part.start, part.end):
        if _speaks_of_pain(folded, part, match, stopped=False) and not re.search(r"\bno more\b|\bmore (?:relief|pain|than)\b|not more", match[0]):
            return Finding(page.span(match.start(), match.end()), name="medication_reduced", present=False)
    return None


def _went_down(match: re.Match[str]) -> bool | None:
    a = next((match[name] for name in ("a", "a2", "a3", "a4", "a5", "a6", "a7", "a8") if match[name]), None)
    b = next((match[name] for name in ("b", "b2", "b3", "b4", "b5", "b6", "b7", "b8") if match[name]), None)
    if a is None or b is None:
        return None
    first, last = _amount(a), _amount(b)
    return None if first is None or last is None or first == last else last < first


def _amount(word: str) -> Fraction | None:
    if word in ("none", "nothing", "zero"):
        return Fraction(0)
    if word == "half":
        return Fraction(1, 2)
    try:
        return value(word.replace(",", ""))
    except (KeyError, ValueError):
        return None


def _speaks_of_pain(folded: str, part: Stretch, match: re.Match[str], stopped: bool = True) -> bool:
    """Whether it is a pain drug, gone down for no other reason, and neither planned nor hoped for."""
    left = folded[max(part.start, match.start() - 60) : match.start()]
    right = folded[match.end() : min(part.end, match.end() + 70)]
    clause = re.split(r"[;.]", right)[0]
    if _HOPED.search(left) or (_HOPED.search(match[0][:24].rstrip() + " ") and match[0].startswith(("to ", "will", "may"))):
        return False
    if stopped and (_REASON.search(clause) or _REASON.search(match[0]) or _REASON.search(left[-24:])):
        return False
    generic = re.search(r"\b(?:medications?|meds)\b", match[0]) and not re.search(r"pain (?:med|pill)", match[0])
    if generic and (_OTHER_USE.search(folded, part.start, part.end) or not re.search(r"\b(?:pain|use|usage|tramadol|opioid|gabapentin|nsaid|rescue|prn|tid|bid|mg|less|fewer|reduction)\b", folded[part.start : part.end])):
        return False
    if re.search(r"\b(?:if|when|unless)\b[^.;,]{0,24}$", left) or (not stopped and re.search(r"\b(?:reconcil\w+|allerg\w*|list)\b", left[-30:])):
        return False
    return not re.search(r"\bnot\s(?:been )?(?:able to |yet |ready to )?$|\b(?:unable|failed|refus\w+|afraid) to $|\bnever $|\b(?:has|have|had|did|does)(?: not|n't)(?: been able to)? $", left)
