"""What the model is shown: the request, criteria, passages and excerpts, masked; no fact, no verdict, little else."""

from __future__ import annotations

from dataclasses import replace

from copilot import draft, prompts
from copilot.masking import Mask
from copilot.model import Scripted, tokens
from copilot.review import Caution
from tests.founding import CLINIC, FOUNDING
from tests.handmade import CASES


def shown(name: str = "founding") -> str:
    return draft.prompt_for(CASES[name], Mask.of(CASES[name].case)).text


def test_the_static_instructions_stand_first_and_are_long_enough_to_cache() -> None:
    first = {draft.prompt_for(f, Mask.of(f.case)).messages[0] for f in CASES.values()}
    assert first == {("system", prompts.read("draft"))}
    assert tokens(prompts.read("draft")) >= 1000


def test_a_prompt_stays_under_four_thousand_tokens() -> None:
    for findings in CASES.values():
        assert draft.prompt_for(findings, Mask.of(findings.case)).tokens < 4000


def test_a_long_record_is_cut_to_what_bears_on_the_criteria() -> None:
    filler = "\n".join(
        f"Blood pressure 1{n % 40 + 10}/80, reviewed medications, no change in plan number {n}." for n in range(4000)
    )
    documents = [d.model_copy(update={"text": f"{filler}\n{d.text}\n{filler}"}) for d in FOUNDING.case.documents]
    long = replace(FOUNDING, case=FOUNDING.case.model_copy(update={"documents": documents}), facts=())
    prompt = draft.prompt_for(long, Mask())
    assert prompt.tokens < 4000
    assert "0 pain relief currently" in prompt.text


def test_the_model_sees_criteria_and_passages_and_no_verdict() -> None:
    text = shown().split("# CRITERIA", 1)[1]
    assert "prior-relief (governing)" in text
    assert "[1] Aetna CPB 0016" in text
    assert "repeat-steroid (supporting, a society's, not the plan's)" in text
    for criterion in FOUNDING.criteria:
        assert criterion.because not in text
        assert f"{criterion.id}: {criterion.verdict}" not in text


def test_nothing_that_names_the_member_leaves() -> None:
    for name, findings in CASES.items():
        text, member = shown(name), findings.case.member
        for secret in (
            *(member.name or "").split(),
            member.id,
            findings.case.id,
            member.dob.isoformat() if member.dob else None,
        ):
            assert secret
            assert secret not in text, secret


def test_an_endpoint_that_may_see_everything_gets_it_unmasked() -> None:
    trusted = Scripted([], unmasked=True)
    mask = draft.masker(trusted, FOUNDING)
    assert mask(CLINIC) == CLINIC
    assert mask.restore("MEMBER_1") == "MEMBER_1"


def test_quotes_of_masked_text_come_back_as_the_record_has_them() -> None:
    mask = Mask.of(FOUNDING.case)
    answer = draft.Answer(recommendation="deny", criteria=[], determination=mask("Seen by Dr. Adaeze Brandt MD."),
                          missing="", analysis="", pitfalls="", documentation="")  # fmt: skip
    assert "Brandt" not in answer.determination
    assert draft.restored(answer, mask).determination == "Seen by Dr. Adaeze Brandt MD."


def test_text_that_speaks_to_the_machine_is_not_shown_to_it() -> None:
    text = FOUNDING.case.documents[0].text or ""
    start = text.index("She reports")
    held = text[start : text.index("\n", start)]
    caution = Caution(
        kind="instruction_like_text", message="", quote=held, document="clinic note", start=start, end=start + len(held)
    )
    told = draft.prompt_for(replace(FOUNDING, cautions=(caution,)), Mask()).text
    assert "0 pain relief currently" not in told.split("# RECORD")[1]


def test_the_same_case_gives_the_same_prompt_and_hash() -> None:
    one, two = (draft.prompt_for(FOUNDING, Mask.of(FOUNDING.case)) for _ in range(2))
    assert one.sha256 == two.sha256
