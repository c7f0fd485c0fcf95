"""Labelled cases: a case with the verdicts that people hold to be right. What is unusable is said, the rest runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copilot.case import Case
from copilot.load import load
from copilot.problem import Problem

RECOMMENDATIONS = ("approve", "deny", "pend")
VERDICTS = ("met", "not_met", "undocumented", "contradictory")

# The criterion ids of each policy that is known.
Policies = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A case and its label. `policy` is None where the label names none; `no_policy` says that none is to govern.

    `caution`: True where some caution about this very case must appear, or the kind that must; None where unsaid.
    `held_out`: for measuring only, so a report counts it and shows nothing of it.
    """

    case: Case
    recommendation: str
    criteria: dict[str, str]
    policy: str | None = None
    no_policy: bool = False
    lcd: str | None = None
    caution: bool | str | None = None
    tags: tuple[str, ...] = ()
    difficulty: str | None = None
    held_out: bool = False
    why: str | None = None


def read(path: Path, policies: Policies, on_problem: Callable[[Problem], None]) -> Iterator[Labelled]:
    """The labelled cases of a file. Each line that cannot be used is told to `on_problem` and left out."""
    seen: set[str] = set()
    for case in load(path, on_problem=on_problem):
        try:
            if case.id in seen:
                raise Problem("the id stands there twice; the first one is used")
            seen.add(case.id)
            yield labelled(case, policies)
        except Problem as problem:
            on_problem(Problem(f"{path}: case {case.id}: {problem}"))


def labelled(case: Case, policies: Policies) -> Labelled:
    """The case with its label checked. Raises Problem with the field that cannot be used."""
    label, extra = case.label or {}, case.model_extra or {}
    recommendation = label.get("recommendation")
    if recommendation not in RECOMMENDATIONS:
        raise Problem(f"label.recommendation: give one of {', '.join(RECOMMENDATIONS)}")
    expected = _word(extra, "expected_policy")
    named = [case.plan.policy, expected]
    for policy in named:
        if policy is not None and policy not in policies:
            raise Problem(f"there is no policy {_brief(policy)}; `necessity policies list` names those known")
    return Labelled(
        case=case.model_copy(update={"label": None}),
        recommendation=recommendation,
        criteria=_criteria(label.get("criteria"), policies, next(filter(None, reversed(named)), None)),
        policy=expected,
        no_policy=label.get("criteria") == {} and "expected_policy" not in extra,
        lcd=_word(extra, "expected_lcd"),
        caution=_caution(extra),
        tags=_tags(extra.get("tags")),
        difficulty=_word(extra, "difficulty"),
        held_out=_flag(extra.get("held_out", False)),
        why=_word(extra, "why"),
    )


def _criteria(given: Any, policies: Policies, policy: str | None) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Problem('label.criteria: give an object such as {"prior-relief": "not_met"}')
    known = set(policies[policy]) if policy else {name for names in policies.values() for name in names}
    for criterion, verdict in given.items():
        if criterion not in known:
            raise Problem(f"label.criteria: {policy or 'no policy'} has no criterion {_brief(criterion)}")
        if verdict not in VERDICTS:
            raise Problem(f"label.criteria.{criterion}: give one of {', '.join(VERDICTS)}")
    return dict(given)


def _caution(extra: dict[str, Any]) -> bool | str | None:
    given = extra.get("expect_caution")
    if given is not None and not isinstance(given, bool | str):
        raise Problem("expect_caution: give true or the kind of caution")
    return given or None


def _tags(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(tag, str) for tag in given):
        raise Problem('tags: give a list of words, such as ["repeat", "boundary"]')
    return tuple(dict.fromkeys(given))


def _word(extra: dict[str, Any], name: str) -> str | None:
    given = extra.get(name)
    if given is not None and not isinstance(given, str):
        raise Problem(f"{name}: give words")
    return given


def _flag(given: Any) -> bool:
    if not isinstance(given, bool):
        raise Problem("held_out: give true or false")
    return given


def _brief(value: Any) -> str:
    return repr(str(value)[:60])
