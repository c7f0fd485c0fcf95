"""Whether each figure, date, identifier, name and quotation has a source, and whether an edit changed one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from copilot.claims import STOP
from copilot.figures import ONES, TENS, Figure, figures
from copilot.guard import OBSERVED, REQUIREMENT
from copilot.letters.sources import Sources
from copilot.letters.texts import QUOTED, identifiers, plainly, short
from copilot.notices import Decision, Kind

What = Literal["missing", "changed", "untraced", "unfinished", "form", "waits"]
NEGATIONS = frozenset({"no", "not", "never", "none", "nothing", "nobody", "without", "cannot", "neither", "nor"})
DECISIONS = frozenset({"approve", "approved", "approval", "deny", "denied", "denial"})
SIDES = frozenset({"left", "right", "both", "bilateral"})
NUMBERS = frozenset(ONES) | frozenset(TENS) | {"hundred", "half", "third", "quarter", "once", "twice"}
WEIGHTY = NUMBERS | NEGATIONS | SIDES | DECISIONS
NEAR = 0.7  # how alike a sentence must be to one that was drawn to be that one, edited
NAME = re.compile(r"(?<![\w.])(?:[^\W\d_]|['’-](?=[^\W\d_]))+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that blocks signing. `what` is wrong with `text`, where it stands, and why, in a sentence."""

    what: What
    text: str
    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}" if self.where else self.why


def untraced(where: str, sentence: str, held: Sources, new: bool) -> Iterator[Finding]:
    """What of a sentence stands in no source. `new`: a person wrote it."""
    if (sentence, new) not in held.seen:
        found = (*_quotations(sentence, held), *_figures(sentence, held, new), *_names(sentence, held))
        held.seen[sentence, new] = found
    for kind, text in held.seen[sentence, new]:
        yield Finding("untraced", text, where, f"the {kind} “{text}” stands in no source")


def _quotations(sentence: str, held: Sources) -> Iterator[tuple[str, str]]:
    for m in QUOTED.finditer(sentence):
        quote = m[1] or m[2]
        parts = [plainly(part).strip(" .,;:") for part in re.split(r"…|\.\.\.", quote)]
        if any(part and not any(part in text for text in held.quotable) for part in parts):
            yield "quotation", short(quote)


def _figures(sentence: str, held: Sources, new: bool) -> Iterator[tuple[str, str]]:
    """Identifiers first, each as a whole; then the figures of what is left."""
    whole, rest = identifiers(sentence)
    yield from (("identifier", word) for word in whole if word.casefold() not in held.tokens)
    for figure in figures(rest):
        if figure.kind == "number" and figure.text.lower() == "one":
            continue
        if not any(_same(figure, s) for name in _roles(figure, rest, new) for s in held.figures[name]):
            yield "date" if figure.kind == "date" else "figure", figure.text


def _names(sentence: str, held: Sources) -> Iterator[tuple[str, str]]:
    """Capitalised words that no source knows; at the start of a sentence, those that look like a name there."""
    dates = [f for f in figures(sentence) if f.kind == "date"]
    for m in NAME.finditer(sentence):
        if any(d.start <= m.start() < d.end for d in dates):
            continue
        name = re.sub(r"['’]s?$", "", m.group())
        known = all(w.casefold() in held.words or w.casefold() in STOP for w in re.findall(r"[^\W\d_]+", name))
        if name[:1].isupper() and not known:
            inside = bool(sentence[: m.start()].strip(' “"('))
            if inside or (name.isupper() and len(name) > 1) or re.match(r"\s+[A-Z]", sentence[m.end() :]):
                yield "name", name


def _roles(figure: Figure, sentence: str, new: bool) -> tuple[str, ...]:
    """The sources that a figure may come from. In a person's own sentence an amount that the record is said to show
    comes from the record, and one that a rule is said to ask for from the policy."""
    anything = ("record", "policy", "plan", "rules")
    if new and figure.kind == "number":
        return ("record", "policy", "rules")
    if not new or figure.kind not in ("percent", "score", "duration"):
        return anything
    before = sentence[max(0, figure.start - 70) : figure.start]
    asked = max((m.end() for m in REQUIREMENT.finditer(before)), default=-1)
    shown = max((m.end() for m in OBSERVED.finditer(before)), default=-1)
    if figure.kind == "duration" and asked == shown == -1:
        return anything
    return ("policy", "plan") if asked > shown else ("record",)


def _same(figure: Figure, source: Figure) -> bool:
    """One thing; a day is traced to that day, not to a month that holds it."""
    if figure.kind == "date" and figure.low == figure.high:
        return source.kind == "date" and (source.low, source.high) == (figure.low, figure.high)
    return figure.same(source)


def changed(where: str, sentence: str, drawn: Sequence[str]) -> Iterator[Finding]:
    """Where a sentence is one that was drawn, edited: another figure, name, side or negation, whatever its source."""
    words = sentence.split()
    best, ratio = None, NEAR
    for other in drawn:
        matcher = SequenceMatcher(None, other.split(), words, autojunk=False)
        if matcher.real_quick_ratio() > ratio and matcher.quick_ratio() > ratio and (r := matcher.ratio()) > ratio:
            best, ratio = matcher, r
    if best is None:
        best = _same_line(words, drawn)
    for tag, a, b, c, d in best.get_opcodes() if best else ():
        was, now = (best.a[a:b], best.b[c:d]) if best else ([], [])
        first = a == 0 and c == 0
        if tag != "equal" and any(_weighty(w, first and n == 0) for side in (was, now) for n, w in enumerate(side)):
            said, drew = " ".join(now), " ".join(was)
            why = f"“{said or 'nothing'}” stands in place of “{drew or 'nothing'}”, which was drawn"
            yield Finding("changed", said or drew, where, why)


# What only the notices say, word for word: a person's own words on it could take a right away, or promise one.
RESERVED = {
    "a right that the law gives": re.compile(
        r"\b(?:appeal\w*|(?:external|outside|independent|second|another) review\w*|(?:fair |state )hearing|"
        r"grievance\w*|reconsider\w*|in court|to court|sue|sued|lawsuit|lawyers?|attorneys?|interpreter\w*|"
        r"complain(?:s|ed|t|ts)?|ombuds\w+)\b", re.I),
    "payment, which decides nothing here": re.compile(
        r"\b(?:pay|pays|paid|paying|payment\w*|fees?|costs?|costly|bill(?:s|ed|ing)?|charges?|charged|expens(?:e|es|ive)|"
        r"dollars?|premiums?|(?:lose|losing|your) (?:\w+ )?(?:coverage|insurance))\b", re.I),
    "who decided": re.compile(
        r"\b(?:software|computers?|algorithms?|artificial|machines?|automat\w+|AI|(?:this|the|our) decision is|"
        r"(?:is|are) final|nobody can|no one can)\b", re.I),
}  # fmt: skip
SERVICE = r"(?:the|this|your|that) (?:\w+ )?(?:service|shots?|injections?|treatment|procedure|ablation|block|request)"
APPROVING = re.compile(
    r"\b(?:approv(?:e|ed|es|al|ing)|grant(?:s|ed|ing)?|(?:is|are|will be) covered|authoriz\w+|certif(?:y|ies|ied)|"
    r"accept(?:s|ed) the request|overturn\w*|revers(?:e|ed|es|al)|go(?:es)? ahead|(?:may|can|will|should|to) proceed|"
    rf"(?:can|may|will|should) (?:have|get|receive) {SERVICE}|{SERVICE} (?:is|was) (?:medically )?(?:necessary|needed)|"
    r"(?:meets?|met|satisf(?:y|ies|ied)) (?:the|every|each|all|our|this) (?:(?:part|parts) of the )?(?:\w+ )?"
    r"(?:rules?|polic(?:y|ies)|criteri(?:a|on)|requirements?|tests?|part)(?! (?:for|about|on)\b)|"
    r"(?:rules?|polic(?:y|ies)|criteri(?:a|on)|requirements?) (?:is|are|was|were|has been|have been) (?:\w+ )?"
    r"(?:met|satisfied|fulfilled))\b", re.I)  # fmt: skip
REFUSING = re.compile(
    r"\b(?:den(?:y|ied|ies|ial|ying)|refus(?:e|ed|es|al)|reject(?:s|ed|ion)?|turn(?:s|ed)? down|adverse|revok\w+|"
    r"(?:do|does|did|can|could|will|is|was|are|were)(?: not|n't)\s+(?:\w+\s+){0,2}(?:approve\w*|covered|granted|"
    r"authorized|allow(?:ed)?|(?:medically )?necessary|needed)|cannot (?:\w+ )?(?:approve|allow|authorize|have|get))\b",
    re.I,
)
DISREGARDING = re.compile(
    r"\b(?:disregard|ignore|overlook|throw away|take no notice of|take (?:it|this|that) back|"
    r"(?:was|is|in) (?:sent |made )?(?:by |an |a )?(?:error|mistake))\b", re.I)  # fmt: skip


def contradicts(where: str, sentence: str, kind: Kind, decision: Decision) -> Iterator[Finding]:
    """A person's own sentence on what only the notices say, or that states another decision; quotations apart."""
    own = QUOTED.sub(" ", sentence).replace("’", "'")
    said = [word.strip(".,;:").casefold() for word in own.split()]
    denied = any(word in NEGATIONS or word.endswith("n't") for word in said)
    refusing = REFUSING.search(own)
    approving = not denied and APPROVING.search(REFUSING.sub(" ", own))
    otherwise = refusing if kind == "approval" else approving if decision != "partial" else None
    whys = [f"speaks of {what}: leave it to the notices" for what, said in RESERVED.items() if said.search(own)]
    if otherwise or (kind == "information_request" and refusing):
        whys.append("states another decision than the letter")
    if DISREGARDING.search(own):
        whys.append("takes back what the letter says")
    for why in whys:
        yield Finding("changed", short(sentence), where, f"“{short(sentence)}” {why}")


def _same_line(words: list[str], drawn: Sequence[str]) -> SequenceMatcher[str] | None:
    """The drawn line with the same label ('Request number:') or, for a few words, the same beginning."""
    label, colon, _ = " ".join(words).partition(":")
    for other in drawn:
        held = other.split()
        if colon and len(label.split()) < 4 and other.startswith(f"{label}:"):
            return SequenceMatcher(None, held, words, autojunk=False)
        if len(held) == len(words) < 6 and sum(a == b for a, b in zip(held, words, strict=True)) >= len(words) - 1:
            return SequenceMatcher(None, held, words, autojunk=False)
    return None


def _weighty(word: str, first: bool) -> bool:
    """Whether a word must not change: a figure, a name, a side, a denial."""
    said = word.strip(".,;:!?()“”\"'’")
    if re.search(r"\d|%", said) or said.casefold() in WEIGHTY or said.lower().endswith("n't"):
        return True
    return said[:1].isupper() and not (first and said.casefold() in STOP)
