"""What a procedure did: relief and function, as the contract's facts, and pain scores that have no pair.

For each sentence: find the amounts, leave out what is somebody's hope, rule or another person's, say what each amount
means (relief, pain remaining, worsening, function), pair scores, then bind each to its procedure, side and time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from rules.facts import Duration, Fact, Outcome, PainScore, Percent, Reading, Scale, Score
from rules.reading import cues
from rules.reading.numbers import Found, bare_numbers, fractions, percent
from rules.reading.page import Page
from rules.reading.procedures import Mention, is_procedure_note, side_in
from rules.reading.statements import Amount, Kind, divide, phrases, scored
from rules.reading.text import Stretch, within
from rules.reading.timing import Timing, phase_of, timing

MOST = 40  # amounts in one sentence
STRONGEST = 5  # percent: no anaesthetic for injection is stronger
ZERO = Percent(Fraction(0), Fraction(0))
FULL = Percent(Fraction(100), Fraction(100))
Role = Literal["pre", "post"] | None


def read_outcomes(page: Page) -> list[Fact]:
    """Every statement of an outcome in a document, in order of the text."""
    return _Reader(page).read()


@dataclass(frozen=True, slots=True)
class _Single:
    """A score whose partner may stand in a neighbouring sentence."""

    sentence: int
    role: Role
    amount: Amount
    condition: str | None
    strong: bool


class _Reader:
    """Reads one document sentence by sentence; remembers only what a later sentence may lean on."""

    def __init__(self, page: Page) -> None:
        self.page, self.folded, self.on = page, page.folded, page.document.date
        self.procedure_note = is_procedure_note(page.document, page.folded)
        self.done = [m for m in page.mentions if m.state == "performed"]
        self.event_dates = self._event_dates()
        self.facts: list[Fact] = []
        self.singles: list[_Single] = []
        self.pending: tuple[int, Duration] | None = None  # a length stated just before its amount
        self.spoke_of: tuple[int, str] = (-1, "pain")  # what the last percentage of a sentence was about
        self.topic = -9  # the last sentence that spoke of relief

    def read(self) -> list[Fact]:
        if _ELSEWHERE.search(self.page.document.name.lower()) and not any(m.procedure not in (None, "other") for m in self.done):
            return []  # a shoulder clinic's or an acupuncturist's result
        for index, sentence in enumerate(self.page.sentences):
            if _INTERESTING.search(self.folded, sentence.start, sentence.end):
                self._sentence(index, sentence)
        self._pair_across_sentences()
        return sorted(self.facts, key=lambda fact: (fact.span.start or 0, fact.span.end or 0))

    # --- one sentence ------------------------------------------------------------------------------------------------

    def _sentence(self, index: int, sentence: Stretch) -> None:
        before = len(self.facts)
        noisy = self._noisy(sentence)
        amounts = self._amounts(index, sentence, noisy)
        if amounts:
            self._emit(index, sentence, amounts)
        if len(self.facts) == before and not self._continued(index, sentence):
            self._verbal(index, sentence)
        if len(self.facts) > before:
            self.topic = index

    def _continued(self, index: int, sentence: Stretch) -> bool:
        """'This lasted three months.' or 'Duration: 5 hours.' times the outcome of the sentence before or after it."""
        lengths = self._lengths(sentence)
        if not lengths or not _LASTING.search(self.folded[sentence.start : sentence.end]):
            return False
        length = lengths[-1].value
        assert isinstance(length, Duration)
        if self.topic == index - 1 and self.facts and isinstance(self.facts[-1], Outcome):
            last = self.facts[-1]
            if last.lasted is None and last.of != "function":
                self.facts[-1] = self._relasted(last, length)
                return True
        self.pending = (index, length)
        return False

    @staticmethod
    def _relasted(outcome: Outcome, length: Duration) -> Outcome:
        timed = Timing(lasted=length, phase=None if outcome.phase == "unknown" else outcome.phase)
        return replace(outcome, lasted=length, measured_on=None, phase=phase_of(timed, None))

    def _amounts(self, index: int, sentence: Stretch, noisy: list[tuple[int, int]]) -> list[Amount]:
        folded, page = self.folded, self.page
        raw: list[tuple[Kind, int, int, object]] = [(kind, s, e, None) for kind, s, e in phrases(folded, sentence)]

        def free(start: int, end: int) -> bool:
            return not any(s < end and start < e for _, s, e, _ in raw) and not any(s < end and start < e for s, e in noisy)

        dated = list(within(page.dates, sentence.start, sentence.end))
        foreign = -1  # where a percentage of something else ended: 'O2 70-100 % (repeated 98 %)'
        for found in within(page.percents, sentence.start, sentence.end):
            if free(found.start, found.end):
                if foreign >= 0 and not cues.RELIEF.search(folded, foreign, found.end + 24):
                    foreign = found.end
                    continue
                if self._foreign(sentence, found):
                    foreign = found.end
                    continue
                foreign = -1
                overlap = [d for d in dated if d.start < found.end and found.start < d.end]
                if overlap and overlap[-1].end >= found.end:
                    continue
                raw.append(("percent", found.start, found.end, found))
        for found in within(page.scores, sentence.start, sentence.end):
            if free(found.start, found.end) and not any(d.start < found.end and found.start < d.end for d in dated):
                if not cues.NOT_A_SCORE.match(folded[found.end : found.end + 20]) and not cues.NOT_A_SCORE_LEFT.search(folded[max(0, found.start - 24) : found.start]):
                    raw.append(("score", found.start, found.end, found))
        if re.search(r"half|quarter|third|fifth|tenth|fourth|[¾½⅔⅓¼]|[123]/[234]", folded[sentence.start : sentence.end]):
            for found in fractions(folded[sentence.start : sentence.end]):
                start, end = sentence.start + found.start, sentence.start + found.end
                if free(start, end) and self._is_share(sentence, start, end):
                    raw.append(("fraction", start, end, replace(found, start=start, end=end)))
        for found in self._elided(sentence, raw):
            raw.append(("percent", found.start, found.end, found))
        for found in self._bare_scores(index, sentence, dated, raw):
            raw.append(("bare", found.start, found.end, found))
        numbers = [(s, e) for kind, s, e, _ in raw if kind in ("percent", "fraction", "score", "bare")]
        raw = [item for item in raw if item[0] != "worse" or not numbers]
        if len(raw) > MOST:
            return []  # a column of figures that says nothing of which is what
        raw.sort(key=lambda item: item[1])
        raw = [item for item in raw if not self._excluded(sentence, item[0], item[1], item[2])]
        pieces = divide(folded, sentence, [(s, e) for _, s, e, _ in raw])
        amounts = []
        for (kind, start, end, stated), piece in zip(raw, pieces, strict=True):
            if isinstance(stated, Found) and isinstance(stated.value, Score):
                amounts.append(scored(stated, piece))
            else:
                share = stated.value if isinstance(stated, Found) and isinstance(stated.value, Percent) else None
                amounts.append(Amount(kind, start, end, piece, percent=share))
        return amounts

    def _elided(self, sentence: Stretch, raw: list[tuple[Kind, int, int, object]]) -> list[Found]:
        """'60 percent two weeks out, 60 at the six week call and 60 this morning': the sign is said once."""
        first = next((e for kind, _, e, _ in sorted(raw, key=lambda item: item[1]) if kind == "percent"), None)
        if first is None:
            return []
        found = []
        for match in _ELIDED.finditer(self.folded, first, sentence.end):
            start, end = match.span("n")
            share = Fraction(match["n"])
            if share <= 100 and not any(s < end and start < e for _, s, e, _ in raw):
                found.append(Found(start, end, Percent(share, share)))
        return found

    def _is_share(self, sentence: Stretch, start: int, end: int) -> bool:
        """Whether 'half' or 'three quarters' is a share of the pain."""
        right = self.folded[end : min(sentence.end, end + 44)]
        left = self.folded[max(sentence.start, start - 40) : start]
        if re.match(r"[- ]*(?:an? |of an? )?(?:hour|day|week|month|year|mile|block|tab|pill|dose|way|inch|cup|pack|life|hr|time|dozen|dollar|an hour|strength|marathon|page|the (?:time|dose|day|way|night))", right):
            return False
        if re.search(r"\b(?:first|second|last|and a|over a|one and a) $", left) and "pain" not in right[:20]:
            return False
        if cues.TREATMENT.search(right[:30]):
            return False
        return bool(
            re.match(r"\s*(?:of (?:the|her|his|my|their|its|what|that)\b.{0,24}?(?:pain|it|was|symptom|away|ache|discomfort|old|former|usual|original|previous|before)|(?:her|his|the|my|as (?:bad|much|painful|severe|sore))\b|less|better|the (?:pain|discomfort)|relief|improve\w*|reduc\w*|gone|off|pain|or more|or better|at best)", right)
            or (re.search(r"\b(?:by|in|about|down|better|relief|relief of|improve\w*(?: by)?|reduc\w*(?: by)?|cut|around|roughly|nearly|almost|approximately|rated|decrease[sd]?)\s*(?:about |roughly |around |nearly |a |the )*$", left)
            and (cues.PAIN.search(left + right) or cues.RELIEF.search(left + right)))
        )

    def _bare_scores(self, index: int, sentence: Stretch, dated: list, raw: list) -> list[Found]:  # type: ignore[type-arg]
        """Numbers without a scale that can only be pain scores, judged by the words on both sides."""
        folded = self.folded
        text = folded[sentence.start : sentence.end]
        mentioned = bool(within(self.done, sentence.start, sentence.end))
        recent = bool(self.singles) and index - self.singles[-1].sentence <= 3
        labelled = _LABEL.match(text.rstrip(" .\n0123456789")) and cues.PAIN.search(folded, max(0, sentence.start - 120), sentence.start)
        if not (cues.PAIN.search(text) or mentioned or recent or labelled or re.search(r"\bpre\b.{1,20}\bpost\b|\bavg\b|\baverage\b|\bworst\b|\bdiary\b|\bpain log\b|\bpre:? \d", text) or re.search(r"->|→|=>", text) or any(kind == "score" for kind, *_ in raw)):
            return []
        big = bool(re.search(r"\bvas\b|\d ?mm\b", text))
        found = []
        measured = (*within(self.page.durations, sentence.start, sentence.end), *within(self.page.percents, sentence.start, sentence.end))
        named = within(self.page.mentions, sentence.start - 120, sentence.end)
        legend = [(sentence.start + m.start(), sentence.start + m.end()) for m in re.finditer(r"\b(?:0|zero)\s?(?:-|to)\s?(?:10|ten)\b", text)]
        for number in bare_numbers(folded, sentence.start, sentence.end):
            start, end = number.start, number.end
            if any(s <= start < e for s, e in legend):
                continue
            if re.search(r"\bnrs\b[ :=]*$", folded[max(sentence.start, start - 8) : start]):
                number = replace(number, scale="nrs")
            if any(s < end and start < e for _, s, e, _ in raw):
                continue
            if any(d.start < end and start < d.end for d in dated) or any(x.start <= start < x.end for x in measured):
                continue
            if any(m.start <= start < m.end for m in named):
                continue
            if _COUNTS.search(folded[sentence.start : start]) and re.search(r"\bmonths?\b|\byear\b|\bto date\b", folded[sentence.start : end]) and not cues.PAIN.search(folded, sentence.start, start):
                continue  # 'injections in 12 months: one'
            if _COUNTED.search(folded[max(sentence.start, start - 14) : start]):
                continue
            if re.match(r"\s*(?:->|→|=>)", folded[end : end + 4]) or re.search(r"(?:->|→|=>)\s*$", folded[max(0, start - 4) : start]):
                found.append(number)
            elif (recent or cues.PAIN.search(folded, max(0, sentence.start - 120), sentence.start)) and _LABEL.match(folded[sentence.start : start]) and re.match(r"\s*$", folded[end : sentence.end].strip(" .\n")):
                found.append(number)
            elif recent and not folded[sentence.start : start].strip(" \n*-") and re.match(r"\s*(?:at|that|on|by|after|in|now|today)\b", folded[end : end + 9]):
                found.append(number)
            elif _SCORE_RIGHT.match(folded[end : end + 30] + " ") and _SCORE_LEFT.search(" " + folded[max(sentence.start, start - 34) : start]):
                found.append(number)
        if big:
            taken = [(s, e) for _, s, e, _ in raw] + [(f.start, f.end) for f in found]
            for match in re.finditer(r"(?<![\w/.,$#-])(\d{2})(?![\w%/.]|\s*(?:mm|cm|y|yo|min|h|d|w|m))", text):
                start, end = sentence.start + match.start(), sentence.start + match.end()
                if any(s < end and start < e for s, e in taken) or any(d.start < end and start < d.end for d in dated) or any(x.start <= start < x.end for x in measured):
                    continue
                mark = Fraction(match[1])
                found.append(Found(start, end, Score(mark, mark), "vas_mm", "bare"))
        found.sort(key=lambda item: item.start)
        numeric = len(found) + sum(kind == "score" for kind, *_ in raw)
        return found if numeric >= 2 or labelled or any(_LONE.search(folded[max(sentence.start, f.start - 44) : f.start]) for f in found) else []

    # --- what is nobody's result ---------------------------------------------------------------------------------------

    def _foreign(self, sentence: Stretch, found: Found) -> bool:
        """Whether a percentage measures something else: saturation, a drug's strength, range of motion, disability."""
        clause = self._clause(sentence, found.start)
        left, right = self.folded[clause.start : found.start], self.folded[found.end : clause.end]
        if cues.OTHER_MEASURE_LEFT.search(left[-60:]) and not re.search(r"(?:relief|pain)[^,;]{0,18}$", left):
            return True
        if cues.OTHER_MEASURE_RIGHT.match(right) or re.search(r"\b(?:odi|oswestry|rmdq|disability index|promis)\b", left):
            return True
        if re.search(r"(?:\bbp\b|vitals?\b|(?<![\d/])\d{3}/\d{2,3}(?!\d|/))[^%a-z]{0,6}(?:[a-z ]{0,6}\d{2,3}\D{1,4}){0,3}$", left[-30:]):
            return True  # a saturation among the vital signs
        if _WHERE.match(right) and not cues.RELIEF.search(left[-24:]):
            return True  # 'pain: 90 % left leg, 10 % back'
        if found.value.high is None or found.value.high > STRONGEST:
            return False
        strength = _DRUG.search(left[-24:]) and re.match(r"\s*(?:[,;.:)]|$|\d|x|mixed|and|with|plus|\w+ ml|ml)", right)
        return bool(_CONCENTRATION.match(right) or (strength and not cues.RELIEF.search(right[:24])))

    def _clause(self, sentence: Stretch, at: int) -> Stretch:
        """The clause in which an offset stands: a hope or a rule reaches no further."""
        start, end = sentence.start, sentence.end
        for cut in _CLAUSE.finditer(self.folded, sentence.start, sentence.end):
            if cut.end() <= at:
                start = cut.end()
            elif cut.start() > at:
                end = cut.start()
                break
        return Stretch(start, end)

    def _excluded(self, sentence: Stretch, kind: Kind, start: int, end: int) -> bool:
        folded = self.folded
        if self.page.section(start) in ("goals", "consent", "family"):
            return True
        clause = self._clause(sentence, start)
        left, right = folded[clause.start : start], folded[end : clause.end]
        if kind in ("percent", "fraction", "score", "bare"):
            if cues.RULE_RIGHT.match(right) or cues.RULE_LEFT.search(left[-50:]):
                return True
        hope = list(cues.HOPED.finditer(left))
        if hope and not cues.REASON.search(left, hope[-1].end()) and not (kind == "zero" and re.search(r"as (?:expected|hoped)", left)):
            return True
        if kind in ("percent", "fraction", "score", "bare", "full") and cues.HOPED_AFTER.match(right):
            return True
        rule = list(cues.RULE.finditer(left))
        if rule and not cues.PATIENT.search(left, rule[-1].end()) and not cues.COMPARED.search(left, rule[-1].end()):
            return True
        if not rule and cues.RULE.match(right.lstrip(" ,(-")) and not cues.RELIEF.search(left[-40:]):
            return True
        rule_after = cues.RULE.search(right[:60])
        if rule_after and re.match(r"\s*(?:is|are|was|for|in|per|by|according)", right) and re.search(r"requir|criteria|polic|lcd|cpb|guideline|stud|literature|patients", rule_after[0]) and not _RESULT.search(left):
            return True
        other = cues.OTHER_PERSON.search(left)
        if other and not cues.SAYS.search(left):
            return True
        complaint = list(cues.OTHER_COMPLAINT.finditer(left[-60:]))
        if complaint and not re.search(r"\bpain\b|\bsij?\b|\bback\b|\bbuttock\b|inject|\bblock", left[-60:][complaint[-1].end() :]) and not self._mentioned(clause, start):
            return True
        near = re.match(r"[^,;.]{0,34}?\b(?:relief|improvement|reduction|better|less|decrease)?\s*(?:of|in|with|for|from)\s+(?:\w+ ){0,2}?(?:%s)" % cues.OTHER_COMPLAINT.pattern, right)
        if near:
            return True
        return self._of_a_treatment(sentence, clause, start, end)

    def _mentioned(self, clause: Stretch, at: int) -> bool:
        return any(m.start in clause for m in self.done)

    def _of_a_treatment(self, sentence: Stretch, clause: Stretch, start: int, end: int) -> bool:
        """Whether the amount is what a drug or therapy did, and not a procedure."""
        folded = self.folded
        left, right = folded[clause.start : start], folded[end : min(clause.end, end + 60)]
        nearest = list(cues.TREATMENT.finditer(left))
        if nearest:
            after = nearest[-1].end()
            if any(clause.start + after <= m.start < start for m in self.done):
                return False
            if any(m.start in clause and m.start < start for m in self.done) and not re.match(r"\s*(?:gave|gives|helps?|helped|takes?|took|provid\w+|eas\w+|reliev\w+|dulls?|cut|:)", left[after:]):
                return False
            if any(m.start in clause and m.start >= end for m in self.done):
                return False
            return not re.search(r"\.\s|;", left[after:])
        behind = re.match(r"[^,;.]{0,40}?\b(?:with|from|on|using|after|by|taking|thanks to)\s+(?:\w+ ){0,2}?(?:%s)" % cues.TREATMENT.pattern, right)
        return bool(behind) and not any(m.start in clause for m in self.done)

    # --- from amounts to facts -----------------------------------------------------------------------------------------

    def _emit(self, index: int, sentence: Stretch, amounts: list[Amount]) -> None:
        paired = self._pair(index, sentence, [a for a in amounts if a.score is not None])
        made: list[tuple[Amount, Outcome]] = list(paired)
        relevant = [a for a in amounts if a.score is None]
        numeric = any(a.kind in ("percent", "fraction") for a in relevant) or bool(paired)
        for amount in relevant:
            outcome = self._outcome(index, sentence, amount, amounts, numeric)
            if outcome is not None:
                made.append((amount, outcome))
        made.sort(key=lambda item: item[0].start)
        made = self._ended(self._spread(made))
        if self.pending and self.pending[0] == index - 1 and made and made[0][1].lasted is None and made[0][1].measured_at is None:
            made[0] = (made[0][0], self._relasted(made[0][1], self.pending[1]))
        self.facts += [outcome for _, outcome in made]

    def _spread(self, made: list[tuple[Amount, Outcome]]) -> list[tuple[Amount, Outcome]]:
        """'At 6 weeks: R 90 %, L 40 %': what is said once of time holds for both sides."""
        spread = list(made)
        for i, (amount, outcome) in enumerate(made):
            if outcome.lasted or outcome.measured_at or outcome.measured_on:
                continue
            for _, other in (*reversed(made[:i]), *made[i + 1 :]):
                apart = outcome.side and other.side and outcome.side != other.side
                if (apart or _agree(outcome.percent, other.percent)) and (other.lasted or other.measured_at or other.measured_on):
                    spread[i] = (amount, replace(outcome, lasted=other.lasted, measured_at=other.measured_at, measured_on=other.measured_on, phase=other.phase))
                    break
        return spread

    def _ended(self, made: list[tuple[Amount, Outcome]]) -> list[tuple[Amount, Outcome]]:
        """'For 8 weeks, then back to baseline': the return comes after what had lasted."""
        ended = list(made)
        for i, (amount, outcome) in enumerate(made):
            if amount.kind != "back" or outcome.measured_at or outcome.lasted or (outcome.measured_on and outcome.phase == "steroid"):
                continue
            lasted = next((o.lasted for _, o in reversed(made[:i]) if o.lasted), None)
            after = Duration(lasted.high or lasted.low, None, "more_than", lasted.unit) if lasted else None
            ended[i] = (amount, replace(outcome, measured_at=after, phase="steroid", measured_on=None if after else outcome.measured_on))
        return ended

    def _outcome(self, index: int, sentence: Stretch, amount: Amount, amounts: list[Amount], numeric: bool) -> Outcome | None:
        folded, kind = self.folded, amount.kind
        if kind == "over":
            return None
        if kind in ("zero", "full", "back", "unquantified", "worse") and not self._about_a_procedure(index, sentence, amount, amounts):
            return None
        if kind == "zero":
            return self._zero(index, sentence, amount, amounts, numeric)
        if kind == "full":
            if re.search(r"\b(?:not|never|no|hardly|without|isn't|wasn't|almost|nearly|virtually|rarely)\s(?:been |completely |ever |entirely |quite |yet |totally )*$", folded[max(sentence.start, amount.start - 28) : amount.start]):
                return None
            return self._made(sentence, amount, percent=FULL, how="stated")
        if kind == "back":
            if any(a.score is not None for a in amounts if a.piece == amount.piece):
                return None
            return self._made(sentence, amount, percent=ZERO, how="stated")
        if kind == "unquantified":
            return self._made(sentence, amount, status="not_computable", note="verbal only")
        if kind == "doubled":
            return self._made(sentence, amount, percent=Percent(Fraction(-100), Fraction(-100)), how="stated")
        if kind == "worse":
            if numeric or cues.NOT_WORSE.search(folded[max(sentence.start, amount.start - 16) : amount.start]):
                return None
            return self._made(sentence, amount, status="not_computable", note="worse, no amount")
        return self._percentage(index, sentence, amount, amounts)

    def _zero(self, index: int, sentence: Stretch, amount: Amount, amounts: list[Amount], numeric: bool) -> Outcome | None:
        folded = self.folded
        words = folded[amount.start : amount.end]
        if "unchanged" in words or "same" in words or "no change" in words:
            if re.search(r"\b(?:medications?|meds|exam|plan|dose|function\w*|sleep|strength|neuro\w*|history|imaging|ros|gait|weight|rest|allerg\w*|ability|walk\w*|activit\w+|adls?|hpi|mood|vitals|regimen)\b", folded[max(sentence.start, amount.start - 30) : amount.end + 20]):
                return None
        if folded[:amount.start].rstrip(" ")[-1:] == ":" and re.match(r"\s*(?:nil|none|no help|nothing|nada|negative)\b", words):  # the answer of a field: which?
            label = re.split(r"[.;|\n]|  ", folded[max(sentence.start, amount.start - 60) : amount.start])[-1]
            named = any(amount.start - len(label) <= m.start < amount.start for m in self.done)
            if not named and not re.search(r"relief|benefit|improve|response|result|effect|pain reduction", label):
                return None
        if cues.FUNCTION.search(folded, max(sentence.start, amount.start - 18), amount.start) and not cues.PAIN.search(folded, max(sentence.start, amount.start - 18), amount.end):
            return None
        literal = cues.NO_PAIN_RELIEF.search(folded, max(sentence.start, amount.start - 4), min(sentence.end, amount.end + 12))
        if literal and literal.start() <= amount.start + 4:
            readings = (Reading(ZERO, "no relief of pain"), Reading(FULL, "no pain at present, so complete relief"))
            return self._made(sentence, amount, percent=ZERO, how="stated", status="ambiguous", readings=readings, literal=True)
        if any(a.kind == "zero" and a.start < amount.start and not self._has_time(a) and not self._has_time(amount) for a in amounts):
            return None  # 'a waste of time, zero relief' says it twice
        made = self._made(sentence, amount, percent=ZERO, how="stated")
        if made.phase == "unknown" and re.match(r"[^.;,]{0,24}\buntil (?:day|the (?:next|second|third)|\w+ days?)\b", folded[amount.end : amount.end + 50]):
            return replace(made, phase="anaesthetic")  # the steroid had not set in
        return made

    def _has_time(self, amount: Amount) -> bool:
        own = amount.piece
        return any(within(found, own.start, own.end) for found in (self.page.durations, self.page.dates, self.done))

    def _about_a_procedure(self, index: int, sentence: Stretch, amount: Amount, amounts: list[Amount]) -> bool:
        """Words of relief count where a procedure is spoken of, here or just before, or another amount stands beside them."""
        if within(self.done, sentence.start, sentence.end) or any(a.kind in ("percent", "score", "fraction", "bare") for a in amounts if a is not amount):
            return True
        if self.procedure_note or index - self.topic <= 2:
            return True
        if within(self.done, sentence.start - 500, sentence.start):
            return True
        return bool(re.search(r"relief|benefit|response", self.folded[amount.start : amount.end]))

    def _percentage(self, index: int, sentence: Stretch, amount: Amount, amounts: list[Amount]) -> Outcome | None:
        folded, share = self.folded, amount.percent
        assert share is not None
        left, right = folded[amount.piece.start : amount.start], folded[amount.end : amount.piece.end]
        clause = self._clause(sentence, amount.start)
        whole = folded[clause.start : clause.end]
        own = left + " " + right
        topical = cues.RELIEF.search(own) or cues.PAIN.search(own)
        if not topical:
            named = bool(within(self.done, sentence.start, sentence.end))
            if re.search(r"\b(?:lasted|held)\b", right) and re.search(r"\b(?:got|had|gave|was|been)\s*$", left):
                named = True
            if (re.match(r"\s*(?:for|x)\s", right) and within(self.page.durations, amount.piece.start, amount.piece.end)) or re.search(r"\b(?:months?|weeks?|wks?|days?|hours?|hrs?) (?:at|of)\s$", left):
                named = True
            if re.match(r"\W*(?:rt|lt|r|l|left|right|b/l|bilat\w*)[ :.-]*$", left) or (_OVER_TIME.match(right) and sum(a.kind == "percent" for a in amounts) > 1):
                named = True
            sibling = cues.RELIEF.search(folded, sentence.start, sentence.end) and len(amounts) > 1
            if not (named or sibling or index - self.topic <= 1):
                return None
            follows = re.match(r"\W*$|\s*(?:now|at|by|for|x|since|today|overall|through|and\b|,)", right)
            held = re.search(r"\b(?:was|is|at|been|to|stayed|remained)\s$", left)
            if not named and not sibling and not follows and not held:
                return None
        if cues.FUNCTION.search(own) and re.search(r"\bfull strength\b", own):
            return None
        if _MORE_NEEDED.search(left[-20:]):
            return None
        remaining = _REMAINING_RIGHT.match(right) or _REMAINING_LEFT.search(left)
        target = _DOWN_TO.search(left)
        both = cues.PAIN_AND_FUNCTION.search(whole)
        of = self._object(left, right)
        if of == "pain" and self.spoke_of == (sentence.start, "function") and not re.search(r"\b(?:pain|relief)\b", own):
            of = "function"  # '80% easier month one, 35-40% easier since'
        self.spoke_of = (sentence.start, of)
        if remaining and of == "pain":
            return self._made(sentence, amount, percent=_inverse(share), how="stated")
        if target and of == "pain" and not re.search(r"\b(?:relief|improvement|benefit|better|improved|improving)\b", left[-44:]):
            readings = (Reading(_inverse(share), f"{_shown(share)} % of the pain is left"), Reading(share, f"pain went down by {_shown(share)} %"))
            return self._made(sentence, amount, status="ambiguous", readings=readings)
        if _worsened(left, right):
            return self._made(sentence, amount, percent=_negated(share), how="stated")
        if both:
            readings = (Reading(share, "pain relief"), Reading(None, "a combined figure: the share of pain alone is not known"))
            return self._made(sentence, amount, percent=share, how="stated", of="both", status="ambiguous", readings=readings)
        return self._made(sentence, amount, percent=share, how="stated", of=of)

    def _object(self, left: str, right: str) -> Literal["pain", "function"]:
        """Whether a percentage speaks of pain or of function: the nearer word decides, 'less pain with walking' is pain."""
        near = right[:40]
        if re.match(r"\s*(?:less|reduction|decrease|drop|improvement|better|relief)?\s*(?:of |in |on |from )?(?:her |his |the |usual |index |low |back |buttock )*(?:pain|relief|symptom|discomfort|ache)", near):
            return "pain"
        if re.match(r"\s*(?:better|improvement|gain|increase|easier|improved|return|more)?\s*(?:in |of |with |at |for |on )?(?:her |his |the |overall |all |daily |most |painful )*(?:%s)" % cues.FUNCTION.pattern, near):
            return "function"
        if re.match(r"\s*easier\b", near) and not re.search(r"\b(?:pain|relief)\b", left[-60:]):
            return "function"
        left = left[-140:]
        f = list(cues.FUNCTION.finditer(left))
        p = list(re.finditer(r"\b(?:pain(?!ful)|relief|discomfort|symptom\w*|ache|nrs|vas)\b", left))
        if f and (not p or f[-1].start() > p[-1].start()) and not re.match(r"\s*(?:less pain|pain|relief)", near):
            return "function"
        return "pain"

    def _made(
        self, sentence: Stretch, amount: Amount, *, percent: Percent | None = None, how: Literal["stated", "computed"] | None = None,
        status: Literal["ok", "ambiguous", "not_computable"] = "ok", readings: tuple[Reading, ...] = (), literal: bool = False, note: str | None = None,
        of: Literal["pain", "function", "both"] = "pain", pre: Score | None = None, post: Score | None = None, scale: Scale | None = None, reach: tuple[int, ...] = (),
    ) -> Outcome:  # fmt: skip
        folded = self.folded
        event = self._event(sentence, amount)
        present = bool(cues.PRESENT.search(folded, sentence.start, sentence.end)) or amount.kind == "bare"
        present = present or bool(_BETTER.match(folded[amount.end : amount.piece.end]) and not _PAST.search(folded, amount.piece.start, amount.piece.end))
        when = timing(
            folded, amount.piece, (amount.start, amount.end), list(self._lengths(sentence)), list(within(self.page.dates, sentence.start, sentence.end)), event,
            self.event_dates, self.on, procedure_note=self.procedure_note and (event is None or event.when is None or event.when.day == self.on), present=present,
        )  # fmt: skip
        ends = [amount.start, amount.end, *reach]
        for start, end in zip(when.reach[::2], when.reach[1::2], strict=True):
            if max(start, end, amount.end) - min(start, end, amount.start) < 64:
                ends += [start, end]
        for cue in (cues.RELIEF, cues.PAIN):
            near = list(cue.finditer(folded, amount.piece.start, amount.piece.end))
            if near:
                best = min(near, key=lambda m: min(abs(m.start() - amount.end), abs(amount.start - m.end())))
                if min(abs(best.start() - amount.end), abs(amount.start - best.end())) < 60:
                    ends += [best.start(), best.end()]
                    break
        tail = re.match(r"\s*(?:currently|now|today|at present|presently|this morning|at this time)\b", folded[max(ends) : max(ends) + 20])
        if tail:
            ends.append(max(ends) + tail.end())
        aside = amount.piece.start if event is None or not (amount.piece.start <= event.start < amount.start) else event.end
        side = side_in(folded, aside, amount.piece.end)
        if event is not None and event.side and (event.side != "bilateral" or side is None):
            label = _SIDE_LABEL.match(folded[amount.piece.start : amount.start])
            named = side_in(folded, amount.piece.start, amount.piece.start + label.end()) if label else None
            if named and named != event.side and event.start < amount.piece.start:
                side, event = named, replace(event, side=named, when=None)  # 'Left side: 80 %' is not the right one's result
            else:
                side = event.side
        return Outcome(
            self.page.span(min(ends), max(ends)), of=of, procedure=event.procedure if event else None, date=event.when if event else None, side=side,
            phase=phase_of(when, event), pre=pre, post=post, scale=scale, percent=percent, how=how, lasted=when.lasted, measured_at=when.measured_at,
            measured_on=when.measured_on, over=when.over, peak=when.peak, status=status, note=note, readings=readings, literal_relief=literal, role=_role_of(self.page.document.name),
        )  # fmt: skip

    def _lengths(self, sentence: Stretch) -> list[Found]:
        return list(within(self.page.durations, sentence.start, sentence.end))

    def _event_dates(self) -> set[int]:
        """The dates that are a procedure's own: they time the procedure, never a measurement."""
        starts: set[int] = set()
        for mention in self.page.mentions:
            if mention.when is None or mention.resolved:
                continue
            near = [d for d in within(self.page.dates, mention.start - 140, mention.start + 140) if d.when == mention.when]
            if near:
                starts.add(min(near, key=lambda d: min(abs(d.start - mention.end), abs(mention.start - d.end))).start)
        return starts

    def _event(self, sentence: Stretch, amount: Amount) -> Mention | None:
        """The procedure an amount speaks of; one that came after the day the words name is not it."""
        event = self._spoken_of(sentence, amount)
        if event is None or event.when is None or event.procedure is None:
            return event
        for day in within(self.page.dates, amount.piece.start, amount.piece.end):
            if day.end <= amount.start and day.when is not None and day.when.last < event.when.first and day.start not in self.event_dates:
                earlier = [m for m in self.done if m.procedure == event.procedure and m.when is not None and m.when.first <= day.when.last]
                return earlier[-1] if earlier else replace(event, when=day.when, side=None)
        return event

    def _spoken_of(self, sentence: Stretch, amount: Amount) -> Mention | None:
        """The procedure an amount speaks of: in its piece, before it in the sentence, after it, before it in the document."""
        inside = list(within(self.done, sentence.start, sentence.end))
        if not any(m.when is not None and not m.resolved and m.start in amount.piece for m in inside):
            for day in within(self.page.dates, amount.piece.start, amount.piece.end):  # 'after 4/24: 65 %' names the procedure by its day
                if day.end <= amount.start and day.when is not None:
                    named = [m for m in self.done if m.when is not None and m.procedure and day.when.first <= m.when.first and m.when.last <= day.when.last]
                    if named and re.search(r"\b(?:after|from|since|following|post|the|of|s/p|with|on)\s*(?:the )?$|^\W*$", self.folded[amount.piece.start : day.start]):
                        return named[-1]
        own = [m for m in inside if m.start in amount.piece]
        pool = own or [m for m in inside if m.start < amount.start][-1:] or inside[:1]
        if pool:
            before = [m for m in pool if m.start < amount.start]
            named = [m for m in pool if m.procedure is not None]
            after = [m for m in pool if m.start >= amount.end]
            direct = after and re.match(r"[^,;]{0,50}?\b(?:from|with|after|following|since|by|due to|to|of|on)\b[^,;]{0,24}$", self.folded[amount.end : after[0].start])
            if direct and (not before or before[-1].procedure is None or (own == pool and not re.search(r"gave|provided|with|:", self.folded[before[-1].end : amount.start]))):
                return after[0]
            earlier = [m for m in inside if m.start < amount.start]
            if not before and not direct and earlier:
                return earlier[-1]  # '40% and 50%; RFA not pursued'
            if before:
                return before[-1] if before[-1].procedure is not None or not named else named[0]
            return pool[0]
        previous = within(self.done, 0, sentence.start)
        if previous:
            last = previous[-1]
            if last.purpose == "diagnostic" and re.search(r"\btherapeutic\b|\bsteroid\b", self.folded[sentence.start : sentence.end]):
                return next((m for m in reversed(previous) if m.procedure == last.procedure and m.purpose != "diagnostic"), last)
            return last
        for day in within(self.page.dates, amount.piece.start, amount.start):
            if day.when is not None and re.search(r"\b(?:after|since|following|post|s/p|from)\s(?:the |her |his |that )?$", self.folded[amount.piece.start : day.start]):
                return Mention(day.start, day.end, None, when=day.when)  # 'after 8/20: 80 %'
        following = within(self.done, sentence.end, sentence.end + 400)
        return following[0] if following else None

    # --- scores ---------------------------------------------------------------------------------------------------------

    def _pair(self, index: int, sentence: Stretch, scores: list[Amount]) -> list[tuple[Amount, Outcome]]:
        folded = self.folded
        if not scores:
            return []
        ambiguous = self._relief_score(sentence, scores)
        if ambiguous:
            return ambiguous
        scores = [a for a in scores if not cues.OTHER_SITE.search(self._piece_around(a))] or scores[:1]
        roles: list[Role] = []
        strong: list[bool] = []
        for amount in scores:
            role, sure = _role(amount, folded)
            roles.append(role)
            strong.append(sure)
        if roles[:2] == ["post", "post"] and len(roles) == 2 and re.search(r"\bthen\s$", scores[0].left(folded)) and re.search(r"\bnow\b", scores[1].left(folded)):
            roles[0] = "pre"  # 'then 7, now 4'
        for i in range(len(scores) - 1):
            between = folded[scores[i].end : scores[i + 1].start]
            drawn = re.search(r"->|→|=>", between)
            if cues.ARROW.match(between) and (drawn or not (strong[i] and roles[i] == "post" and "to" not in between)):
                if i and roles[i] == "post" and strong[i] and i - 1 >= 0 and cues.ARROW.match(folded[scores[i - 1].end : scores[i].start]):
                    roles[i + 1] = "post"
                else:
                    roles[i], roles[i + 1] = "pre", "post"
                strong[i] = strong[i + 1] = True
        if len(scores) >= 2:
            if "pre" in roles and "post" not in roles:
                roles = [r or "post" for r in roles]
            elif "post" in roles and "pre" not in roles and None in roles:
                first = roles.index(None)
                roles[first] = "pre"
                roles = [r or "post" for r in roles]
            elif "pre" in roles and "post" in roles:
                conditions = self._conditions(sentence, scores)
                for i, role in enumerate(roles):
                    if role is None:  # 'baseline 0/10 at rest, 8/10 walking; after …': another condition of the same moment
                        later = "post" in roles[i + 1 :]
                        if i > 0 and conditions[i] != conditions[i - 1] and later:
                            roles[i] = roles[i - 1]
                        elif i + 1 < len(roles) and roles[i + 1] == "pre" and conditions[i] != conditions[i + 1] and later:
                            roles[i] = "pre"
                        else:
                            roles[i] = "post"
            elif "pre" not in roles and "post" not in roles and len(scores) == 2 and _CHANGED.search(folded, sentence.start, sentence.end):
                roles = ["pre", "post"]
        conditions = self._conditions(sentence, scores)
        made: list[tuple[Amount, Outcome]] = []
        used: set[int] = set()
        anchored = len(folded) < 400 or bool(self.page.mentions) or self.procedure_note
        for i, amount in enumerate(scores):
            if roles[i] != "post" or not anchored:
                continue
            sides = [side_in(folded, a.piece.start, a.end) for a in scores]
            options = [j for j in range(len(scores)) if roles[j] == "pre" and not (sides[i] and sides[j] and sides[i] != sides[j] and "bilateral" not in (sides[i], sides[j]))]
            if not options:
                continue
            alike = [j for j in options if conditions[j] == conditions[i]] or [j for j in options if None in (conditions[i], conditions[j])]
            j = ([k for k in alike if k < i] or alike or options)[-1]
            used |= {i, j}
            outcome = self._compared(sentence, scores[j], amount, like=bool(alike))
            timed = outcome.lasted or outcome.measured_at
            if not timed and any(o.pre == outcome.pre and o.post == outcome.post for _, o in made):
                continue  # 'and has stayed a three'
            made.append((amount, outcome))
        for i, amount in enumerate(scores):
            if i in used:
                continue
            self.singles.append(_Single(index, roles[i], amount, conditions[i], strong[i]))
            if amount.kind == "score" or _LONE.search(folded[max(sentence.start, amount.start - 44) : amount.start]):
                self._lone(amount)
        return made

    def _piece_around(self, amount: Amount) -> str:
        return self.folded[max(amount.piece.start, amount.start - 40) : min(amount.piece.end, amount.end + 24)]

    def _conditions(self, sentence: Stretch, scores: list[Amount]) -> list[str | None]:
        found: list[str | None] = []
        for amount in scores:
            piece = self.folded[amount.piece.start : amount.piece.end]
            found.append(next((name for name, pattern in cues.CONDITION if pattern.search(piece)), None))
        return found

    def _lone(self, amount: Amount) -> None:
        assert amount.score is not None
        if amount.score.high > (100 if amount.scale == "vas_mm" else 10):
            return
        if amount.kind == "score" and amount.scale in ("vas_mm", "vas_cm") and not re.search(r"vas|pain|score", self._piece_around(amount)):
            return
        self.facts.append(PainScore(self.page.span(amount.start, amount.end), score=amount.score, scale=amount.scale or "nrs", measured_on=self.on))

    def _compared(self, sentence: Stretch, pre: Amount, post: Amount, *, like: bool = True) -> Outcome:
        assert pre.score is not None
        assert post.score is not None
        scale = _scale(pre, post)
        change, note = None, None
        if scale is None:
            note = "the two scores are on different scales"
        elif not like:
            note = "the two scores were not taken under like conditions"
        elif pre.score.low <= 0:
            note = "a baseline of 0 gives no percentage"
        elif max(pre.score.high, post.score.high) > (100 if scale == "vas_mm" else 10):
            note = "a score is outside its scale"
        else:
            change = relief_between(pre.score, post.score)
        reach = (pre.start, pre.end)
        if cues.ARROW.match(self.folded[pre.end : post.start]):
            post = replace(post, piece=Stretch(pre.piece.start, post.piece.end))
        if change is None:
            return self._made(sentence, post, status="not_computable", note=note, pre=pre.score, post=post.score, scale=scale, reach=reach)
        return self._made(sentence, post, percent=change, how="computed", pre=pre.score, post=post.score, scale=scale, reach=reach)

    def _relief_score(self, sentence: Stretch, scores: list[Amount]) -> list[tuple[Amount, Outcome]]:
        """'Relief 7/10' may be an amount of relief or a pain score."""
        made = []
        for amount in scores:
            if amount.kind != "score" or amount.score is None or amount.scale != "nrs":
                continue
            left, right = self.folded[max(sentence.start, amount.start - 26) : amount.start], self.folded[amount.end : amount.end + 20]
            if re.match(r"\s*(?:pain )?relief\b", right) or re.search(r"\brelief(?: score| level| rating)?\s*(?:[:=]|was|is|at|of|rated)?\s*(?:at |about )?$", left):
                if len(scores) > 1:
                    continue
                low, high = amount.score.low * 10, amount.score.high * 10
                readings = (
                    Reading(percent(low, high, "exact"), "relief of that many tenths"),
                    Reading(FULL if high == 0 else None, "a pain score" if high == 0 else "a pain score, with no baseline beside it"),
                )
                made.append((amount, self._made(sentence, amount, status="ambiguous", readings=readings)))
        return made

    def _pair_across_sentences(self) -> None:
        """'Pre-injection 8/10.' in one sentence and 'Thirty minutes later 2/10.' in one of the next three."""
        used: set[int] = set()
        for i, post in enumerate(self.singles):
            if i in used:
                continue
            for j, pre in enumerate(self.singles):
                if j in used or i == j or pre.role != "pre" or not pre.strong or not 0 < abs(pre.sentence - post.sentence) <= 6:
                    continue
                if post.role == "pre" or (post.role is None and not self.procedure_note and pre.sentence > post.sentence):
                    continue
                if post.role is None and not post.strong and not _near_post(self.folded, post.amount):
                    continue
                if pre.condition and post.condition and pre.condition != post.condition:
                    continue
                first, second = sorted((pre.amount, post.amount), key=lambda a: a.start)
                if second.end - first.start > 420 or self._excluded(self._whole(first), "score", first.start, first.end):
                    continue
                sentence = self._whole(post.amount)
                outcome = self._compared(sentence, pre.amount, post.amount)
                self.facts = [f for f in self.facts if not (isinstance(f, PainScore) and f.span.start in (pre.amount.start, post.amount.start))]
                self.facts.append(outcome)
                used |= {i, j} if pre.sentence > post.sentence else {i}
                break

    def _whole(self, amount: Amount) -> Stretch:
        return next(s for s in self.page.sentences if amount.start in s)

    # --- words without a number, and noise ---------------------------------------------------------------------------------

    def _verbal(self, index: int, sentence: Stretch) -> None:
        """'Tremendous response': relief is spoken of and no amount is given."""
        folded = self.folded
        named = bool(within(self.done, sentence.start, sentence.end))
        if not named and not cues.FELT.search(folded, sentence.start, sentence.end) and not (index - self.topic <= 1 and re.search(r"relief|benefit", folded[sentence.start : sentence.end])):
            near = within(self.done, sentence.start - 200, sentence.start)
            if not (near and re.match(r"\W*(?:it|this|that|she|he|they|pt|patient|there|reports?|states|the (?:inj|shot|block|proc)|good|great|excellent|significant|some|minimal|partial|with)\b", folded[sentence.start : sentence.start + 40])):
                return
        points = re.search(rf"\b(?P<n>a couple of|a few|several|{_COUNT}) points?\b", folded[sentence.start : sentence.end])
        if "__" in folded[sentence.start : sentence.end]:
            return
        match = points or cues.VERBAL.search(folded, sentence.start, sentence.end)
        if match is None:
            return
        offset = sentence.start if match is points else 0
        start, end = match.start() + offset, match.end() + offset
        kind: Kind = "verbal"
        if self._excluded(sentence, kind, start, end):
            return
        if re.search(r"\b(?:no|not|without|denies|never)\s(?:\w+ ){0,2}$", folded[max(sentence.start, start - 20) : start]) and not points:
            return
        self.facts.append(self._made(sentence, Amount(kind, start, end, sentence), status="not_computable", note="verbal only"))

    def _noisy(self, sentence: Stretch) -> list[tuple[int, int]]:
        """Digits that look like letters, or letters like digits: read both ways, never repaired."""
        raw = self.page.document.text
        noisy: list[tuple[int, int]] = []
        for match in _LOOKALIKE.finditer(raw, sentence.start, sentence.end):
            token = match["pct"] or match["score"]
            if not re.search(r"[OoIlSBZ|]", token) or (not re.search(r"\d", token) and not match["sign"] and not match["of"]):
                continue
            if match["pct"] is not None and not (re.search(r"\d", token) or token.lower() in ("o", "oo", "loo", "ioo")):
                continue
            start, end = match.span()
            fixed = token.translate(_REPAIR)
            amount = Amount("percent", start, end, sentence)
            readings: tuple[Reading, ...] = ()
            if match["pct"] is not None:
                if not fixed.isdigit() or Fraction(fixed) > 100 or not (cues.RELIEF.search(self.folded, sentence.start, sentence.end) or within(self.done, sentence.start, sentence.end)):
                    continue
                guess = Percent(Fraction(fixed), Fraction(fixed))
                readings = (Reading(guess, "the look-alike letters read as digits"), Reading(None, "unreadable"))
            elif not cues.PAIN.search(self.folded, sentence.start, sentence.end):
                continue
            else:
                readings = (Reading(None, "a score with a look-alike letter in it"),)
            if self._excluded(sentence, "percent", start, end):
                continue
            noisy.append((start, end))
            self.facts.append(self._made(sentence, amount, status="ambiguous", readings=readings, note="letters that look like digits"))
        return noisy


_COUNTED = re.compile(r"(?<![-\w])(?:weeks?|wks?|months?|mos?|days?|hours?|pod|block|injection|inj|number|phase|grade|stage|type|page|visit|step|session|item|question|level|no\.?|part|line|#)\s?#?$")
_LASTING = re.compile(r"\bhow long\b|^\W*(?:duration|length) ?(?:of (?:relief|benefit|response|effect|improvement|pain relief))?\b|\b(?:lasted|held|persisted|endured|continued|has held|maintained)\b|\b(?:relief|benefit|improvement|effect) (?:was |were )?for\b")
_BETTER = re.compile(r"^\s*(?:overall |globally )?(?:better|improved|less pain)\b")
_PAST = re.compile(r"\b(?:had|was|were|gave|got|provided|did|went|lasted|held|for|x|received|helped|reported|obtained|experienced)\b")
_ELSEWHERE = re.compile(
    r"acupunct|chiropract|massage|orthop|shoulder|knee|dent(?:al|ist)|eye|vision|ophthal|cardio|pulmon|urgent care|emergency|dermat|podiat|audiolog|sleep|diet|nutrition|blood pressure|oncolog|"
    r"wound|urolog|gastro|hospital (?:discharge|stay)|vaccin|mammogr|colonosc|gyn"
)
_LABEL = re.compile(r"^\W*(?:before|pre\w*|baseline|after|post\w*|today|now|visit|call|week|wk|month|day|hour|min|\d)[^\n:]{0,28}:\s*$")
_WHERE = re.compile(r"^\s*(?:in the |of the )?(?:left |right |low |lower |axial )?(?:legs?|back|arms?|neck|buttocks?|axial|radicular)\b(?! (?:pain )?(?:relief|better|less|improve))")
_COUNTS = re.compile(r"\b(?:sessions?|injections?|infiltrations?|procedures?|epidurals?|ablations?|blocks?|visits?|number of|count)\b[^.;]*$")
_SIDE_LABEL = re.compile(r"^[\W_]*(?:the |her |his )?(?:left|right|lt|rt)\b(?: (?:side|si|sij|one|joint|low back|buttock|leg|neck))*[ :,-]")
_ELIDED = re.compile(r"(?:, |\band |\bthen |; )(?:again |still |only )?(?P<n>\d{1,3})(?= (?:at|this|now|today|by|on|since|in the|when))")
_DRUG = re.compile(r"(?:lido\w*|bupi\w*|marcaine|ropiv\w*|xylocaine|sensorcaine|naropin|mepiv\w*)[ :(,-]*(?:hcl |pf |mpf )?$")
_CONCENTRATION = re.compile(r"^\s*(?:pf |mpf |preservative.free |plain )?(?:lido\w*|bupi\w*|marcaine|ropiv\w*|xylocaine|sensorcaine|mepiv\w*)")
_COUNT = r"\d{1,2}|one|two|three|four|five|six|seven|eight"
_CLAUSE = re.compile(r";|\b(?:but|however|although|whereas|yet|though)\b|\.\s|\n|, and (?=she|he|pt|the patient)")
# No sentence without one of these states an outcome. Most of a chart does not, and is passed over here.
_INTERESTING = re.compile(
    r"re[l1|]i|benefi|improv|better|help|pain|ache|achi|discomf|sympto|nrs|nprs|vas|score|%|percent|per cent|/ ?1|out of|->|→|free|worse|gone|back|baseline|effect|respon|relap|w[oe][ra][ne]|wearing|\bpre|post|before|after|"
    r"today|\bnow\b|week|wk|month|mos?\b|hour|hr|min|half|third|quarter|fifth|[¾½⅔⅓¼]|less|reduc|decreas|drop|unchanged|same|chang|inj|block|shot|sij|siji|differen|happy|pleas|delight|beautif|wonder|diary|\blog\b|avg|average|worst|"
    r"rated|level|night|evening|visit|recheck|nothing|none|\bnil\b|zero|no good|twice|doubl|work|\bten\b|discharge|recovery|did not|didn't|eased|easier|settl|resol|complete|total"
)
_SCORE_RIGHT = re.compile(
    r"^\s*(?:$|[,;.)\]\n:|@]|before|beforehand|after\w*|right after|immediately|w/|per\b|ongoing|pre\b|pre-|post\b|post-|at\b|to\b|now|on\b|today|and\b|by\b|->|→|=>|>|in (?:recovery|pacu|the|pre|post|clinic)|for\b|this|when|then|since|with|during|down|last|from|prior|following|the |while|but|or\b|out\b|"
    r"half|thirty|\(|-\s|/ |a (?:week|month|day)|\d+ ?(?:m|h|d|w|min|hr|hour|day|week|wk|month|mo)|(?:one|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty|sixty|ninety) ?(?:min|hour|day|week|month)|pain|currently|was|is|initially|baseline|average|worst|best|via|per|again|immediately|upon|until|through|instead|prior|most)"
)
_SCORE_LEFT = re.compile(
    r"(?:^\s|[,;:(=|>→]|->|\bfrom|\bto|\ba|\ban|\bwas|\bis|\bwere|\bat|\bof|\bpain|\bnrs|\bnprs|\bvas|\bvrs|\bscores?|\bscored|\blevels?|\brat(?:ed|es|ing)|\bnow|\bthen|\bonly|\bbecame|\bherself|\bhimself|\band|\bbefore|\bbeforehand|\bafter\w*|\bpre|\bpost|\bbaseline|\bcurrently|\baround|\babout|\btoday|"
    r"\breport\w*|\bnumber|\bstates?|\bstayed|\bremain\w*|\bhovering|\binto|\bagainst|\bversus|\bvs\.?|\bwith|\bhad been|\bsays|\bgave|\bcalled (?:it|her|his)(?: \w+)?|\bput (?:it|her|his)(?: \w+)? at|\bit|\)|\b[ap]\.?m\.?|\b\d+ ?(?:m|min|h|hr|d|wks?|weeks?|months?|mo|hours?|minutes?|days?)|\b(?:an )?hour|injection|proc\w*|block|discharge|recovery|pacu|day|initially|still|later|worst|average|avg|rest|weeks?|months?|back)\s*(?:[:=,-]|a |an |about |at |of |was |is |only |just |the |pain )*\s*$"
)
_LONE = re.compile(r"(?:^|[.\n;] ?)\W*at [^.;:]{3,40},\s*$|(?:^|[.\n;] ?)(?:pre|post|before|baseline)\s$|\btoday,?\s$|\b(?:nrs|nprs|vas)\b[\w .,/()-]{0,24}$|\bpain (?:before|after)\b[^.;=:]{0,36}$|(?:^|[\n,;.+ (])(?:\d+ ?(?:mins?|minutes?|m|h|hrs?|hours?|d|days?|wks?|weeks?|mos?|months?)|(?:w(?:ee)?k|month|mo|day) ?\d+|before|after|baseline|pre|post)\s*[:=]\s*$|\b(?:(?:pain|nrs|vas|score)[^.;,]{0,12} ?(?:before|after|pre|post|baseline)\b[^.;,]{0,26}[=:]|(?:pre|post|before|after|baseline|pre-?\w+|post-?\w+)\s*(?:avg |average |worst )?(?:pain|nrs|vas|score)?\s*[:=]|pain\b[^.;,:=]{0,34}[:=]|avg pain|nrs|nprs|vas|vrs|pain (?:score|level|rating|intensity)(?: was| is| of)?|pain (?:is|was|at|of|now|rated|today|currently)|rates? (?:her |his |the |it )?(?:pain )?(?:at|as|a)?)\s*(?:[:=]|of|is|was|at|a|an)?\s*(?:a |an |at )?$")
_RESULT = re.compile(r"\b(?:had|has had|reports?|reported|got|received|experienced|obtained|gave|provided|achieved|noted|s/p|yielded|enjoyed|states|rates|rated|her|his)\b")
_CHANGED = re.compile(r"\b(?:drop\w*|decreas\w*|reduc\w*|went|fell|improv\w*|down|lower\w*|became|brought|took|knocked|cut|rose|increas\w*|up|->|chang\w*|relief|then|later|after|post)\b|→")
_REMAINING_RIGHT = re.compile(
    r"^\s*(?:of (?:what (?:it|they|her|his|the|she|he)\b|(?:its |the |her |his |my |their )?(?:baseline|base line|original|previous|prior|former|initial|pre-?\w+|old|usual|starting|earlier|past)\b)|(?:of (?:the |her |his |my |their )?)?(?:original |baseline |usual |index )?(?:pain|symptoms?|discomfort|ache)\s*(?:is |was |are |still |that |now )*(?:persist\w*|still (?:there|present|with)|lingers?|unresolved|unrelieved|present|there\b)|(?:of (?:the |her |his |my |their )?)?(?:original |baseline |usual |index )?(?:pain|symptoms?|discomfort|ache)?\s*(?:is |was |are |still |that |now )*(?:remain\w*|residual|left\b(?=\s*(?:[.,;)]|$|after|now|by|at\b|following|since|today|over\b|behind)))|residual|remain\w*|as (?:bad|much|severe|painful|strong|sore)\b)"
)
_REMAINING_LEFT = re.compile(r"(?:\ball but|\bremain(?:ing|s|der)(?: pain)?|\bresidual(?: pain)?|\bleft with|\bstill (?:has|have|left with|feels|at)|\bpain (?:is |was )?(?:now )?(?:only|at)|\bis now|\bpersisting pain)\s*(?:is |was |of |at |about |only |roughly |around |a |the |just |[:=] ?)*$")
_DOWN_TO = re.compile(
    r"\b(?:(?:decreas|reduc|drop|fell|fall|went|gone|go|came|come|brought|bring|cut|lower|eas|diminish|lessen|declin|get|got|knock)\w*)\b(?: \w+){0,4}? (?:down )?to\s*(?:about |around |approximately |roughly |only |just |~)*$|\bdown to\s*(?:about |around |approximately |roughly |only |just |~)*$|\bpain (?:was |is |has )?(?:now )?(?:at|to)\s*(?:about |around )?$"
)
_MORE_NEEDED = re.compile(r"\b(?:another|additional|further) $")


_OVER_TIME = re.compile(r"^\s*(?:at first|initial\w*|now|currently|today|at \w+ (?:weeks?|months?|wks?)|for \w+ (?:weeks?|months?|wks?))\b")


def _worsened(left: str, right: str) -> bool:
    near_right = re.match(r"\s*(?:more|higher|greater)?\s*(?:worse\w*|increase in (?:\w+ ){0,2}pain|more pain|increase in (?:\w+ ){0,2}symptoms|rise in pain|higher (?:pain|than)|more severe|deterioration|exacerbation|aggravation|increase$|increase\b(?= (?:since|after|from|over)))", right)
    if near_right:
        return True
    near = re.search(r"\b(?:worse(?:ned|ning)?|pain (?:has )?(?:increased|rose|went up|is up|risen|up)|increased(?: in pain)?|aggravat\w+|deteriorat\w+)\s*(?:by|about|to|around|of|:)?\s*(?:about |around |roughly )?$", left)
    return bool(near) and not cues.NOT_WORSE.search(left[: near.start()] if near else "") and not re.search(r"\b(?:function|walk\w*|relief|tolerance|mobility)\b", left[-40:])


def _agree(a: Percent | None, b: Percent | None) -> bool:
    """Whether two percentages state one result: '2/10 (71 % relief)'."""
    return a is not None and b is not None and a.low is not None and b.low is not None and abs(a.low - b.low) < 2


def _inverse(share: Percent) -> Percent:
    """Relief from the pain that is left."""
    flip = {"at_least": "at_most", "at_most": "at_least", "more_than": "less_than", "less_than": "more_than"}
    low = None if share.high is None else 100 - share.high
    high = None if share.low is None else 100 - share.low
    if share.bound == "less_than" and share.low is not None:  # 'nearly 30 % left'
        return Percent(low, high, "range")
    return Percent(low, high, flip.get(share.bound, share.bound))  # type: ignore[arg-type]


def _negated(share: Percent) -> Percent:
    return Percent(None if share.high is None else -share.high, None if share.low is None else -share.low, share.bound)


def _shown(share: Percent) -> str:
    shown = share.low if share.low is not None else share.high
    return f"{float(shown):g}" if shown is not None else "?"


def relief_between(pre: Score, post: Score) -> Percent:
    """Relief in percent of the baseline, exact; ranges give ranges. `pre.low` must be above 0."""
    ends = [(a - b) * 100 / a for a in (pre.low, pre.high) for b in (post.low, post.high)]
    low, high = min(ends), max(ends)
    return Percent(low, high, "exact" if low == high else "range")


def _scale(pre: Amount, post: Amount) -> Scale | None:
    """The scale two scores share; a bare number takes its partner's; None where they differ."""
    a, b = pre.scale, post.scale
    if a == b:
        return a or "nrs"
    if a is None or b is None:
        return a or b
    return None


def _role(amount: Amount, folded: str) -> tuple[Role, bool]:
    """Before or after, by the nearer cue in the amount's own piece; a bare 'was' is weak."""
    left, right = amount.left(folded)[-80:], amount.right(folded)[:60]
    best: tuple[int, Role] | None = None
    for role, pattern in (("pre", cues.PRE), ("post", cues.POST)):
        for match in pattern.finditer(left):
            gap = len(left) - match.end()
            if match[0] in ("to", "is", "by", "out", "then") and gap > 12:
                continue
            if best is None or gap < best[0] or (gap == best[0] and role == "pre"):
                best = (gap, role)  # type: ignore[assignment]
        for match in pattern.finditer(right):
            gap = match.start() + 1
            if match[0] in ("to", "is", "from", "by", "then"):
                continue
            if best is None or gap < best[0]:
                best = (gap, role)  # type: ignore[assignment]
    if best:
        return best[1], True
    if re.search(r"\b(?:was|were)\s*(?:an? |at |about |around )?$", left[-16:]):
        return "pre", False
    return None, False


def _near_post(folded: str, amount: Amount) -> bool:
    return bool(cues.POST.search(folded, amount.piece.start, amount.piece.end))


_AUTHORS = (
    ("therapist", re.compile(r"\bpt\b|physical therapy|therap|physio")),
    ("phone", re.compile(r"phone|call")),
    ("letter", re.compile(r"letter|lmn|appeal")),
    ("nurse", re.compile(r"nurs|\brn\b|\bma\b")),
    ("physician", re.compile(r"clinic|consult|visit|progress|procedure|operat|office")),
)


def _role_of(name: str) -> str | None:
    """Who wrote a document, by its name."""
    return next((role for role, pattern in _AUTHORS if pattern.search(name.lower())), None)


_REPAIR = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8", "Z": "2"})
_LOOKALIKE = re.compile(
    r"(?<![\w/])(?:(?P<pct>[\dOoIlSBZ|]{1,3})(?P<sign>\s?%|\s(?:percent|per cent|pct)\b)|(?P<score>[\dOoIl|S]{1,2})\s?/\s?(?P<of>[1lI|][0Oo])(?![\w/]))"
)
