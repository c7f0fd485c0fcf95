"""The packs that are shipped: their cases hold, and a change of any threshold, comparison or connective is caught."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot import guideline
from rules import check
from rules.engine import evaluate, situation
from rules.pack import COMPARISONS, SHIPPED, Pack, Quantity, Rule, files, shipped
from rules.record import Chart, Record

GUIDELINES = Path(__file__).parent.parent / "guidelines"
PACKS = pytest.mark.parametrize("pack", shipped(), ids=lambda pack: pack.policy)


def texts() -> dict[tuple[str, str], str]:
    found = [guideline.read(path) for path in GUIDELINES.glob("*.md") if path.name != "README.md"]
    return {(text.id, passage.anchor): passage.text for text in found for passage in text.passages}


def posed(pack: Pack) -> tuple[check.Posed, ...]:
    file = SHIPPED / pack.policy / f"{pack.version}.cases.yaml"
    return check.cases(file.read_text(encoding="utf-8"), file.name)


@PACKS
def test_quotes_thresholds_and_cases_hold(pack: Pack) -> None:
    assert check.problems(pack, texts(), posed(pack)) == []


def test_nothing_published_changed_and_everything_is_published() -> None:
    assert check.changed(shipped(), SHIPPED / "published.json") == []


def test_no_two_versions_overlap() -> None:
    assert check.overlaps(shipped()) == []


def test_each_pack_lies_where_its_name_and_first_day_say() -> None:
    assert [f"{p.parent.name}/{p.stem}" for p in files(SHIPPED)] == [pack.key for pack in shipped()]


# POLICIES: the criteria of each pack by purpose.
REQUIRED = {
    ("aetna-cpb-0016-sij", "repeat_therapeutic"): "prior-relief image-guidance",
    (
        "aetna-cpb-0016-sij",
        "diagnostic",
    ): "image-guidance pain-duration provocative-tests conservative-care other-causes-excluded",
    (
        "aetna-cpb-0016-sij",
        "initial_therapeutic",
    ): "image-guidance pain-duration provocative-tests conservative-care other-causes-excluded",
    ("cms-lcd-sij", "repeat_therapeutic"): "prior-relief sessions-12-months image-guidance",
    (
        "cms-lcd-sij",
        "diagnostic",
    ): "pain-duration provocative-tests conservative-care other-causes-excluded sessions-12-months image-guidance",
    (
        "cms-lcd-sij",
        "initial_therapeutic",
    ): "pain-duration provocative-tests conservative-care other-causes-excluded diagnostic-response image-guidance",
    (
        "evicore-cmm-203-sij",
        "repeat_therapeutic",
    ): "diagnostic-response prior-relief injections-12-months interval image-guidance",
    (
        "evicore-cmm-203-sij",
        "initial_therapeutic",
    ): "diagnostic-response pain-duration provocative-tests conservative-care image-guidance",
    ("evicore-cmm-203-sij", "diagnostic"): "pain-duration provocative-tests conservative-care image-guidance",
    ("sis-auc-sij", "repeat_therapeutic"): "repeat-steroid",
    ("cms-lcd-esi", "repeat_therapeutic"): "indication pain-duration prior-relief sessions-12-months image-guidance",
    (
        "cms-lcd-esi",
        "initial_therapeutic",
    ): "indication pain-duration conservative-care sessions-12-months image-guidance",
    ("cms-lcd-facet", "diagnostic"): "pain-duration axial-pain sessions-12-months image-guidance",
    ("cms-lcd-facet", "repeat_therapeutic"): "pain-duration axial-pain prior-relief sessions-12-months image-guidance",
    ("cms-lcd-facet", "ablation"): "pain-duration axial-pain diagnostic-response sessions-12-months image-guidance",
    ("cms-lcd-facet", "repeat_ablation"): "pain-duration axial-pain prior-relief sessions-12-months image-guidance",
    ("cms-lcd-tpi", "initial_therapeutic"): "indication sessions-12-months no-imaging",
    ("cms-lcd-tpi", "repeat_therapeutic"): "prior-relief sessions-12-months no-imaging",
}


@pytest.mark.parametrize(
    ("where", "ids"), REQUIRED.items(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_each_purpose_asks_for_what_the_policy_lists(where: tuple[str, str], ids: str) -> None:
    pack = next(pack for pack in shipped() if pack.policy == where[0])
    asked = [pack.criteria[key].id for key in pack.require[where[1]]]  # type: ignore[index]
    assert sorted(asked) == sorted(ids.split())


# --- mutations ----------------------------------------------------------------------------------------------------


def mutants(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with one threshold, comparison or connective changed, or one part left out; each with its name."""
    wanted = rule.wanted if rule.fact else None
    if isinstance(wanted, Quantity):
        for value in (wanted.value - 1, wanted.value + 1):
            yield f"{rule.test} {value}", rule.model_copy(update={rule.test: Quantity(value=value, unit=wanted.unit)})
        for other in COMPARISONS:
            if other != rule.test:
                yield f"{rule.test} to {other}", rule.model_copy(update={rule.test: None, other: wanted})
    elif isinstance(wanted, bool):
        yield f"equals {not wanted}", rule.model_copy(update={"equals": not wanted})
    elif wanted is not None:
        yield "equals something else", rule.model_copy(update={"equals": "landmarks"})
    if rule.lasting:
        for value in (rule.lasting.value - 1, rule.lasting.value + 1):
            yield f"lasting {value}", rule.model_copy(update={"lasting": Quantity(value=value, unit=rule.lasting.unit)})
        yield "no duration", rule.model_copy(update={"lasting": None})
    for group, other_group in (("all", "any"), ("any", "all")):
        parts: tuple[Rule, ...] = getattr(rule, group)
        if parts:
            yield f"{group} to {other_group}", rule.model_copy(update={group: (), other_group: parts})
        for i, part in enumerate(parts):
            yield f"without {part.fact or 'group'}", rule.model_copy(update={group: parts[:i] + parts[i + 1 :]})
            for name, mutant in mutants(part):
                yield f"{part.fact}: {name}", rule.model_copy(update={group: (*parts[:i], mutant, *parts[i + 1 :])})


@PACKS
def test_every_change_of_a_threshold_comparison_or_connective_is_caught_by_the_cases(pack: Pack) -> None:
    survivors = []
    given = [
        (case, situation(pack, Record(Chart(case.request, case.facts), case.request.side))) for case in posed(pack)
    ]
    for key, criterion in pack.criteria.items():
        told = [case for case, where in given if criterion.id in case.expect and key in pack.require.get(where, ())]
        alone = {where: (key,) for where, keys in pack.require.items() if key in keys}
        for name, mutant in mutants(criterion):
            changed = pack.model_copy(update={"criteria": {**pack.criteria, key: mutant}, "require": alone})
            if not any(evaluate(changed, c.request, c.facts)[0].verdict != c.expect[criterion.id] for c in told):
                survivors.append(f"{key}: {name}")
    assert survivors == []


@PACKS
def test_every_threshold_stands_with_its_unit_in_a_quote(pack: Pack) -> None:
    """Cases alone once let a pack's 80 become 70 together with its cases; the quote holds the number too."""
    passages = texts()
    for key, criterion in pack.criteria.items():
        for part in criterion.parts():
            for field in (part.test, "lasting"):
                amount = getattr(part, field)
                if isinstance(amount, Quantity):
                    wrong = Quantity(value=amount.value + 7, unit=amount.unit)
                    changed = criterion.model_copy(
                        update={
                            "fact": part.fact,
                            "all": (),
                            "any": (),
                            "lasting": None,
                            part.test: part.wanted,
                            field: wrong,
                        }
                    )
                    made = pack.model_copy(update={"criteria": {**pack.criteria, key: changed}})
                    assert any("no quote says" in line for line in check.proof(made, passages)), (key, wrong)
