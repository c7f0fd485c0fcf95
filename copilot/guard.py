"""The guard: what speaks against a drafted sentence. Nothing against it, and it may stand; anything, and it may not.

Each number, percentage, date, duration, code, score, name, quotation and citation must stand in the record, the facts or
the passage that the sentence cites; each outcome must be one that the rules read; each conclusion must be the rules' own.
What the guard cannot check it distrusts: a true sentence lost costs a little prose, a false one kept costs trust.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from fractions import Fraction

from copilot import conclusions, prompts, words
from copilot.claims import Claim, stems
from copilot.figures import Figure, figures
from copilot.lexicon import BENIGN, CLINICAL, NEGATED, SIDES, named_procedures
from copilot.narrative import Findings
from copilot.outcomes import Outcomes
from rules.facts import Outcome, ProcedureEvent

REQUIREMENT = re.compile(
    r"\b(?:requir\w+|threshold|asks?(?: for)?|must|criteri\w+|rule|standard|minimum|need(?:s|ed)|demands?|calls? "
    r"for|specif\w+|bar|"
    r"policy|bulletin|plan|lcd|guideline|society|cutoff|cut-off|limit\w*|allows?|permits?|accepts?|covers?|coverage|"
    r"considered medically necessary|appropriate)\b", re.I)  # fmt: skip
PLAN = re.compile(
    r"\b(?:plan(?:'s|’s)?|polic(?:y|ies)(?:'s|’s)?|payer|insurer|aetna(?:'s|’s)?|cigna|evicore|medicare(?:'s|’s)?|"
    r"cpb|lcd|bulletin|coverage)\b",
    re.I,
)
SOCIETY = re.compile(
    r"\b(?:societ(?:y|ies)(?:'s|’s)?|sis|auc|appropriate[ -]use|professional(?: criteria)?|asipp|nass|aspn|"
    r"academy|college|association)\b",
    re.I,
)
FOREIGN = re.compile(
    r"\bet al\b|\bdoi\b|\bPMID\b|\(\s*[A-Z][\w.'’ &-]+,?\s+(?:19|20)\d\d\s*\)|\b(?:stud(?:y|ies)|trials?|"
    r"meta-?analys[ei]s|systematic review|literature|research)\b",
    re.I,
)
ACTIVE = re.compile(r"<\s*[/!a-z]|\]\(|!\[|https?:|www\.|javascript:|data:text|&#|\{\{|\$\{", re.I)


class Guard:
    """Holds one case's sources. `check(sentence)` gives the reasons against a sentence; `about` what it speaks of."""

    def __init__(self, findings: Findings):
        self.f = findings
        self.passages = {n: key for n, key in enumerate(findings.cited(), 1)}
        self.governing = {(x.guideline, x.passage) for c in findings.governing for x in c.citations}
        self.society = {(x.guideline, x.passage) for c in findings.supporting for x in c.citations} - self.governing
        self.documents = [self._visible(n) for n in range(len(findings.case.documents))]
        self.outcomes = Outcomes(findings)
        self.always = figures(self._frame())
        self._passage_text = {key: self._read(key) for key in self.passages.values()}
        self._figures_of = {text: figures(text) for text in [*self.documents, *self._passage_text.values()]}
        everything = [*self.documents, *self._passage_text.values(), self._frame(), *self._spoken()]
        self._known = stems(" ".join(everything)) | stems(prompts.read("draft"))
        self._names = {w.lower() for text in everything for w in re.findall(r"[A-Za-zÀ-ÿ'’-]{2,}", text)}
        self._instructions = shingles(prompts.read("draft"))
        self._smuggled = [c.quote for c in findings.cautions if c.kind == "instruction_like_text" and c.quote]

    # --- what a sentence may rest on ---

    def _visible(self, n: int) -> str:
        from copilot.draft import blanked

        return blanked(self.f, n, self.f.case.documents[n].text or "")

    def _read(self, key: tuple[str, str]) -> str:
        held = self.f.passage(*key)
        return f"{getattr(held, 'heading', '')}. {held.text}"

    def _frame(self) -> str:
        """The request, the policy and the titles of the references: figures and names a sentence may always use."""
        case, policy = self.f.case, self.f.policy
        asked = case.request
        said = [asked.cpt, asked.description, asked.side, asked.guidance, *asked.diagnoses, words.requested(case),
                asked.date_of_service, case.received, case.plan.payer, case.plan.state]  # fmt: skip
        said += [f"{d.name} {d.date or ''}" for d in case.documents]
        said += [policy.title, policy.number, policy.version, policy.id] if policy else []
        for r in self.f.references:
            said += [r.title, r.publisher, r.effective]
        return " . ".join(str(s) for s in said if s)

    def _spoken(self) -> Iterator[str]:
        """What the rules themselves say."""
        for c in self.f.criteria:
            yield f"{c.title} {c.because}"
        yield from (c.message for c in self.f.cautions)
        yield from self.f.requests

    def about(self, sentence: str) -> list[str]:
        """The criteria a sentence speaks of, by id."""
        return conclusions.subjects(Claim(sentence), self.f)

    # --- the checks ---

    def check(self, sentence: str) -> tuple[str, ...]:
        """Why `sentence` may not stand; empty where nothing speaks against it."""
        claim = Claim(sentence)
        for first in (self.active, self.citations):
            if reasons := tuple(dict.fromkeys(first(claim))):
                return reasons
        checks: tuple[Callable[[Claim], Iterator[str]], ...] = (
            self.quotations, self.numbers, self.attribution, self.conclusions, self.events, self.people, self.findings,
            self.support, self.novelty,
        )  # fmt: skip
        return tuple(dict.fromkeys(reason for check in checks for reason in check(claim)))

    def active(self, claim: Claim) -> Iterator[str]:
        """Markup, links, hidden characters, leaked instructions, and text that spoke to the model."""
        if ACTIVE.search(claim.text) or any(unicodedata.category(c) in ("Cf", "Co", "Cn") for c in claim.text):
            yield "It holds markup, a link or hidden characters."
        if len(claim.text) > 900:
            yield "It is too long for one sentence."
        if shingles(claim.body) & self._instructions:
            yield "It repeats the model's instructions."
        if any(shingles(claim.body, 4) & shingles(quote, 4) for quote in self._smuggled):
            yield "It repeats text in the record that speaks to the model."
        if placeholder := re.search(r"\b(?:MEMBER|PERSON|ID|PHONE|EMAIL|URL|ADDRESS|BIRTHDATE)_\d+\b", claim.text):
            yield f"{placeholder.group()} stands for nothing."

    def citations(self, claim: Claim) -> Iterator[str]:
        for n in claim.numbers:
            if n not in self.passages:
                yield f"There is no passage [{n}]."
        for label in claim.labels:
            if not self.documents_of(label):
                yield f"There is no document [{label}] in the record."
        if FOREIGN.search(claim.unquoted) and not all(
            self._in_passage(m.group()) for m in FOREIGN.finditer(claim.unquoted)
        ):
            yield "It names a source that was not given."
        checkable = [f for f in claim.figures if f.kind != "number"]
        if not claim.brackets and (claim.quotes or checkable or conclusions.concludes(claim, self.f)):
            if not conclusions.is_recommendation(claim):
                yield "It cites nothing."

    def documents_of(self, label: str) -> list[int]:
        """The documents that a label names: by name and date, or by a name that only one has."""
        wanted = [_plain(part) for part in re.split(r"\s*;\s*", label)]
        found = []
        for part in wanted:
            hits = [n for n, d in enumerate(self.f.case.documents)
                    if part in (_plain(words.document_label(d)), _plain(d.name), _plain(f"{d.name} {d.date}"))]  # fmt: skip
            if not hits and part == "request":
                hits = [-1]
            if not hits:
                return []
            found += hits
        return found

    def cited_documents(self, claim: Claim) -> list[int]:
        cited = [n for label in claim.labels for n in self.documents_of(label)]
        return [n for n in cited if n >= 0] if cited else ([] if claim.numbers else list(range(len(self.documents))))

    def cited_passages(self, claim: Claim) -> list[tuple[str, str]]:
        return [self.passages[n] for n in claim.numbers if n in self.passages]

    def quotations(self, claim: Claim) -> Iterator[str]:
        """Each quotation stands word for word in what the sentence cites. Dots may leave words out."""
        cited = [self.documents[n] for n in self.cited_documents(claim)]
        cited += [self._passage_text[key] for key in self.cited_passages(claim)]
        texts = [_plain(t, keep_case=True) for t in cited]
        for quote in claim.quotes:
            for part in re.split(r"\s*(?:…|\.\.\.|\[\.\.\.\])\s*", quote):
                wanted = _plain(part, keep_case=True).rstrip(" ,.;:!?")
                if wanted and not any(_stands(wanted, text) for text in texts):
                    yield f'"{quote}" does not stand in what it cites.'
                    break

    def numbers(self, claim: Claim) -> Iterator[str]:
        """Each figure has a source; each outcome is one that was read; each comparison and calculation holds."""
        yield from conclusions.false_comparisons(claim)
        yield from self.outcomes.unfounded(claim, self)
        workings = conclusions.workings(claim)
        if not all(holds for _, _, holds in workings):
            yield "The calculation is wrong."
        sources = self.figures_for(claim)
        for figure in claim.figures:
            if any(a <= figure.start < b for a, b, _ in workings):
                continue
            if self.harmless(figure, claim) or self.outcomes.owns(figure, claim, self):
                continue
            if self.is_required(figure, claim):
                yield from self.required(figure, claim)
            elif not any(figure.same(s) and implied(figure, s) for s in sources):
                yield f"{figure.text} stands neither in what it cites nor in the facts."

    def figures_for(self, claim: Claim) -> list[Figure]:
        documents = self.cited_documents(claim)
        held = list(self.always)
        for n in documents:
            held += self._figures_of[self.documents[n]]
        held += self.outcomes.figures(documents)
        for key in self.cited_passages(claim):
            held += self._figures_of[self._passage_text[key]]
        if not claim.numbers and not claim.labels:
            for key in self.governing:
                held += self._figures_of.get(self._passage_text.get(key, ""), [])
        return held

    def harmless(self, figure: Figure, claim: Claim) -> bool:
        """Counts of criteria, documents and statements that are right, and 'one' as a pronoun."""
        if figure.kind != "number":
            return False
        after, before = claim.body[figure.end : figure.end + 40], claim.body[max(0, figure.start - 12) : figure.start]
        if figure.text.lower() == "one" and not re.match(
            r"[ -](?:positive|session|injection|block|test|of\b)", after, re.I
        ):
            return True
        if m := re.match(
            r"[ ](?:governing |supporting |required |other |earlier |remaining |unmet |open )*(criteri\w+|"
            r"documents?|notes?|passages?)",
            after,
            re.I,
        ):
            return conclusions.count_is_right(int(figure.low), m.group(), self.f)
        return bool(re.match(r"[ ](?:ways?|reasons?|things?|points?|statements?|readings?|scores?|questions?|"
                             r"alternatives?|parts?)\b", after, re.I)
                    and figure.high <= 4) or bool(re.search(r"\b(?:step|item|no\.?|CPT|code|CPB|LCD|HCPCS)\s*#?$", before, re.I) and
                    any(figure.text in text for text in [self._frame()]))  # fmt: skip

    def is_required(self, figure: Figure, claim: Claim) -> bool:
        """Whether a figure is given as what a rule asks for, not as what the record shows."""
        if figure.kind not in ("percent", "duration", "number", "score"):
            return False
        start, clause = claim.clause_of(figure)
        before, after = clause[: figure.start - start], clause[figure.end - start :]
        near = before[-70:]
        if re.match(
            r"[ -]*(?:pain |relief |reduction |improvement )*(?:threshold|criteri\w+|cut-?off|minimum|rule|"
            r"standard|requirement|bar|mark)\b",
            after,
            re.I,
        ):
            return True
        last = max((m.end() for m in REQUIREMENT.finditer(near)), default=-1)
        said = max((m.end() for m in OBSERVED.finditer(near)), default=-1)
        return last > said

    def required(self, figure: Figure, claim: Claim) -> Iterator[str]:
        """A required figure stands in a cited passage, with the right bound; a plan's in a governing one."""
        cited = self.cited_passages(claim) or [*self.governing, *self.society]
        own = [s for key in cited for s in self._figures_of.get(self._passage_text.get(key, ""), [])]
        if not any(figure.same(s) for s in own):
            yield f"{figure.text} is not what the cited passage asks for."
            return
        thresholds = [c.threshold for c in self.f.criteria if c.threshold and c.threshold.get("unit") == "percent"]
        if figure.kind == "percent" and figure.bound in ("at_least", "more_than", "at_most", "less_than"):
            same = [t for t in thresholds if Fraction(str(t["value"])) == figure.low]
            comparing = OBSERVED.search(claim.unquoted[: figure.start]) or any(
                f.kind == "percent" and f.end <= figure.start for f in claim.figures
            )
            if same and not comparing and not any(t["test"] == figure.bound for t in same):
                yield f"The rule does not say {figure.bound.replace('_', ' ')} {figure.text}."

    def attribution(self, claim: Claim) -> Iterator[str]:
        """A society's threshold is never the plan's rule, nor the other way round."""
        required = [f for f in claim.figures if self.is_required(f, claim) and f.kind in ("percent", "duration")]
        if not required:
            return
        plan, society = PLAN.search(claim.unquoted), SOCIETY.search(claim.unquoted)
        inside = lambda keys, f: any(
            f.same(s) for key in keys for s in self._figures_of.get(self._passage_text.get(key, ""), [])
        )
        cited = set(self.cited_passages(claim))
        for f in required:
            governs, theirs = inside(self.governing, f), inside(self.society, f)
            if not governs and (self.f.policy is None or (plan and not society)):
                yield f"{f.text} is not the plan's rule."
            elif not governs and theirs and not society and not (cited and not cited & self.society):
                yield f"{f.text} is a society's figure, and the sentence does not say so."
            elif society and not plan and not theirs:
                yield f"{f.text} is not the society's figure."
            elif plan and cited and cited <= self.society and not society:
                yield "It cites a society for the plan's rule."
        if plan and society:
            yield from self.mixed(claim, required)

    def mixed(self, claim: Claim, required: list[Figure]) -> Iterator[str]:
        """Plan and society in one sentence: each figure belongs to the one named last before it, or first after it."""
        for f in required:
            before = claim.unquoted[: f.start]
            p = max((m.end() for m in PLAN.finditer(before)), default=-1)
            s = max((m.end() for m in SOCIETY.finditer(before)), default=-1)
            if p == s == -1:
                continue
            keys = self.governing if p > s else self.society
            if not any(f.same(x) for key in keys for x in self._figures_of.get(self._passage_text.get(key, ""), [])):
                yield f"{f.text} is given to the wrong source."

    def conclusions(self, claim: Claim) -> Iterator[str]:
        yield from conclusions.wrong(claim, self.f)

    def events(self, claim: Claim) -> Iterator[str]:
        """A procedure's date, side and level are the record's."""
        for start, clause in claim.clauses:
            procedures = named_procedures(clause)
            held = [x for x in self.f.facts if isinstance(x, (ProcedureEvent, Outcome)) and x.procedure in procedures]
            dates = [x.date for x in held if x.date]
            for figure in claim.figures:
                if figure.kind != "date" or not start <= figure.start < start + len(clause):
                    continue
                before = claim.unquoted[: figure.start][-45:]
                if (
                    re.search(
                        r"(?:injections?|blocks?|procedures?|epidurals?|ablations?|steroids?|ESI|RFA|"
                        r"joints?)\s+(?:\w+\s+){0,2}(?:of|on|from|dated|in)\s+$",
                        before,
                        re.I,
                    )
                    and dates
                ):
                    first, last = int(figure.low), int(figure.high)
                    if not any(
                        d.first.toordinal() <= last and first <= d.last.toordinal() for d in dates
                    ) and not self._requested_on(figure):
                        yield f"No such procedure is recorded {figure.text}."
            asked = self.f.case.request.side
            sides = (
                {
                    SIDES[m.group().lower()]
                    for m in re.finditer(r"\b(?:left|right|bilateral(?:ly)?|both)\b", clause, re.I)
                }
                if procedures
                else set()
            )
            known = {x.side for x in held if x.side} | ({asked} if self.f.procedure in procedures and asked else set())
            for side in sides - known if known else ():
                yield f"The record has no {side} one."

    def _requested_on(self, figure: Figure) -> bool:
        on = self.f.case.request.date_of_service
        return bool(on and figure.low <= on.toordinal() <= figure.high)

    def people(self, claim: Claim) -> Iterator[str]:
        """Names: a capitalised word inside a sentence stands in some source."""
        for m in re.finditer(
            r"(?<![.?!:]\s)(?<=[\w,;(’'] )(?:[\"“(])?([A-Z][a-zÀ-ÿ'’]+(?:-[A-Z][a-zÀ-ÿ]+)*)", claim.unquoted
        ):
            name = m.group(1).removesuffix("'s").removesuffix("’s").lower()
            if name not in self._names and name not in BENIGN and stems(name) - self._known:
                yield f"{m.group(1)} stands in no source."
        if re.match(r"(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+([A-Z][a-z]+)", claim.body) and not any(
            w.lower() in self._names for w in re.findall(r"^(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+([A-Z][\w-]+)", claim.body)):  # fmt: skip
            yield "It names a person whom no source names."

    def findings(self, claim: Claim) -> Iterator[str]:
        """Each clinical thing that a sentence speaks of stands in the record or the cited passages, and is denied only
        where it is denied there."""
        documents = [self.documents[n] for n in self.cited_documents(claim)]
        passages = [self._passage_text[key] for key in self.cited_passages(claim)]
        frame = self._frame() + " ".join(self._spoken())
        for m in CLINICAL.finditer(claim.unquoted):
            term = m.group().lower()
            root = re.compile(rf"\b{re.escape(_root(term))}", re.I)
            held = [text for text in [*documents, *passages] if root.search(text)]
            if not held and not root.search(frame):
                yield f"{m.group()} stands in nothing it cites."
                continue
            if not claim.labels or not (places := [(t, x) for t in documents for x in root.finditer(t)]):
                continue
            here = _denied(claim.unquoted, m.start())
            if here != conclusions.silent_about(claim, m.start()) and all(
                _denied(t, x.start()) != here for t, x in places
            ):
                yield f"The record says otherwise of {m.group()}."

    def support(self, claim: Claim) -> Iterator[str]:
        """A cited passage speaks of what the sentence says."""
        said = stems(claim.unquoted)
        for key in dict.fromkeys(self.cited_passages(claim)):
            if key in self.governing | self.society and conclusions.concludes(claim, self.f):
                continue
            text = self._passage_text[key]
            shared = said & stems(text)
            mine = [f for f in claim.figures if f.kind in ("percent", "duration")]
            if len(shared) < 2 and not any(f.same(s) for f in mine for s in self._figures_of[text]):
                yield f"The cited passage does not speak of this ({key[1]})."

    def novelty(self, claim: Claim) -> Iterator[str]:
        """A sentence mostly made of words that no source uses says something no source says."""
        said = stems(claim.unquoted)
        new = {w for w in said - self._known if w not in BENIGN}
        if len(new) >= 3 and len(new) > 0.3 * len(said):
            yield f"No source speaks of this ({', '.join(sorted(new)[:3])})."

    def _in_passage(self, text: str) -> bool:
        return any(text.lower() in t.lower() for t in [*self._passage_text.values(), self._frame(), *self.documents])


OBSERVED = re.compile(
    r"\b(?:report(?:s|ed)?|had|has|experienced|achieved|obtained|got|gave|gives|brought|produced|provided|noted|"
    r"documents?|documented|"
    r"record(?:s|ed)?|shows?|showed|states?|stated|says?|said|describes?|rated|rates|fell|dropped|went|improved|"
    r"was|is|were|only|from|held|lasted|with)\b",
    re.I,
)


def implied(said: Figure, source: Figure) -> bool:
    """Whether the source's bound carries the drafted one: 'at least 50%' is not 'exactly 50%' nor the reverse."""
    if said.kind not in ("percent", "duration", "score"):
        return True
    loose = {"exact": {"exact", "approx"}, "at_least": {"at_least", "exact"}, "more_than": {"more_than"}, "at_most": {"at_most", "exact"},
             "less_than": {"less_than"}, "approx": {"approx", "exact", "at_least"}}  # fmt: skip
    return source.bound in loose[said.bound] or (said.bound == "exact" and said.kind == "duration")


def shingles(text: str, size: int = 8) -> set[tuple[str, ...]]:
    said = re.findall(r"\w+", text.lower())
    return {tuple(said[i : i + size]) for i in range(len(said) - size + 1)}


def _plain(text: str, keep_case: bool = False) -> str:
    text = " ".join(text.split()).strip("[] ").replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return text if keep_case else text.lower()


def _stands(quote: str, text: str) -> bool:
    """Word for word, at word boundaries; the first letter may be fitted to the sentence."""
    for wanted in {quote, quote[:1].upper() + quote[1:], quote[:1].lower() + quote[1:]}:
        if re.search(rf"(?<![\w.]){re.escape(wanted)}(?![\w%]|\.\d)", text):
            return True
    return False


def _root(term: str) -> str:
    return term[:-1] if term.endswith("s") and len(term) > 4 and not term.endswith("is") else term


def _denied(text: str, at: int) -> bool:
    """Whether the word at `at` is denied by a cue a few words before it in its clause."""
    before = re.split(r"[.;:\n]|\bbut\b|\bhowever\b", text[max(0, at - 60) : at])[-1]
    return bool(NEGATED.search(before))
