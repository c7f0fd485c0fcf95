"""What a drafted sentence asserts of the chart: clinical things, their signs and counts, held against the sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot import conclusions, happenings
from copilot.claims import Claim, stem, stems
from copilot.figures import Figure, figures
from copilot.lexicon import BENIGN, CLINICAL, NEGATED, named_sides
from copilot.narrative import Findings
from copilot.wordings import ARGUED, HYPOTHETICAL
from rules.facts import ProvocativeTests
from rules.reading.wordings import pattern_of

# Words of which a source that uses another group of the same line says something else.
OPPOSITES = tuple(
    tuple(pattern_of(rf"(?<![\w-])(?:{words})(?![\w-])", re.I) for words in line)
    for line in (
        (r"positive|\+", r"negative|neg"), (r"normal|unremarkable|within normal limits", r"abnormal"),
        (r"severe", r"mild", r"moderate", r"minimal"), (r"intact|full", r"impaired|weak\w*|reduced"),
        (r"steady", r"unsteady"),
        (r"symmetric", r"asymmetric"), (r"increased", r"decreased"), (r"improved", r"worsened"),
        (r"present", r"absent"),
        (r"acute", r"chronic"), (r"stable", r"unstable"),
        (r"takes|taking|taken|continu\w*|still (?:on|uses)|uses|meds?|medications?",
         r"stopped|dropped|discontinued|off|weaned|quit|no longer|held"),
        (r"first|1st", r"second|2nd", r"third|3rd"),
    )
)  # fmt: skip
# One thing under several names, as charts write it.
SYNONYMS = (
    r"activities of daily living|\badls?\b", r"herniat|\bhnp\b", r"physical therap|physiotherap|\bpt\b",
    r"fluoro|c-arm", r"x-?ray|radiograph", r"ultraso|sonograph", r"trigger.point|\btpis?\b", r"exercis|\bhep\b",
    r"walk|ambulat", r"radiculopath|radicular",
)  # fmt: skip
# Verbs of rules: what a passage refuses, no sentence lets it accept.
PERMITS = pattern_of(r"\b(?:accept|allow|cover|permit|count|suffic|enough|recommend|requir|necessary)\w*", re.I)
HAPPENS = pattern_of(r"\b(?:treated|attempted|completed|performed|done|given|tried|taken|correlates?)\b", re.I)
PROCEDURE = pattern_of(r"\b(?:blocks?|ablations?|epidurals?)\b", re.I)
MANOEUVRE = pattern_of(
    r"\b(faber|patrick|gaenslen|thigh thrust|posterior shear|compression|distraction|yeoman|fortin)", re.I
)
# What is counted stands right behind the number, with nothing between but what qualifies it.
COUNTED = pattern_of(
    r"[ -](?!(?:after|before|of|to|from|in|for|on|at|and|or|with)\b)(?:(?!(?:after|before|of|to|from|in|for|on|"
    r"at)\b)[\w-]+[ ]){0,4}?"
    r"(?:injections?|epidurals?|blocks?|ablations?)\b",
    re.I,
)
RULE_WORDS = pattern_of(
    r"\b(?:criteri\w+|policy|plan's|requires?|required|asks?|accepts?|accepted|rule|guideline|"
    r"society)\b",
    re.I,
)


def without_source(claim: Claim, documents: Sequence[str], passages: Sequence[str], frame: str) -> Iterator[str]:
    """Clinical things that stand neither in what the sentence cites nor, where it speaks of a rule, in the rules."""
    for m in CLINICAL.finditer(claim.unquoted):
        root = root_of(m.group())
        if any(root.search(text) for text in (*documents, *passages)):
            continue
        of_rules = not claim.labels or RULE_WORDS.search(claim.unquoted) or denied(claim.unquoted, m.start())
        if not (of_rules and root.search(frame)):
            yield f"{m.group()} stands in nothing it cites."


def denied_elsewhere(claim: Claim, documents: Sequence[str]) -> Iterator[str]:
    """Clinical things denied where the record affirms them, affirmed where it denies them, or called unmentioned."""
    if not claim.labels:
        return
    named = [(pattern, m) for pattern in (CLINICAL, PROCEDURE) for m in pattern.finditer(claim.unquoted)]
    for pattern, m in named:
        places = [(text, x) for text in documents for x in root_of(m.group()).finditer(text)]
        if not places:
            continue
        if pattern is CLINICAL and conclusions.silent_about(claim, m.start(), m.end()):
            yield f"The record does speak of {m.group()}."
        elif all(denied(t, x.start()) != denied(claim.unquoted, m.start()) for t, x in places):
            yield f"The record says otherwise of {m.group()}."


def opposite(claim: Claim, texts: Sequence[str]) -> Iterator[str]:
    """'Straight leg raise was positive' where every source that says so of it says 'negative'."""
    clauses = [part for text in texts for part in re.split(r"[.;\n]", text)]
    for _, clause in claim.clauses:
        things = [root_of(m.group()) for m in CLINICAL.finditer(clause)] or own_words(clause)
        for line in OPPOSITES:
            for word in line:
                if not (said := word.search(clause)):
                    continue
                for thing in things:
                    theirs = [c for c in clauses if thing.search(c) and any(w.search(c) for w in line)]
                    theirs = of_side(named_sides(clause), theirs, line)
                    if theirs and not any(word.search(c) for c in theirs):
                        yield f"What it cites does not say {said.group()} of this."


def of_side(sides: set[str], clauses: list[str], line: Sequence[re.Pattern[str]]) -> list[str]:
    """Of clauses that tell the sides apart ('right positive, left negative'), the parts on the side that is meant."""
    if len(sides) != 1:
        return clauses
    parts = [part for c in clauses for part in c.split(",") if any(word.search(part) for word in line)]
    return [part for part in parts if named_sides(part) == sides] or clauses


def own_words(clause: str) -> list[re.Pattern[str]]:
    """The words of a clause that say something of the case, as the beginnings that their other forms share."""
    said = sorted(stems(clause) - BENIGN - OF_PROCEDURES)
    return [re.compile(rf"\b{re.escape(word[:6])}", re.I) for word in said if len(word) > 3]


OF_PROCEDURES = stems(
    "block injection medial branch epidural ablation radiofrequency session procedure facet right left"
)


def reversed_from(claim: Claim, documents: Sequence[str], passages: Sequence[str]) -> Iterator[str]:
    """What the source's likest sentence denies, a clause does not affirm; nor, of the record, the other way round."""
    for texts, both in ((documents if claim.labels else (), True), (passages, False)):
        told = [s for text in texts for s in re.split(r"(?<=[.;])\s|\n", text)]
        for _, clause in claim.clauses:
            if ARGUED.search(clause) or HYPOTHETICAL.search(clause):
                continue
            wanted = stems(clause)
            shared = [(len(wanted & stems(s)), s) for s in told]
            most = max((n for n, _ in shared), default=0)
            if most < (2 if both else 1):
                continue
            like = [s for n, s in shared if n == most]
            for word in (wanted - BENIGN) | (wanted & TELLING):
                theirs = [denied(s, at) for s in like for at in places(word, s)]
                mine = [denied(clause, at) for at in places(word, clause)]
                if theirs and mine and all(theirs) and not any(mine):
                    yield f"What it cites denies this ({word})."
                elif both and theirs and mine and word not in TELLING and all(mine) and not any(theirs):
                    yield f"What it cites affirms this ({word})."


def places(word: str, text: str) -> list[int]:
    """Where words of one stem stand in a text."""
    return [m.start() for m in re.finditer(r"[A-Za-zÀ-ÿ]{3,}", text) if stem(m.group()) == word]


TELLING = stems("evidence failed replaced counts proof proves shows stands suffices")


def says_silent(claim: Claim, documents: Sequence[str]) -> Iterator[str]:
    """'The chart does not say whether therapy was tried' where it speaks of therapy."""
    if m := SILENT.search(claim.unquoted):
        wanted = stems(m["what"]) - BENIGN
        if wanted and any(wanted <= stems(s) for text in documents for s in re.split(r"(?<=[.;])\s|\n", text)):
            yield "The record does speak of this."


SILENT = pattern_of(
    r"\b(?:does|do|did)(?: not|n't) (?:say|state|mention|record|document|show|tell|specify) (?:whether|if|that|any)\b"
    r"(?P<what>[^.;,]*)",
    re.I,
)


def turned_round(claim: Claim, passages: Sequence[str], documents: Sequence[str]) -> Iterator[str]:
    """'Ultrasound is accepted' where the passage refuses it; 'it was treated' where the record says it was not."""
    for verbs, texts in ((PERMITS, passages), (HAPPENS, documents if claim.labels else ())):
        sentences = [part for text in texts for part in re.split(r"(?<=[.;])\s|\n", text)]
        for _, clause in claim.clauses:
            for verb in verbs.finditer(clause):
                root = verb.group().lower()[:5]
                things = [root_of(m.group()) for m in (*CLINICAL.finditer(clause), *PROCEDURE.finditer(clause))]
                same = [s for s in sentences if re.search(rf"\b{root}", s, re.I)]
                theirs = [s for s in same if any(t.search(s) for t in things) or (things and re.search(r"\bit\b", s))]
                mine = bool(NEGATED.search(clause))
                if theirs and all(bool(NEGATED.search(s)) != mine for s in theirs):
                    yield f"What it cites says otherwise of what is {verb.group()}."


def titles(claim: Claim, f: Findings) -> Iterator[str]:
    """A criterion without figures stated as a fact, or denied as one, against its verdict."""
    if re.match(r"\W*evidence (?:for|that)\b", claim.body, re.I):
        return
    for _, clause in claim.clauses:
        if RULE_WORDS.search(clause) or HYPOTHETICAL.search(clause) or conclusions.stands(clause):
            continue
        for c in f.criteria:
            title = stems(c.title) - {"pain"}
            if (
                re.match(r"\*\*", claim.text)
                or figures(c.title)
                or len(title & stems(clause)) < max(1, len(title))
                or not title
            ):
                continue
            no = bool(NEGATED.search(clause)) != bool(NEGATED.search(c.title))
            if c.verdict != ("not_met" if no else "met"):
                yield f"{c.title}: ruled {c.verdict.replace('_', ' ')}."


def misdated(claim: Claim, documents: Sequence[str], own: Sequence[Figure]) -> Iterator[str]:
    """'Physical therapy in 2025' where every sentence of the record that dates it says another year.
    A document's own day (`own`) may be said of what it finds."""
    sentences = [part for text in documents for part in re.split(r"(?<=[.;])\s|\n", text)]
    for start, clause in claim.clauses:
        dates = [f for f in claim.figures if f.kind == "date" and start <= f.start < start + len(clause)]
        for thing in [root_of(m.group()) for m in CLINICAL.finditer(clause)] if len(dates) == 1 else []:
            theirs = [d for s in sentences if thing.search(s) for d in figures(s) if d.kind == "date"]
            its_own = dates[0].low == dates[0].high and any(dates[0].same(d) for d in own)
            if theirs and not its_own and not any(dates[0].same(d) for d in theirs):
                yield f"The record gives another date for this than {dates[0].text}."


def wrong_tests(claim: Claim, f: Findings) -> Iterator[str]:
    """A provocation test said to be positive or negative was read so."""
    read = [x for x in f.facts if isinstance(x, ProvocativeTests)]
    for _, clause in claim.clauses:
        named = MANOEUVRE.findall(clause)
        said = {w.lower() for w in re.findall(r"\b(positive|negative)\b", clause, re.I)}
        if not named or len(said) != 1 or not read:
            continue
        sign = said.pop()
        wrong = {n.lower()[:6] for x in read for n in (x.negative_names if sign == "positive" else x.names)}
        right = {n.lower()[:6] for x in read for n in (x.names if sign == "positive" else x.negative_names)}
        yield from (f"{name} was not {sign}." for name in named if name.lower()[:6] in wrong - right)


def wrong_test_counts(claim: Claim, f: Findings) -> Iterator[str]:
    """'Six of six tests were positive' is the count that was read."""
    read = [x for x in f.facts if isinstance(x, ProvocativeTests)]
    right = {n for x in read for n in (x.positive, len(x.names) or None) if n}
    for m in COUNTED_TESTS.finditer(claim.unquoted):
        said = figures(m["n"])
        if right and said and int(said[0].low) not in right:
            yield f"{m['n']} positive tests were not read."


COUNTED_TESTS = pattern_of(
    r"\b(?P<n>\w+)(?: of (?:the )?\w+)? (?:provocat\w+ )?(?:tests?|maneuvers?|manoeuvres?) "
    r"(?:were|was|are|came back) positive",
    re.I,
)


def wrong_counts(claim: Claim, f: Findings) -> Iterator[str]:
    """'Three epidurals' where the record dates two; the requested one may be counted where the sentence says so."""
    for figure in claim.figures:
        if figure.kind != "number" or re.search(
            r"\b(?:limit|at most|up to|no more than|allows?|requires?|asks?)\b", claim.body[: figure.start], re.I
        ):
            continue
        words = claim.body[figure.end : figure.end + 60]
        if not COUNTED.match(words):
            continue
        named = happenings.spoken_of(re.split(r"[,.;]", words)[0], f)
        done = happenings.dates(f, named) if named else []
        counts = {len(done), len(happenings.dates(f, set()))}
        if re.search(r"\brequest", claim.body, re.I):
            counts |= {n + 1 for n in counts}
        if named and done and not claim.numbers and figure.low not in counts and figure.low > 1:
            yield f"The record dates {len(done)} of these, not {figure.text}."


def root_of(term: str) -> re.Pattern[str]:
    """The part of a term that its other forms share: 'fluoroscopic' and 'fluoroscopy', 'tumour' and 'tumor'."""
    if term.lower() == "imaging":
        return re.compile(r"imag|fluoro|c-arm|ultraso|\bct\b|\bmri\b|x-?ray|radiograph", re.I)
    for names in SYNONYMS:
        if re.search(names, term, re.I):
            return re.compile(names, re.I)
    head, _, last = term.lower().rpartition(" ")
    last = last[: max(4, len(last) - 3)] if len(last) > 5 and not head else last.removesuffix("s")
    spelled = r" (?:\w+ )?".join(map(re.escape, f"{head} {last}".split())).replace("ou", "ou?").replace("ae", "a?e")
    return re.compile(rf"\b{spelled}", re.I)


def denied(text: str, at: int) -> bool:
    """Whether the word at `at` is denied by a cue a few words before it in its clause."""
    before = re.split(
        r"[.;:\n]|\bbut\b|\bhowever\b|,\s(?:since|because|so|which|as|and she|and he)\b", text[max(0, at - 60) : at]
    )[-1]
    before = re.sub(r"\bno (?:\w+ ){0,3}without\b|\bwithout (?:\w+ ){1,3}?and\b", "", before, flags=re.I)
    return bool(NEGATED.search(before))
