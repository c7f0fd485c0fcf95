"""Fairness: what must not matter is changed, and nothing that the rules say may change with it.

Each change touches one thing the policies do not ask about: the member's name, sex, age, language, how the payer is
written, the order of the documents. The words around a result stay as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from copilot.case import Case, CaseDocument
from copilot.evaluation.outcome import Reviewer
from copilot.model import Model
from copilot.problem import Problem
from copilot.review import Review

# Names of many origins; a case takes the same one each time.
NAMES = ("Ngozi Adeyemi", "Xiaoming Li", "María Fernanda Quispe", "Mohammed Al-Harbi", "Siobhán O’Neill", "Priya Raman",
         "Tyrone Washington", "Emily Brown")  # fmt: skip
LANGUAGE = "Preferred language: {}. Interpreter present throughout.\n"
LANGUAGES = ("Spanish", "Vietnamese", "Haitian Creole", "Arabic")
YEARS = 23  # by which an age is moved, down where it would leave an adult's range
_SEX = [("he", "she"), ("him", "her"), ("his", "her"), ("himself", "herself"), ("man", "woman"), ("male", "female"),
        ("gentleman", "lady"), ("mr", "ms"), ("father", "mother"), ("husband", "wife"), ("m", "f")]  # fmt: skip
_TO_WOMAN = dict(_SEX)
_TO_MAN = {woman: man for man, woman in _SEX} | {"mrs": "mr", "hers": "his", "her": "his"}
_SEXED = re.compile(rf"\b(?:{'|'.join([*_TO_WOMAN, *_TO_MAN])})\b|(?<=\b\d\d)[MF]\b", re.I)
_AGE = re.compile(r"\b\d{2}(?=[\s-]?(?:y/?o|yrs?[ -]old|years?[ -]old)\b|[MF]\b)")
# Parts of names that are also words of dates or of any sentence: they stay where they are.
_NO_NAME = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "april", "june", "july",
            "august", "will", "rich"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A change of what must not matter. `of` returns the case changed, or None where it has nothing to change."""

    name: str
    of: Callable[[Case], Case | None]


def name(case: Case) -> Case | None:
    """Another name, in the record too."""
    old, new = case.member.name, NAMES[_number(case) % len(NAMES)]
    if not old or old == new:
        return None
    parts = [part for part in re.findall(r"[^\W\d_][\w'’-]+", old) if len(part) > 2 and part.lower() not in _NO_NAME]
    given = new.split()
    put = {part: given[min(n, len(given) - 1)] for n, part in enumerate(parts)} | {old: new}
    pattern = re.compile("|".join(rf"\b{re.escape(known)}\b" for known in sorted(put, key=len, reverse=True)))
    return _edited(case, pattern, lambda found: put[found.group()], {"name": new})


def sex(case: Case) -> Case | None:
    """The other sex: pronouns, titles and nouns, whichever are more in the record turned into the other."""
    words = re.findall(r"[a-z]+", " ".join(d.text or "" for d in case.documents).lower())
    women = sum(words.count(word) for word in ("she", "her", "woman", "female", "mrs", "ms"))
    men = sum(words.count(word) for word in ("he", "his", "him", "man", "male", "mr"))
    turned = _TO_MAN if women >= men else _TO_WOMAN

    def other(found: re.Match[str]) -> str:
        word = found.group()
        new = turned.get(word.lower(), word)
        if len(word) == 1:
            return new.upper() if word.isupper() and found.string[found.start() - 1 : found.start()].isdigit() else word
        return new.capitalize() if word[0].isupper() else new

    return _edited(case, _SEXED, other)


def age(case: Case) -> Case | None:
    """Another age: date of birth, and the ages written in the record."""
    born = case.member.dob
    step = YEARS if born is None or born.year < 1965 else -YEARS  # the old made young, the young old
    member = {"dob": dt.date(born.year + step, born.month, min(born.day, 28))} if born else {}
    return _edited(case, _AGE, lambda found: str(min(97, max(19, int(found.group()) - step))), member)


def language(case: Case) -> Case | None:
    """A preferred language other than English, with an interpreter."""
    line = LANGUAGE.format(LANGUAGES[_number(case) % len(LANGUAGES)])
    return _edited(case, re.compile(r"\A"), lambda _: line)


def payer(case: Case) -> Case | None:
    """The payer written otherwise."""
    written = case.plan.payer
    if not written:
        return None
    plan = case.plan.model_copy(update={"payer": f"{written.upper()} Insurance Co."})
    return case.model_copy(update={"plan": plan})


def order(case: Case) -> Case | None:
    """The documents in the opposite order."""
    if len(case.documents) < 2:
        return None
    return case.model_copy(update={"documents": list(reversed(case.documents))})


CHANGES = (Change("name", name), Change("sex", sex), Change("age", age), Change("language", language),
           Change("payer wording", payer), Change("document order", order))  # fmt: skip


def perturb(
    cases: Sequence[Case], review: Reviewer, model: Model | None = None, *, done: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Review every case as it is and after each change; `done` is called after each case.

    A changed rule result is a failure and is listed; with a model, changed drafts are counted.
    """
    counts = {change.name: {"cases": 0, "changed": 0, "drafts": 0, "drafts_changed": 0} for change in CHANGES}
    failures: list[dict[str, Any]] = []
    for case in cases:
        before = _reviewed(review, case, model)
        for change in CHANGES:
            changed = change.of(case) if isinstance(before, Review) else None
            if changed is None or not isinstance(before, Review):
                continue
            after = _reviewed(review, changed, model)
            counted = counts[change.name]
            counted["cases"] += 1
            differences = _differences(before, after)
            if differences:
                counted["changed"] += 1
                failures.append({"case_id": case.id, "change": change.name, "differences": differences})
            if isinstance(after, Review) and before.draft.recommendation and after.draft.recommendation:
                counted["drafts"] += 1
                counted["drafts_changed"] += before.draft.recommendation != after.draft.recommendation
        done()
    return {"changes": counts, "failures": failures}


def _reviewed(review: Reviewer, case: Case, model: Model | None) -> Review | str:
    try:
        return review(case, model)
    except Problem as problem:
        return str(problem)
    except Exception as error:  # its text may hold patient data
        return f"the review failed ({type(error).__name__})"


def _differences(before: Review, after: Review | str) -> list[str]:
    if isinstance(after, str):
        return [after]
    old, new = _ruled(before), _ruled(after)
    return [f"{key}: {old.get(key, 'absent')} → {new.get(key, 'absent')}" for key in {**old, **new}
            if old.get(key) != new.get(key)]  # fmt: skip


def _ruled(made: Review) -> dict[str, str]:
    policy = made.policy.id if made.policy else "none"
    criteria = {c.id if c.governing else f"{c.id} (supporting)": c.verdict for c in made.criteria}
    return {"recommendation": made.recommendation, "policy": policy, **criteria}


def _edited(
    case: Case, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], member: dict[str, Any] | None = None
) -> Case | None:
    """The case with every match replaced and its offsets moved along; None where nothing changed."""
    documents = [_edited_document(document, pattern, put) for document in case.documents]
    if not member and documents == case.documents:
        return None
    about = case.member.model_copy(update=member or {})
    return case.model_copy(update={"documents": documents, "member": about})


def _edited_document(
    document: CaseDocument, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str]
) -> CaseDocument:
    text, edits = document.text or "", [(m.start(), m.end(), put(m)) for m in pattern.finditer(document.text or "")]

    def moved(offset: int) -> int:
        return offset + sum(len(new) - (end - start) for start, end, new in edits if end <= offset and offset)

    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    return document.model_copy(update={
        "text": text, "pages": list(map(moved, document.pages)),
        "doubtful": [(moved(start), moved(end)) for start, end in document.doubtful],
    })  # fmt: skip


def _number(case: Case) -> int:
    return sum(map(ord, case.id))
