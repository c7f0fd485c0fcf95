"""Derived facts: what a criterion can test. Each is a named, pure function of the record.

`FACTS[name](record, rule)` gives a `Seen`: the verdict on that rule, its evidence and its clause of a sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from rules.derive import care, injections, sessions
from rules.derive.seen import Seen
from rules.pack import Rule
from rules.record import Record

Derived = Callable[[Record, Rule], Seen]

FACTS: dict[str, Derived] = {
    derived.__name__: derived
    for derived in (
        injections.previous_relief, injections.therapeutic_relief, injections.therapeutic_function,
        injections.first_relief, injections.ablation_relief, injections.ablation_function,
        injections.better_function, injections.less_medication, injections.diagnostic_relief,
        injections.first_block_relief, injections.second_block_relief, injections.time_between_blocks,
        injections.time_since_last,
        sessions.therapeutic_sessions, sessions.diagnostic_sessions, sessions.ablation_sessions,
        sessions.injections_of_joint, sessions.all_sessions,
        care.pain_duration, care.conservative_care, care.provocative_tests, care.image_guidance, care.imaging_used,
        care.no_contrast, care.other_causes_excluded, care.radiculopathy, care.radicular_pain, care.claudication,
        care.concordant_imaging, care.axial_pain, care.contrast_allergy, care.pregnancy, care.trigger_point,
    )
}  # fmt: skip
