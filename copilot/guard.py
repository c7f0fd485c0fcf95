"""The guard: what speaks against a drafted sentence. Nothing against it, and it may stand; anything, and it may not.

Each number, percentage, date, duration, code, score, name, quotation and citation must stand in the record, the facts
or the passage that the sentence cites; each outcome must be one that the rules read; each conclusion must be the rules'
own. What the guard cannot check it distrusts: a true sentence lost costs a little prose, a false one kept costs trust.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from copilot import assertions, conclusions, happenings, narrative, prompts, words
from copilot.claims import QUOTE, Claim, split, stems
from copilot.figures import Figure, figures
from copilot.lexicon import BENIGN, CLINICAL, NEGATED, named_procedures, spelled_out
from copilot.masking import Mask
from copilot.narrative import Findings
from copilot.outcomes import Outcomes
from copilot.wordings import DENIES, any_of, whole
from rules.reading.wordings import pattern_of

REQUIREMENT = pattern_of(
    whole(
        r"requir\w+|threshold|asks?(?: for)?|must|criteri\w+|rule|standard|minimum|need(?:s|ed)|demands?|calls? for",
        r"specif\w+|bar|policy|bulletin|plan|lcd|guideline|society|cutoff|cut-off|limit\w*",
        r"allows?|permits?|accepts?|covers?|coverage|considered medically necessary|appropriate",
    ),
    re.I,
)
PLAN = pattern_of(
    r"\b(?:plan(?:'s|’s)?|polic(?:y|ies)(?:'s|’s)?|payer|insurer|aetna(?:'s|’s)?|cigna|evicore|medicare(?:'s|’s)?|"
    r"cpb|lcd|bulletin|coverage)\b",
    re.I,
)
SOCIETY = pattern_of(
    r"\b(?:societ(?:y|ies)(?:'s|’s)?|sis|auc|appropriate[ -]use|professional(?: criteria)?|asipp|nass|aspn|"
    r"academy|college|association)\b",
    re.I,
)
ADOPTS = pattern_of(
    rf"{PLAN.pattern}[^.;]{{0,30}}\b(?:follows?|adopts?|uses?|applies|relies on|accepts?|incorporates?|borrows?|"
    rf"mirrors?|shares?|has taken over)\b[^.;]{{0,30}}?{SOCIETY.pattern}",
    re.I,
)
GOVERNS = pattern_of(r"\b(?:governs?|decid(?:es?|ed|ing)|decisive|binding|controls?|prevails?)\b", re.I)
FOREIGN = pattern_of(
    r"\bet al\b|\bdoi\b|\bPMID\b|\(\s*[A-Z][\w.'’ &-]+,?\s+(?:19|20)\d\d\s*\)|\b(?:stud(?:y|ies)|trials?|"
    r"meta-?analys[ei]s|systematic review|literature|research)\b",
    re.I,
)
ACTIVE = pattern_of(r"<\s*[/!a-z]|\]\(|!\[|https?:|www\.|javascript:|data:text|&#|\{\{|\$\{", re.I)


class Guard:
    """Holds one case's sources. `check(sentence)` gives the reasons against a sentence; `about` what it speaks of."""

    def __init__(self, findings: Findings):
        self.f = findings
        self._checked: dict[str, tuple[str, ...]] = {}
        self.passages = dict(enumerate(findings.cited(), 1))
        self.governing = {(x.guideline, x.passage) for c in findings.governing for x in c.citations}
        self.society = {(x.guideline, x.passage) for c in findings.supporting for x in c.citations} - self.governing
        self.documents = [self._visible(n) for n in range(len(findings.case.documents))]
        self.spelled = [spelled_out(text) for text in self.documents]
        self.outcomes = Outcomes(findings)
        self.always = figures(self._frame())
        self._passage_text = {key: self._read(key) for key in self.passages.values()}
        self._figures_of = {text: figures(text) for text in [*self.documents, *self._passage_text.values()]}
        everything = [*self.documents, *self.spelled, *self._passage_text.values(), self._frame(), *self._spoken()]
        self._known = frozenset().union(*map(stems, everything))
        own = narrative.write(findings)
        self._own = {said for s in own.sentences for said in (s.text, *split(s.text))}
        self._spoken_stems = stems(" ".join([self._frame(), *self._spoken(), own.text]))
        self._frame_stems = stems(self._frame())
        self._names = {
            w.lower() for text in everything for w in re.findall(r"[A-Za-zÀ-ÿ'’]{2,}|[A-Za-zÀ-ÿ'’-]{2,}", text)
        }
        self._instructions = shingles(
            re.sub(r"\n# How to (?:read|write).*?(?=\n# |\Z)|\n# An example.*", "", prompts.read("draft"), flags=re.S)
        )
        for name in ("chat", "rewrite"):
            self._instructions |= shingles(prompts.read(name))
        self._private = Mask.of(findings.case).values
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
        if sentence.removeprefix("- ") in self._own:
            return ()  # the rules' own words, as a conversation is shown them
        if sentence not in self._checked:
            self._checked[sentence] = self.reasons(sentence)
        return self._checked[sentence]

    def reasons(self, sentence: str) -> tuple[str, ...]:
        """The same for any sentence, also one of the rules' own."""
        for c in self.f.criteria:
            sentence = sentence.replace(f"**{c.title}**", f"**{without(c.title, figures(c.title))}**")
        claim = Claim(sentence)
        for first in (self.active, self.citations):
            if reasons := tuple(dict.fromkeys(first(claim))):
                return reasons
        checks: tuple[Callable[[Claim], Iterator[str]], ...] = (
            self.quotations,
            self.quoted_of,
            self.numbers,
            self.levels,
            self.vague,
            self.fewer,
            self.attribution,
            self.conclusions,
            self.events,
            self.people,
            self.findings,
            self.support,
            self.novelty,
        )
        return tuple(dict.fromkeys(reason for check in checks for reason in check(claim)))

    def active(self, claim: Claim) -> Iterator[str]:
        """Markup, links, hidden characters, leaked instructions, and text that spoke to the model."""
        if ACTIVE.search(claim.text) or any(unicodedata.category(c) in ("Cf", "Co", "Cn") for c in claim.text):
            yield "It holds markup, a link or hidden characters."
        if claim.text.startswith("|"):
            yield "It is a row of a table."
        if len(claim.text) > 900:
            yield "It is too long for one sentence."
        if shingles(claim.body) & self._instructions:
            yield "It repeats the model's instructions."
        if any(shingles(claim.body, 4) & shingles(quote, 4) for quote in self._smuggled):
            yield "It repeats text in the record that speaks to the model."
        if any(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", claim.text) for value in self._private):
            yield "It names a person, or gives a number or address of one."
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
        if not claim.brackets and not self.needs_no_source(claim):
            yield "It cites nothing."

    def needs_no_source(self, claim: Claim) -> bool:
        """Whether a sentence without a citation is one of the few that may stand so: what is recommended, what is to
        be asked for, who signs, and what the request and the policy themselves are."""
        if conclusions.is_recommendation(claim) or NOT_SAID.fullmatch(claim.body):
            return True
        if claim.quotes or self._needs_checking(claim):
            return False
        if NEXT_STEP.search(claim.unquoted):
            return True
        return stems(without(claim.unquoted, claim.figures)) <= self._frame_stems | FRAMING

    def _needs_checking(self, claim: Claim) -> bool:
        known = [*self.always, *self.outcomes.figures(list(range(len(self.documents))))]
        return any(
            f.kind in ("percent", "score", "duration") or (f.kind == "date" and not any(f.same(a) for a in known))
            for f in claim.figures
        )

    def documents_of(self, label: str) -> list[int]:
        """The documents that a label names: by name and date, or by a name that only one has."""
        wanted = [_plain(part) for part in re.split(r"\s*;\s*", label)]
        found = []
        for part in wanted:
            hits = [
                n
                for n, d in enumerate(self.f.case.documents)
                if part in (_plain(words.document_label(d)), _plain(d.name), _plain(f"{d.name} {d.date}"))
            ]
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
        cited += [self._frame()] if -1 in [n for label in claim.labels for n in self.documents_of(label)] else []
        texts = [_plain(t, keep_case=True) for t in cited]
        for quote in claim.quotes:
            for part in re.split(r"\s*(?:…|\.\.\.|\[\.\.\.\])\s*", quote):
                wanted = _plain(part, keep_case=True).rstrip(" ,.;:!?")
                if wanted and not any(_stands(wanted, text) for text in texts):
                    yield f'"{quote}" does not stand in what it cites.'
                    break

    def quoted_of(self, claim: Claim) -> Iterator[str]:
        """Words quoted of a procedure stand in the record of that procedure."""
        for m in QUOTE.finditer(claim.body):
            _, clause = max((c for c in claim.clauses if c[0] <= m.start()), key=lambda c: c[0])
            named = named_procedures(clause)
            for n in self.cited_documents(claim) if named else []:
                about = self.outcomes.told_of(n, m.group().strip("\"'“”‘’«»"))
                if about and not about & named:
                    yield "The words quoted are not of this procedure."

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
            elif not any(
                figure.same(s) and implied(figure, s) for s in sources
            ) and not happenings.is_between(figure, claim, self.f):
                yield f"{figure.text} stands neither in what it cites nor in the facts."

    def vague(self, claim: Claim) -> Iterator[str]:
        """'Several months', 'many injections': only where a cited text says so too."""
        texts = [self.documents[n] for n in self.cited_documents(claim)] + [
            self._passage_text[k] for k in self.cited_passages(claim)
        ]
        for m in VAGUE.finditer(claim.unquoted):
            if not any(re.search(rf"\b{m.group(1) or m.group(2)}\b", t, re.I) for t in texts):
                yield f"{m.group().strip()} stands in nothing it cites."

    def figures_for(self, claim: Claim) -> list[Figure]:
        documents = self.cited_documents(claim)
        held = list(self.always)
        for n in documents:
            held += self._figures_of[self.documents[n]]
        held += self.outcomes.figures(documents)
        for key in self.cited_passages(claim):
            held += self._figures_of[self._passage_text[key]]
        if not claim.labels:
            held += [f for f in self.outcomes.figures(list(range(len(self.documents)))) if f.kind == "date"]
        if not claim.numbers and not claim.labels:
            for key in self.governing:
                held += self._figures_of.get(self._passage_text.get(key, ""), [])
        return held

    def harmless(self, figure: Figure, claim: Claim) -> bool:
        """Counts of criteria, documents and statements that are right, and 'one' as a pronoun."""
        if figure.kind != "number":
            return False
        after, before = claim.body[figure.end : figure.end + 40], claim.body[max(0, figure.start - 12) : figure.start]
        if figure.text.lower() == "one" and not ONE_OF_A_KIND.match(after):
            return True
        if m := re.match(
            r"[ ](?:governing |supporting |required |other |earlier |remaining |unmet |open )*(criteri\w+|"
            r"documents?|notes?|passages?)|[ ]of (?:the |these |all )?\w+ (?:governing |supporting )?criteri\w+",
            after,
            re.I,
        ):
            return conclusions.count_is_right(int(figure.low), m.group(), self.f)
        if FEW_THINGS.match(after) and figure.high <= 4:
            return True
        return bool(re.search(r"\b(?:step|item|no\.?|CPT|code|CPB|LCD|HCPCS)\s*#?$", before, re.I)) and (
            figure.text in self._frame()
        )

    def is_required(self, figure: Figure, claim: Claim) -> bool:
        """Whether a figure is given as what a rule asks for, not as what the record shows."""
        if figure.kind not in ("percent", "duration", "number", "score"):
            return False
        start, clause = claim.clause_of(figure)
        before, after = clause[: figure.start - start], clause[figure.end - start :]
        if claim.numbers and not claim.labels and not self._happened(claim):
            return True
        if figure.kind == "duration" and (
            m := re.search(r"\s(?:for|over|within|through) (?:at least )?$", claim.body[: figure.start])
        ):
            if any(
                f.kind == "percent" and m.start() - f.end in range(-1, 12) and self.is_required(f, claim)
                for f in claim.figures
            ):
                return True
        if conclusions.compared_with(figure, claim) or THRESHOLD_AFTER.match(after) or self._level(figure, before):
            return True
        near = before[-70:]
        last = max((m.end() for m in REQUIREMENT.finditer(near)), default=-1)
        said = max((m.end() for m in OBSERVED.finditer(near)), default=-1)
        return last > said

    def _level(self, figure: Figure, before: str) -> bool:
        """'Reached 80%', 'below 50%', where that is a threshold of this case."""
        values = [c.threshold.get("value") for c in self.f.criteria if c.threshold]
        if figure.kind != "percent" or not (LEVEL.search(before) or UNREACHED.search(before)):
            return False
        return any(str(v) == str(figure.low) for v in values)

    def _happened(self, claim: Claim) -> bool:
        """Whether a sentence tells of this patient, whatever it cites."""
        m = HAPPENED.search(claim.unquoted)
        return bool(m) and not re.search(
            r"\b(?:where|if|when|unless|after|only|whether)\b", claim.unquoted[: m.start()], re.I
        )  # type: ignore[union-attr]

    def levels(self, claim: Claim) -> Iterator[str]:
        """'Relief was less than 70%' says that the criterion of 70 % fails; 'relief reached 70%', that it holds."""
        for figure in claim.figures:
            start, clause = claim.clause_of(figure)
            before = clause[: figure.start - start]
            if figure.kind != "percent" or not claim.labels or not (said := OUTCOME_IS.search(before)):
                continue
            short = bool(SHORT_OF.search(before)) != bool(NEGATED.search(said.group()))
            for c in self.f.criteria:
                if not c.threshold or c.threshold.get("unit") != "percent":
                    continue
                if str(c.threshold["value"]) == str(figure.low) and c.verdict == ("met" if short else "not_met"):
                    yield f"{c.title}: ruled {c.verdict.replace('_', ' ')}."

    def required(self, figure: Figure, claim: Claim) -> Iterator[str]:
        """A required figure stands in a cited passage, with the right bound; a plan's in a governing one."""
        cited = self.cited_passages(claim) or [*self.governing, *self.society]
        own = [s for key in cited for s in self._figures_of.get(self._passage_text.get(key, ""), [])]
        if figure.kind == "number" and not WITHIN.search(claim.unquoted):
            own = [s for s in own if s.bound != "at_most"]
        units = {f.kind for f in claim.figures}
        elided = figure.kind == "number" and any(s.kind in units and s.low == figure.low == s.high for s in own)
        capped = re.search(
            r"\b(?:limit|at most|maximum|allows?|up to|no more than)\b[\w ]{0,20}$", claim.body[: figure.start], re.I
        )
        counted = (
            not capped
            and bool(claim.labels)
            and figure.kind == "number"
            and any(figure.same(s) for s in self.outcomes.figures(list(range(len(self.documents)))))
        )
        if not elided and not counted and not any(figure.same(s) for s in own):
            yield f"{figure.text} is not what the cited passage asks for."
            return
        thresholds = [c.threshold for c in self.f.criteria if c.threshold and c.threshold.get("unit") == "percent"]
        if figure.kind == "percent" and figure.bound in ("at_least", "more_than", "at_most", "less_than"):
            same = [t for t in thresholds if Fraction(str(t["value"])) == figure.low]
            before = claim.unquoted[: figure.start]
            comparing = OBSERVED.search(before) or COMPARING.search(before) or any(
                f.kind == "percent" and f.end <= figure.start for f in claim.figures
            )
            if same and not comparing and not any(t["test"] == figure.bound for t in same):
                yield f"The rule does not say {figure.bound.replace('_', ' ')} {figure.text}."

    def fewer(self, claim: Claim) -> Iterator[str]:
        """'One block is enough' where the rule that the sentence cites names more."""
        if claim.labels or not (m := SINGLE.search(claim.unquoted)):
            return
        passages = [self._passage_text[key] for key in self.cited_passages(claim)]
        if passages and not any(SINGLE.search(text) for text in passages):
            yield f"What it cites does not speak of {m.group()}."

    def attribution(self, claim: Claim) -> Iterator[str]:
        """A society's threshold is never the plan's rule, nor the other way round."""
        if any(governed_by_society(c) for _, c in claim.clauses):
            yield "A society's criterion governs nothing."
        if (m := ADOPTS.search(claim.unquoted)) and not DENIES.search(m.group()):
            yield "The plan's rule is its own, not a society's."
        required = [f for f in claim.figures if self.is_required(f, claim) and f.kind in ("percent", "duration")]
        if not required:
            return
        plan, society = PLAN.search(claim.unquoted), SOCIETY.search(claim.unquoted)

        def inside(keys: Iterable[tuple[str, str]], f: Figure) -> bool:
            return any(f.same(s) for key in keys for s in self._figures_of.get(self._passage_text.get(key, ""), ()))

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
        """A procedure that was done, its date, order and side are the record's."""
        yield from happenings.wrong(claim, self.f, [self.spelled[n] for n in self.cited_documents(claim)])

    def people(self, claim: Claim) -> Iterator[str]:
        """Names: a capitalised word inside a sentence stands in some source."""
        for m in re.finditer(
            r"(?<![.?!:]\s)(?<=[\w,;(’'] )(?:[\"“(])?([A-Z][a-zÀ-ÿ'’]+(?:-[A-Z][a-zÀ-ÿ]+)*)", claim.unquoted
        ):
            name = m.group(1).removesuffix("'s").removesuffix("’s").lower()
            if name not in self._names and name not in BENIGN and stems(name) - self._known:
                yield f"{m.group(1)} stands in no source."
        for m in re.finditer(r"\b[A-Z]{2,}\d*\b", claim.unquoted):
            if m.group().lower() not in self._names and m.group().lower() not in BENIGN:
                yield f"{m.group()} stands in no source."
        titled = re.findall(r"^(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+([A-Z][\w-]+)", claim.body)
        if re.match(r"(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+([A-Z][a-z]+)", claim.body):
            if not any(w.lower() in self._names for w in titled):
                yield "It names a person whom no source names."

    def findings(self, claim: Claim) -> Iterator[str]:
        documents = [self.spelled[n] for n in self.cited_documents(claim)]
        passages = [self._passage_text[key] for key in self.cited_passages(claim)]
        yield from assertions.without_source(claim, documents, passages, " ".join([self._frame(), *self._spoken()]))
        yield from assertions.denied_elsewhere(claim, documents)
        yield from assertions.opposite(claim, [*documents, *passages])
        yield from assertions.turned_round(claim, passages, documents)
        yield from assertions.reversed_from(claim, documents, passages)
        yield from assertions.says_silent(claim, documents)
        yield from assertions.titles(claim, self.f)
        own_dates = figures(" . ".join(str(self.f.case.documents[n].date) for n in self.cited_documents(claim)))
        yield from assertions.misdated(claim, documents, own_dates)
        yield from assertions.wrong_tests(claim, self.f)
        yield from assertions.wrong_test_counts(claim, self.f)
        yield from assertions.wrong_counts(claim, self.f)

    def support(self, claim: Claim) -> Iterator[str]:
        """A cited passage speaks of what the sentence says."""
        said = stems(claim.body)
        for key in dict.fromkeys(self.cited_passages(claim)):
            text = self._passage_text[key]
            theirs = stems(f"{text} {key[1].replace('-', ' ')}") | self._criteria_stems(key)
            mine = [f for f in claim.figures if f.kind in ("percent", "duration")]
            of_criteria = bool(re.search(r"\bcriteri(?:on|a)\b", claim.unquoted)) and conclusions.concludes(claim)
            asks = bool(NEXT_STEP.search(claim.unquoted)) and not mine
            spoken_of = any(
                (x.guideline, x.passage) == key
                for c in self.f.criteria
                if conclusions.speaks_of(claim.body, c) or of_criteria or (asks and c.verdict != "met")
                for x in c.citations
            )
            if spoken_of and (of_criteria or asks):
                continue
            needed = 1 if spoken_of or key not in self.governing | self.society else 2
            if len(said & theirs - GENERAL) < needed and not any(
                f.same(s) for f in mine for s in self._figures_of[text]
            ):
                yield f"The cited passage does not speak of this ({key[1]})."

    def _criteria_stems(self, key: tuple[str, str]) -> frozenset[str]:
        """What may be said with a criterion's passage: the criterion's own words, and those of rules and verdicts."""
        held = [c for c in self.f.criteria if any((x.guideline, x.passage) == key for x in c.citations)]
        if not held:
            return frozenset()
        whose = (
            "plan policy payer governing recommended request"
            if held[0].governing
            else "society criteria supporting decide govern"
        )
        said = " ".join(f"{c.id.replace('-', ' ')} {c.title} {c.because}" for c in held)
        source = next((f"{r.title} {r.publisher}" for r in self.f.references if r.guideline == key[0]), "")
        own = self.f.policy.title if self.f.policy and held[0].governing else ""
        return stems(
            f"{said} {source} {own} {whose} criterion requirement threshold rule verdict met satisfied documented"
        )

    def novelty(self, claim: Claim) -> Iterator[str]:
        """A sentence mostly made of words that no source uses says something no source says."""
        sources = [self.spelled[n] for n in self.cited_documents(claim)]
        sources += [self._passage_text[key] for key in self.cited_passages(claim)]
        if not sources or (NEXT_STEP.search(claim.unquoted) and not claim.labels):
            sources += self.spelled
        known = self._spoken_stems.union(BENIGN, *map(stems, sources))
        spoken = CLINICAL.sub(" ", without(claim.unquoted, claim.figures))
        if new := sorted(stems(spoken) - known):
            yield f"No source speaks of this ({', '.join(new[:3])})."

    def _in_passage(self, text: str) -> bool:
        return any(text.lower() in t.lower() for t in [*self._passage_text.values(), self._frame(), *self.documents])


# 'One session' is a figure; 'one of the accepted ways' and 'the other one' are none.
ONE_OF_A_KIND = pattern_of(
    r"[ -](?:positive|session|injection|block|test|of\b(?! the \w+ (?:\w+ )?(?:forms|kinds|methods|ways)))",
    re.I,
)
# 'Two reasons'.
FEW_THINGS = pattern_of(
    r"[ ](?:\w+ )?"
    r"(?:ways?|reasons?|things?|points?|forms?|kinds?|methods?|statements?|readings?|scores?|questions?|alternatives?"
    r"|parts?)\b",
    re.I,
)
LEVEL = pattern_of(
    r"\b(?:reach(?:es|ed)?|exceed(?:s|ed)?|attain(?:s|ed)?|met|meets?|below|under|above|over|short of|than|at "
    r"least(?= the )|against(?: at least)?|"
    r"not (?:yet )?(?:show|establish|document|prove|demonstrate|confirm|amount to|mean))\s+(?:the |a |at least )?$",
    re.I,
)
UNREACHED = pattern_of(
    r"\b(?:neither|nor|not|never|nothing)\b[\w ]{0,60}\b(?:by|of)\s+(?:at least |the |a )?$", re.I
)
OUTCOME_IS = pattern_of(
    r"\b(?:relief|reduction|improvement|response)\b "
    r"(?:was|were|is|stayed|remained|has been|did|does|reached|exceeded|met|fell)\b[\w ]{0,24}?"
    r"(?:below|under|less than|short of|above|over|more than|at least|reach\w*|exceed\w*|me?et|attain\w*) (?:the )?$",
    re.I,
)
SHORT_OF = pattern_of(r"\b(?:below|under|less than|short of)\b", re.I)
COMPARING = pattern_of(
    any_of(
        r"(?<!must )(?<!should )(?<!to )\b(?:exceed(?:s|ed)?|surpass\w*|clears?|beats?)\s+(?:the )?$",
        r"\b(?:falls?|fell|lies|stays?|remains?|well|far|clearly|still) (?:\w+ )?"
        r"(?:below|under|above|over|short of)\s+(?:the |a )?$",
    ),
    re.I,
)
NEXT_STEP = pattern_of(
    any_of(
        r"^(?:\W*)(?:please|ask|obtain|request|send|submit|provide|clarify|confirm|document)\b",
        # 'the provider should submit'
        r"\b(?:should|must|needs? to|is asked to|to) (?:be )?(?:\w+ly )?"
        r"(?:provide|send|submit|document|clarify|confirm|obtain|request|ask|review|decide|acknowledge|verif)\w*",
        r"^to approve\b|\bphysician (?:should|must|has to|will)\b|\bis asked (?:for|to)\b",
        r"\b(?:denial|adverse \w+|signature)\b[\w ]{0,30}\b(?:requires?|needs?)\b[\w ']{0,20}\bphysician\b",
    ),
    re.I,
)
# What may be said of the request and the policy without a source, beside their own words.
FRAMING = stems(
    "request requested requests asked governs governing policy version date service effective force code coded "
    "diagnosis listed side payer plan member number guideline applies received submitted procedure purpose called "
    "title criterion criteria name"
)
THRESHOLD_AFTER = pattern_of(
    r"[ -]*(?:pain |relief |reduction |improvement )*(?:threshold|criteri\w+|cut-?off|minimum|rule|standard|"
    r"requirement|bar|mark|limit)\b|"
    r"\s*(?:relief |reduction |improvement )?(?:that |which )?(?:the |its |this )?"
    r"(?:(?!against|below|under|above|over|than|of|versus|vs)\w+ ){0,2}(?:asks?|requires?|"
    r"calls|needs|demands|required|asked|needed)\b",
    re.I,
)
HAPPENED = pattern_of(
    r"\b(?:patient|member|she|he|injections?|blocks?|ablation|epidural|pain|relief)\b[\w ,()/-]{0,40}\b(?:had|has "
    r"had|reported|reports|experienced|got|gave|achieved|"
    r"obtained|noted|received|brought|produced|improved|fell|dropped|rated|showed|documented|was|were|lasted|"
    r"completed|underwent|responded)\b",
    re.I,
)
GENERAL = stems("injection pain patient relief provider record plan policy member note request")
WITHIN = pattern_of(r"\b(?:within|limit|maximum|at most|no more than|up to|allows?|exceeds?|cap)\b", re.I)
NOT_SAID = pattern_of(r"the (?:record|chart|policy|passages?|record and the passages) do(?:es)? not say\.?", re.I)
SINGLE = pattern_of(
    r"\b(?:a single|one single|only one|just one)\b (?=(?:[\w-]+ ){0,2}(?:block|injection|test|session))", re.I
)
VAGUE = pattern_of(
    any_of(
        r"\b(twice|thrice|repeatedly|optional|expected|anticipated|predicted|promised|guaranteed"
        r"|can still|can now|still can)\b",
        # 'several weeks'
        r"\b(several|many|multiple|numerous|a few|a couple of|(?<!at )most|dozens of|countless|repeated)\s+(?:\w+ )?"
        r"(?:minutes|hours|days|weeks|months|years|injections|visits|sessions|blocks|times|treatments|notes|patients"
        r"|tests|scores)\b",
    ),
    re.I,
)
OBSERVED = pattern_of(
    r"\b(?:report(?:s|ed)?|had|has|experienced|achieved|obtained|got|gave|gives|brought|produced|provided|noted|"
    r"documents?|documented|"
    r"record(?:s|ed)?|shows?|showed|states?|stated|says?|said|describes?|rated|rates|fell|dropped|went|improved|"
    r"was|is|were|held|lasted)\b",
    re.I,
)


def governed_by_society(clause: str) -> bool:
    """Whether a clause lets a society's criterion govern: the source named last before the verb is a society."""
    for m in GOVERNS.finditer(clause):
        named = [(x.end(), p is SOCIETY) for p in (PLAN, SOCIETY) for x in p.finditer(clause[: m.start()])]
        if (max(named)[1] if named else bool(SOCIETY.search(clause))) and not DENIES.search(clause):
            return True
    return False


def implied(said: Figure, source: Figure) -> bool:
    """Whether the source's bound carries the drafted one: 'at least 50%' is not 'exactly 50%' nor the reverse."""
    if said.kind not in ("percent", "duration", "score"):
        return True
    loose = {
        "exact": {"exact", "approx"},
        "at_least": {"at_least", "exact"},
        "more_than": {"more_than"},
        "at_most": {"at_most", "exact"},
        "less_than": {"less_than"},
        "approx": {"approx", "exact", "at_least"},
    }
    return source.bound in loose[said.bound] or (said.bound == "exact" and said.kind == "duration")


def without(text: str, held: Sequence[Figure]) -> str:
    """`text` with its figures blanked out: they are checked as figures."""
    for f in held:
        text = text[: f.start] + " " * (f.end - f.start) + text[f.end :]
    return text


def shingles(text: str, size: int = 8) -> set[tuple[str, ...]]:
    said = re.findall(r"\w+", text.lower())
    return {tuple(said[i : i + size]) for i in range(len(said) - size + 1)}


def _plain(text: str, keep_case: bool = False) -> str:
    text = (
        " ".join(text.split())
        .strip("[] ")
        .replace("’", "'")
        .replace("‘", "'")
        .replace("“", "'")
        .replace("”", "'")
        .replace('"', "'")
    )
    return text if keep_case else text.lower()


def _stands(quote: str, text: str) -> bool:
    """Word for word, at word boundaries; the first letter may be fitted to the sentence."""
    for wanted in {quote, quote[:1].upper() + quote[1:], quote[:1].lower() + quote[1:]}:
        if re.search(rf"(?<![\w.]){re.escape(wanted)}(?![\w%]|\.\d)", text):
            return True
    return False
