"""How well the reader and the review do on the labelled notes: `make score`.

For each class of sentences the facts that must be found (recall) and, for relief, the facts returned that should not be
(precision), the worst class first; then, for each set of cases, the share of right recommendations and verdicts.

    python -m tests.labelled.score [--held-out] [--show CLASS] [--sentences] [--cases]

`--show CLASS` prints the failing lines of a class, and never those of the held-out part: nobody tunes on them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from copilot import reviewing
from copilot.case import Case
from rules.engine import Ruling, rule
from rules.facts import Document, to_json
from rules.pack import shipped
from rules.reading import read

HERE = Path(__file__).parent
Label = dict[str, Any]


@dataclass
class Score:
    """Counts for one class: labelled facts found and missed, and facts returned beyond the label."""

    found: int = 0
    missed: int = 0
    extra: int = 0
    lines: int = 0
    right: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.extra) if self.found + self.extra else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def lines(folder: str, *, held_out: bool) -> Iterator[tuple[str, Label]]:
    """(class, line) of the files of a folder, of the wanted part."""
    for path in sorted((HERE / folder).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and (label := json.loads(line)).get("held_out", False) is held_out:
                yield path.stem, label


def facts_of(label: Label) -> list[Label]:
    """What the reader returns for a labelled sentence, as `necessity facts` prints it."""
    date = dt.date.fromisoformat(label["date"]) if label.get("date") else None
    document = Document("note", label["text"], date)
    facts = [to_json(fact) for fact in read([document])]
    for fact in facts:
        if fact["start"] is not None and document.text[fact["start"] : fact["end"]] != fact["quote"]:
            raise AssertionError(f"{label['id']}: the quote is not at its span")
    return facts


def agrees(wanted: Any, got: Any, key: str = "") -> bool:
    """Whether a fact has what its label says; keys the label leaves out are not compared."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(
            (str(value) in str(got.get("quote", "")))
            if name == "quote_has"
            else agrees(value, (got.get("duration") or {}).get("bound"))
            if name == "bound" and "bound" not in got
            else agrees(value, got.get(name), name)
            for name, value in wanted.items()
        )
    if isinstance(wanted, dict) and key in ("score", "pre", "post") and isinstance(got, int | float):
        return bool(wanted == {"low": got, "high": got})
    if isinstance(wanted, int | float) and isinstance(got, dict) and not isinstance(wanted, bool):
        return bool(got == {"low": wanted, "high": wanted})
    if isinstance(wanted, list) and key in ("what", "names", "negative_names"):
        return isinstance(got, list) and set(wanted) == set(got)
    if isinstance(wanted, list) and key == "readings":
        wanted = [reading if reading is None or "percent" in reading else {"percent": reading} for reading in wanted]
        return isinstance(got, list) and len(wanted) == len(got) and not _unmatched(wanted, got)[0]
    if isinstance(wanted, float | int) and isinstance(got, float | int) and not isinstance(wanted, bool):
        return abs(wanted - got) <= 0.011
    return bool(wanted == got)


def _unmatched(wanted: list[Label], got: list[Label]) -> tuple[list[Label], list[Label]]:
    """The labels without a fact and the facts without a label; the label with the fewest candidates chooses first."""
    left = list(range(len(got)))
    missed = []
    order = sorted(wanted, key=lambda label: sum(agrees(label, fact) for fact in got))
    for label in order:
        match = next((i for i in left if agrees(label, got[i])), None)
        if match is None:
            missed.append(label)
        else:
            left.remove(match)
    return missed, [got[i] for i in left]


def sentences(*, held_out: bool) -> dict[str, Score]:
    """A score for each class of sentences."""
    scores: dict[str, Score] = {}
    for name, label in lines("sentences", held_out=held_out):
        score = scores.setdefault(name, Score())
        score.lines += 1
        facts = facts_of(label)
        missed: list[Label] = []
        extra: list[Label] = []
        if "relief" in label:
            relief = [fact for fact in facts if fact["kind"] == "relief"]
            missed, extra = _unmatched(label["relief"], relief)
            score.found += len(label["relief"]) - len(missed)
        if "facts" in label:
            others = [fact for fact in facts if fact["kind"] != "relief"]
            lost, _ = _unmatched(label["facts"], others)
            score.found += len(label["facts"]) - len(lost)
            missed = missed + lost
        score.missed += len(missed)
        score.extra += len(extra)
        score.right += not missed and not extra
        if missed or extra:
            score.failures.append(_failure(label, missed, extra, facts))
    return scores


def _failure(label: Label, missed: list[Label], extra: list[Label], facts: list[Label]) -> str:
    said = [f"{label['id']}  {label['text']!r}  [{label.get('why', '')}]"]
    said += [f"    missed   {json.dumps(item, ensure_ascii=False)}" for item in missed]
    said += [f"    extra    {json.dumps(_short(item), ensure_ascii=False)}" for item in extra]
    kinds = {item.get("kind", "relief") for item in missed}
    said += [
        f"    returned {json.dumps(_short(fact), ensure_ascii=False)}"
        for fact in facts
        if fact["kind"] in kinds and fact not in extra
    ]
    return "\n".join(said)


def _short(fact: Label) -> Label:
    skip = ("document", "page", "start", "end")
    return {k: v for k, v in fact.items() if k not in skip and v not in (None, [], "", False, "unknown")}


@dataclass
class CaseScore:
    """Counts for one set of cases."""

    cases: int = 0
    right: int = 0
    false_denials: int = 0
    false_approvals: int = 0
    criteria: int = 0
    criteria_right: int = 0
    failures: list[str] = field(default_factory=list)


def cases(*, held_out: bool) -> dict[str, CaseScore]:
    """A score for each set of cases, by the rules alone: what the record says, which policy governs, what follows."""
    packs = shipped()
    scores: dict[str, CaseScore] = {}
    for name, label in lines("cases", held_out=held_out):
        score = scores.setdefault(name, CaseScore())
        case = Case.model_validate({key: value for key, value in label.items() if key in Case.model_fields})
        facts, _ = reviewing.read(case)
        ruling = rule(packs, reviewing.request_of(case), facts, description=case.request.description or "")
        _compare(label, ruling, score)
    return scores


def _compare(label: Label, ruling: Ruling, score: CaseScore) -> None:
    wanted, said = label["label"], ruling.recommendation
    right = said == wanted["recommendation"]
    score.cases += 1
    score.right += right
    score.false_denials += said == "deny" and not right
    score.false_approvals += said == "approve" and not right
    results = {result.id: result for result in ruling.criteria if result.governing}
    wrong = []
    for criterion, verdict in wanted.get("criteria", {}).items():
        result = results.get(criterion)
        score.criteria += 1
        score.criteria_right += result is not None and result.verdict == verdict
        if result is None or result.verdict != verdict:
            found, because = (result.verdict, result.because) if result else ("not asked", ruling.why)
            wrong.append(f"    {criterion}: {found}, labelled {verdict}. {because}")
    if not right or wrong:
        head = f"{label['id']}  {said}, labelled {wanted['recommendation']}  [{label.get('why', '')}]"
        score.failures.append("\n".join([head, *wrong]))


def _table(scores: dict[str, Score]) -> Iterator[str]:
    yield f"{'class':28} {'lines':>5} {'right':>6} {'recall':>7} {'precision':>9}"
    for name, score in sorted(scores.items(), key=lambda item: (item[1].f1, item[0])):
        yield f"{name:28} {score.lines:5} {score.right:6} {score.recall:7.3f} {score.precision:9.3f}"
    yield _sum("all", scores.values())


def _sum(name: str, scores: Iterable[Score]) -> str:
    total = Score()
    for score in scores:
        total.found += score.found
        total.missed += score.missed
        total.extra += score.extra
        total.lines += score.lines
        total.right += score.right
    return f"{name:28} {total.lines:5} {total.right:6} {total.recall:7.3f} {total.precision:9.3f}"


def _case_table(scores: dict[str, CaseScore]) -> Iterator[str]:
    yield f"{'cases':28} {'cases':>5} {'right':>6} {'share':>7} {'false deny':>10} {'false appr.':>11} {'criteria':>9}"
    total = CaseScore()
    for name, score in sorted(scores.items(), key=lambda item: item[1].right / item[1].cases):
        yield _case_row(name, score)
        for counted in ("cases", "right", "false_denials", "false_approvals", "criteria", "criteria_right"):
            setattr(total, counted, getattr(total, counted) + getattr(score, counted))
    if total.cases:
        yield _case_row("all", total)


def _case_row(name: str, score: CaseScore) -> str:
    share, criteria = score.right / score.cases, score.criteria_right / max(score.criteria, 1)
    return (
        f"{name:28} {score.cases:5} {score.right:6} {share:7.3f} {score.false_denials:10} "
        f"{score.false_approvals:11} {criteria:9.3f}"
    )


def main(arguments: list[str] | None = None) -> int:
    shape = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(prog="make score", description=__doc__, formatter_class=shape)
    parser.add_argument("--held-out", action="store_true", help="score the held-out part instead")
    parser.add_argument("--show", metavar="CLASS", help="print the failing lines of a class or a set of cases")
    parser.add_argument("--sentences", action="store_true", help="only the sentences")
    parser.add_argument("--cases", action="store_true", help="only the cases")
    options = parser.parse_args(arguments)
    if options.show and options.held_out:
        print("Held-out lines are for measuring only; --show works on the others.", file=sys.stderr)
        return 2
    part = "held-out part" if options.held_out else "development part"
    found = sentences(held_out=options.held_out) if not options.cases else {}
    cased = cases(held_out=options.held_out) if not options.sentences else None
    if options.show:
        shown = {**found, **(cased or {})}
        if options.show not in shown:
            print(f"There is no class {options.show}; there are {', '.join(sorted(shown))}.", file=sys.stderr)
            return 2
        print("\n".join(shown[options.show].failures) or "Nothing fails.")
        return 0
    if found:
        print(f"Sentences, {part}")
        print("\n".join(_table(found)))
    if cased:
        print(f"\nCases, {part}")
        print("\n".join(_case_table(cased)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
