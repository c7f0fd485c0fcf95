"""Derived facts: what a criterion can test. Each is a named, pure function of the record.

`FACTS[name].test(record, rule)` gives a `Seen`: the verdict on that rule, its evidence and its clause of a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rules.derive import care, examination, guidance, injections, sessions
from rules.derive.seen import Seen
from rules.pack import Rule
from rules.record import Record
from rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived fact: its function, what it is measured in, and the verdicts it can never give."""

    test: Callable[[Record, Rule], Seen]
    measure: Literal["percent", "time", "count", "yes", "modality"]
    never: frozenset[Verdict] = frozenset()

    @property
    def name(self) -> str:
        return self.test.__name__

    @property
    def meaning(self) -> str:
        """The first sentence of what it says of itself."""
        return " ".join((self.test.__doc__ or "").split())


_EXCLUSION: frozenset[Verdict] = frozenset({"undocumented"})
_DATES: frozenset[Verdict] = frozenset({"contradictory"})

FACTS: dict[str, Derived] = {
    derived.name: derived
    for derived in (
        Derived(injections.previous_relief, "percent"),
        Derived(injections.therapeutic_relief, "percent"),
        Derived(injections.therapeutic_function, "percent"),
        Derived(injections.first_relief, "percent"),
        Derived(injections.ablation_relief, "percent"),
        Derived(injections.ablation_function, "percent"),
        Derived(injections.diagnostic_relief, "percent"),
        Derived(injections.first_block_relief, "percent"),
        Derived(injections.second_block_relief, "percent"),
        Derived(injections.time_between_blocks, "time", _DATES),
        Derived(injections.time_since_last, "time", _DATES),
        Derived(injections.better_function, "yes"),
        Derived(injections.less_medication, "yes"),
        Derived(sessions.therapeutic_sessions, "count"),
        Derived(sessions.diagnostic_sessions, "count"),
        Derived(sessions.ablation_sessions, "count"),
        Derived(sessions.injections_of_joint, "count"),
        Derived(sessions.all_sessions, "count"),
        Derived(care.pain_duration, "time"),
        Derived(care.conservative_care, "time", _DATES),
        Derived(examination.provocative_tests, "count"),
        Derived(guidance.image_guidance, "modality"),
        Derived(guidance.imaging_used, "yes", _EXCLUSION),
        Derived(guidance.no_contrast, "yes", _EXCLUSION),
        Derived(care.other_causes_excluded, "yes"),
        Derived(care.radiculopathy, "yes", _EXCLUSION),
        Derived(care.radicular_pain, "yes"),
        Derived(care.claudication, "yes"),
        Derived(care.concordant_imaging, "yes"),
        Derived(care.axial_pain, "yes"),
        Derived(care.contrast_allergy, "yes"),
        Derived(care.pregnancy, "yes"),
        Derived(care.trigger_point, "yes"),
    )
}
