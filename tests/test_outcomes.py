"""Relief from scores that stand apart: in the rows of a table, and in two documents."""

from __future__ import annotations

import datetime as dt

import pytest

from rules.facts import Document, Duration, Outcome, PainScore
from rules.reading import read

ON = dt.date(2025, 10, 14)


def outcomes(*documents: Document) -> list[Outcome]:
    return [fact for fact in read(documents) if isinstance(fact, Outcome) and fact.of == "pain"]


def pairs(*documents: Document) -> list[tuple[float, float]]:
    return [(float(o.pre.low), float(o.post.low)) for o in outcomes(*documents) if o.pre and o.post]


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        # Columns of other complaints are left alone.
        (
            "R SI injection 07/22/2025.\n"
            "When       | Timing           | R buttock/SI | Neck | R knee\n"
            "07/22/2025 | before           | 8            | 3    | 4\n"
            "09/02/2025 | 6 wk after       | 2            | 4    | 5\n",
            [(8, 2)],
        ),
        # Rows of other measures too, and days written as the rest of the world does.
        (
            "Right SIJ injection 11 August 2025\n"
            "Outcome measure         11.08.25 (beforehand)    30.09.25 (7/52 later)\n"
            "100 mm VAS, right SIJ   72 mm                    18 mm\n"
            "Sit-to-stand, 30 s      9                        13\n",
            [(72, 18)],
        ),
        # A dotted list, with a rule drawn above it.
        (
            "L SIJ injection 7/1/25\nPAIN SCORE\n----------\n"
            "pre-procedure ........ 7\n2 weeks .............. 3\n6 weeks .............. 2\n",
            [(7, 3), (7, 2)],
        ),
        # Two blocks, each a row with its own day.
        (
            "MBB RESPONSE WORKSHEET   right L3, L4 medial branch blocks\n"
            "Block | date       | agent     | NRS pre | NRS 1 h\n"
            " 1    | 2025-08-05 | lidocaine |   8     |   1\n"
            " 2    | 2025-09-02 | bupivacaine | 7     |   1\n",
            [(8, 1), (7, 1)],
        ),
        # Nobody can say which of these columns is the pain that was treated.
        (
            "R SI injection 07/22/2025.\n"
            "07/22/2025 | before     | 8 | 3 | 4\n"
            "09/02/2025 | 6 wk after | 2 | 4 | 5\n",
            [],
        ),
    ],
)  # fmt: skip
def test_a_table_of_scores_gives_the_pairs_of_the_pain_treated(table: str, wanted: list[tuple[float, float]]) -> None:
    assert pairs(Document("flowsheet", table, ON)) == wanted


def test_a_diary_of_relief_is_read_day_by_day() -> None:
    diary = (
        "HOW MUCH OF MY LEFT SIDE PAIN IS GONE (shot was Sept 16)\n"
        "day 3 ............ 80 %\nweek 2 ........... 45 %\nweek 4 ........... 40 %\n"
    )
    found = outcomes(Document("patient diary", diary, ON))
    assert [float(o.percent.low) for o in found if o.percent and o.percent.low] == [80, 45, 40]


def test_a_table_of_percentages_tells_pain_from_function_and_its_weeks() -> None:
    export = (
        "Index procedure: SI joint injection, LEFT, 2025-08-05\n"
        "Visit         Weeks after   Pain relief   Stairs/dressing, ease\n"
        "2025-09-09    5             60%           55%\n"
        "2025-10-28    12            30%           25%\n"
    )
    found = [fact for fact in read([Document("export", export, ON)]) if isinstance(fact, Outcome)]
    told = [(o.of, o.percent and o.percent.low, o.measured_at and o.measured_at.low) for o in found]
    assert told == [("pain", 60, 5), ("function", 55, 5), ("pain", 30, 12), ("function", 25, 12)]


def test_a_heading_may_name_the_unit_and_stand_over_the_percentages_only() -> None:
    sheet = (
        "OUTCOMES / R L5-S1 TFESI 05/28/2025\n\n"
        "                 pain relief %     walking, % better\n"
        "wk 2   (06/11)       80                 75\n"
        "wk 9   (07/30)       30                 25\n"
    )
    found = [fact for fact in read([Document("tracking sheet", sheet, ON)]) if isinstance(fact, Outcome)]
    told = [(o.of, o.percent and o.percent.low, o.measured_at and o.measured_at.low) for o in found]
    assert told == [("pain", 80, 2), ("function", 75, 2), ("pain", 30, 9), ("function", 25, 9)]


@pytest.mark.parametrize(
    "table",
    [
        "            Left   Right\nbefore       8      6\n5 weeks      2      3\n",
        "before, 8/13    L 8    R 6\nweek 5          L 2    R 3\n",
        "before | right 6/10 | left 8/10\nweek 5 | right 3/10 | left 2/10\n",
        "when    left   right   by\nbefore  8      6       KT   (intake)\nweek 5  2      3       KT\n",
        "when   | L joint | R joint | by\nbefore | 8 | 6 | KT   (intake)\nweek 5 | 2 | 3 | KT\n",
        "visit      L relief   R relief\n5 weeks    75%        50%\n12 weeks   75%        50%\n",
        "Percent relief by side\n           Left    Right\n5 weeks    75%     50%\n12 weeks   75%     50%\n",
    ],
)
def test_a_table_of_two_sides_tells_each_its_own(table: str) -> None:
    found = outcomes(Document("flowsheet", "Bilateral SI joint injection 8/14/2025. Average pain.\n" + table, ON))
    assert {(o.side, o.percent and o.percent.low) for o in found} == {("left", 75), ("right", 50)}


@pytest.mark.parametrize(
    "log",
    [
        "NPRS, L buttock\n 08:50 pre    8\n 09:20        4\n 09:50        3\n",
        "Time | NRS\n0845 | 8\n0850 | block\n0920 | 4\n0950 | 3\n",
        "Pain 0-10\n8:50 AM  before needle  8\n9:20 AM  recovery  4\n9:50 AM  discharge  3\n",
    ],
)
def test_a_log_by_the_clock_counts_the_minutes(log: str) -> None:
    found = outcomes(Document("flow sheet", "L SIJ DIAGNOSTIC BLOCK 10/14/2025\n" + log, ON))
    assert [(o.measured_at and o.measured_at.low, o.percent and o.percent.low) for o in found] == [(30, 50), (60, 62.5)]
    assert {o.phase for o in found} == {"anaesthetic"}


def test_a_log_of_a_recovery_room_is_no_pain() -> None:
    log = "Pain 8 before.\nAldrete\n0905 before  8\n0945 recovery  9\n1015 home  10\n"
    assert not outcomes(Document("flow sheet", "L SIJ DIAGNOSTIC BLOCK 10/14/2025\n" + log, ON))


PROCEDURE = Document(
    "procedure note", "Left SI joint injection, 14 August 2025. In the holding area her average pain was 7.\n",
    dt.date(2025, 8, 14),
)  # fmt: skip


def letter(text: str) -> Document:
    return Document("letter", "Seven weeks after I injected her left SI joint on 14 August 2025. " + text, ON)


def test_a_score_of_the_day_is_compared_with_one_in_a_later_note() -> None:
    (found,) = outcomes(PROCEDURE, letter("Her average pain is now 2/10."))
    assert found.pre
    assert found.post
    assert found.baseline
    assert (found.pre.low, found.post.low, found.phase) == (7, 2, "steroid")
    assert found.baseline.document == "procedure note"
    assert "7" in found.baseline.quote
    assert "2/10" in found.span.quote
    assert not [fact for fact in read([letter("Her average pain is now 2/10.")]) if isinstance(fact, Outcome)]


def test_the_baseline_may_stand_in_a_pair_of_the_recovery_room() -> None:
    recovery = Document(
        "procedure note", "Left SI joint injection, 14 August 2025. On arrival 8/10. One hour after it 1/10.",
        dt.date(2025, 8, 14),
    )  # fmt: skip
    assert pairs(recovery, letter("Pain is 8/10 today.")) == [(8, 1), (8, 8)]


@pytest.mark.parametrize(
    "text",
    [
        "Her worst pain is now 2/10.",  # an average with a worst
        "Pain at the left elbow 2/10 today.",  # another place
        "R side 2/10 today.",  # the other side
        "She is 40 % better. Average pain now 2/10.",  # the letter says itself what it did
    ],
)
def test_scores_that_cannot_be_compared_are_not(text: str) -> None:
    assert pairs(PROCEDURE, letter(text)) == []


def test_the_scores_of_two_procedures_are_not_compared() -> None:
    said = "Seven weeks after the right SI joint injection of 20 August 2025. Average pain 2/10."
    other = Document("letter", said, ON)
    found = read([PROCEDURE, other])
    assert not [fact for fact in found if isinstance(fact, Outcome)]
    assert [fact.moment for fact in found if isinstance(fact, PainScore)] == ["before", "after"]


@pytest.mark.parametrize(
    ("scores", "wanted"),
    [
        ("Pain before, in June and now: 8, 3, 3.", [(8, 3), (8, 3)]),
        ("Scores before, at two weeks and at 14 weeks were 8, 2 and 3.", [(8, 2), (8, 3)]),
        ("Pain today, in June and before the shot: 3, 4, 8.", [(8, 3), (8, 4)]),
        ("NRS 8, 2 and 3 before, at two weeks and at 14 weeks.", [(8, 2), (8, 3)]),
        # Nobody can say which of four moments these three are of.
        ("Before, 2 wk, 6 wk, now: 8, 2, 3.", []),
        # A meal is no moment of the procedure.
        ("Pain before and after lunch: 3, 5.", []),
    ],
)
def test_a_row_of_moments_and_one_of_scores_go_by_place(scores: str, wanted: list[tuple[float, float]]) -> None:
    assert pairs(Document("clinic note", f"Right SI injection 4/8/25. {scores}", ON)) == wanted


def test_a_table_below_an_index_day_is_of_what_was_done_that_day() -> None:
    table = (
        "Target: L SI joint      Index procedure: 2025-06-03\n"
        "visit   | date       | NRS average\n"
        "pre     | 2025-06-03 | 8\n6 wk    | 2025-07-15 | 3\n14 wk   | 2025-09-09 | 2\n"
    )
    found = outcomes(Document("registry export", table, ON))
    assert [(o.date.first if o.date else None, o.side) for o in found] == [(dt.date(2025, 6, 3), "left")] * 2
    assert pairs(Document("registry export", table, ON)) == [(8, 3), (8, 2)]


DONE = "Right SI joint injection 2 September 2025. "


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        # A question and its answer are one statement.
        ('How much less is the pain than before the shot? Answer: "thirty percent, not more."', [30]),
        ('How much of the pain has gone? "About a quarter."', [25]),
        ("By what percent is the pain better? She says forty.", [40]),
        ("Pain level now? Pt: five. And before the shot? Pt: eight.", [37.5]),
        ("Is the pain better? Insurance covers 80%.", []),
        # Scores by the week, on arrival, in a list.
        ("Worst pain in the week before the shot 9, worst pain this past week 5.", [44.44]),
        ("Pain on single-leg stance 6 before, 3 at five weeks.", [50]),
        ("Average pain over the past week 5. Average pain in the week before the shot 8.", [37.5]),
        ("Pain 8 beforehand. Last three days: 5, 5, 5.", [37.5, 37.5, 37.5]),
        ("The ache has sat at a 1 or a 2 all of this week; it was an 8 on the morning of the injection.", [75]),
        # A fall of points, a share in everyday words, the return to the former level.
        ("Pain down by 3 points from 8 since the injection.", [37.5]),
        ("The pain ran four-fifths lower for nine weeks.", [80]),
        ("It helped for ten days, and the right side has hurt as much as ever since.", [0]),
        ("Feels about the same on the right as prior to the injection.", [0]),
        ("She got 30% out of it.", [30]),
        # None, in other words.
        ("He cannot point to any easing of the pain at all.", [0]),
        ("She denies that the injection helped.", [0]),
        ("Pain has never budged from where it was.", [0]),
        ("No change from June: buttock pain 8/10.", []),
        # All of it, for so long.
        ("Had 12 pain-free weeks.", [100]),
        ("It wiped out the pain completely for about four months.", [100]),
        ("No pain whatsoever for nine weeks.", [100]),
        # What is left, whatever stands between.
        ("Two thirds of the pain from the right SIJ is still there.", [33.33]),
        ("Only 20% of the right SI pain is left nine weeks after it.", [80]),
        ("75% of the pain she was left with is gone.", [75]),
        ("Pain has been half what it was for seven weeks.", [50]),
        # A week's number is no part of a percentage, nor a score; a drug's strength is no relief.
        ("Wk 4 - 60%. Wk 8 - 50%.", [60, 50]),
        ("Pain averaged 8 before and 2 in weeks 3 to 10.", [75]),
        ("Bupi 0.5% each level.", []),
        ("Right SI pain below the belt line: 7 the morning of, 3 now.", [57.14]),
        ("Pain sits at 3, it was 8 on the morning we injected.", [62.5]),
        ("Prior: % relief 80, how long 12 weeks.", [80]),
        ("No relief until week 3, then 80% through month 4.", [80]),
        # What did not come back is no return, a week's number no score, sleep no pain.
        ("The pain has not come all the way back, she is still 50% better.", [50]),
        ("Never got back to her old 8; remains 2.", [75]),
        ("Pain at week 6 - 3/10, was 8/10 before.", [62.5]),
        ("Sleep 80% better, pain 50% better at 4 weeks.", [50]),
        # What an examination found is no relief.
        ("Tender over the right PSIS, none on the left.", []),
        ("Compression positive on the right, left none.", []),
    ],
)
def test_everyday_answers_are_read(said: str, wanted: list[float]) -> None:
    found = outcomes(Document("phone note", DONE + said, ON))
    told = [float(o.percent.low) for o in found if o.percent and o.percent.low is not None]
    assert told == pytest.approx(wanted, abs=0.01)


def test_a_steroid_known_by_its_day_is_not_the_block_before_it() -> None:
    text = "Diagnostic right SI joint block in July: 8 to 1. Steroid on 9/2, and at five weeks she is 85% better."
    block, steroid = outcomes(Document("clinic note", text, ON))
    assert block.date
    assert block.date.first.month == 7
    assert steroid.date
    assert steroid.date.day == dt.date(2025, 9, 2)
    assert steroid.phase == "steroid"


def test_what_came_after_a_few_good_days_is_of_the_steroid() -> None:
    (found,) = outcomes(Document("phone note", DONE + "It gave her two good days and then nothing.", ON))
    assert (found.phase, found.lasted) == ("steroid", None)


def test_a_dash_after_a_score_makes_no_range_of_minutes() -> None:
    text = "Left SI joint block, lidocaine. Pain (0-10): arrival 8 -- 40 min later 1."
    assert pairs(Document("procedure note", text, ON)) == [(8, 1)]


RIGHT_BLOCK = "RIGHT SI JOINT DIAGNOSTIC BLOCK 03/04/2025.\nRecovery log\n"
RIGHT_DONE = "Right SI joint injected June 11, 2025. "


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # The clock leads the line, and what the patient did stands in it.
        (RIGHT_BLOCK + "  09:05 pre-procedure, bending: 8\n  09:41 thirty min post, bending: 1\n", [(8, 1)]),
        (RIGHT_BLOCK + "  13:10 before, sitting: 7\n  13:55 20 min after, sitting: 2\n", [(7, 2)]),
        (RIGHT_BLOCK + "  09:05 pre sedation: 8\n  09:41 post Aldrete: 10\n", []),
        # 'At her machine' is a place, 'that morning' the moment.
        (
            RIGHT_DONE + "In the block room that morning she put sitting at her loom at 8 out of 10; asked the same"
            " thing today, ten weeks on, she put sitting at the loom at 2.",
            [(8, 2)],
        ),
        (RIGHT_DONE + "That day he rated standing 8 out of 10; asked again today he rates standing 2.", [(8, 2)]),
    ],
)
def test_a_score_is_known_by_its_moment_whatever_stands_beside_it(text: str, wanted: list[tuple[float, float]]) -> None:
    found = [fact for fact in read([Document("note", text, ON)]) if isinstance(fact, Outcome)]
    assert [(float(o.pre.low), float(o.post.low)) for o in found if o.pre and o.post] == wanted
    assert not [o for o in found if o.of == "function"]  # '41 thirty min' is no length of bending


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("TPI on 8/24/25. 60% relief, three weeks; the whole of it had come back by week four.", [60, 0]),
        ("TPI on 8/24/25: 70% better for two weeks. By the fourth week all the pain was back.", [70, 0]),
        ("R SIJ 5/24/25: 55% for eight weeks. After that the pain returned in full.", [55, 0]),
        ("R SIJ 5/24/25: 70% for six weeks. By Labor Day it was every bit as bad as before.", [70, 0]),
        ("R SIJ 5/24/25: 60% for five weeks. By week eight it was back to a 7, which is what it was before.", [60, 0]),
        ("TPI on 8/24/25: 70% better. By the fourth week everything was back: stairs, garden, choir.", [70]),
        ("Right SI joint injected 7/8/25: 70% better. Those are his only two injections; none on the left.", [70]),
        ("Medial branch blocks L4-5 on 5/6 and 6/3/25. Back pain unchanged in character: axial.", []),
    ],
)
def test_a_return_is_none_and_a_count_is_no_relief(text: str, wanted: list[float]) -> None:
    found = outcomes(Document("note", text, ON))
    assert [float(o.percent.low) for o in found if o.percent and o.percent.low is not None] == wanted


def test_a_return_in_the_next_sentence_comes_after_the_hold() -> None:
    told = "Right SI joint injected 6/3/25: 55% for eight weeks. After that the pain returned in full."
    held, back = outcomes(Document("note", told, ON))
    assert (held.lasted, back.measured_at) == (Duration(8, 8, unit="week"), Duration(8, None, "more_than", "week"))


def test_what_can_be_done_for_an_hour_is_no_hold_of_an_hour() -> None:
    told = "8 weeks after the right SI joint injection of 8/19/25: better by half, and could stand in the shop an hour."
    (found,) = outcomes(Document("note", told, ON))
    assert found.lasted is None


@pytest.mark.parametrize(
    ("said", "bound"),
    [
        ("Relief did not quite make 70%.", "less_than"),
        ("Relief never got to 70%.", "less_than"),
        ("Relief approached 70%.", "less_than"),
        ("Relief never got above 50%.", "at_most"),
        ("50% relief at best.", "at_most"),
        ("Relief fell short of 70%.", "less_than"),
    ],
)
def test_what_was_not_reached_is_bound(said: str, bound: str) -> None:
    (found,) = outcomes(Document("note", DONE + said, ON))
    assert found.percent is not None
    assert found.percent.bound == bound


def test_columns_below_the_days_of_two_blocks_are_each_its_own() -> None:
    rows = "Left MBB 9/2/25 and 9/30/25\nTime        9/2/25    9/30/25\nbaseline      6        7\n"
    found = outcomes(Document("flowsheet", rows + "1 hour        0        3\n4 hours       1        5", ON))
    told = [
        (o.date and o.date.first.month, o.date and o.date.first.day, o.pre and o.pre.low, o.post and o.post.low)
        for o in found
    ]
    assert told == [(9, 2, 6, 0), (9, 2, 6, 1), (9, 30, 7, 3), (9, 30, 7, 5)]
    assert {o.phase for o in found} == {"anaesthetic"}


def test_a_table_of_days_alone_is_no_table_of_scores() -> None:
    assert not outcomes(Document("chart", "SI injections:\n  L 1/9/25     R 1/23/25\n  L 4/24/25    R 5/8/25\n", ON))


def test_the_weeks_of_a_return_are_not_those_of_the_relief() -> None:
    told = "Left SI joint injected June 3rd. 60% relief from late June until the end of September, and for the last two"
    (found,) = outcomes(Document("note", told + " weeks it has been creeping back.", ON))
    assert found.lasted is not None
    assert found.lasted.unit == "day"
    assert (found.lasted.low or 0) > 100


def test_rows_led_by_their_day_have_each_their_own_amount() -> None:
    rows = "R medial branch blocks:\n  first, 7/29/25, lidocaine - 90% relief x 3 hr\n"
    found = outcomes(Document("note", rows + "  second, 8/26/25, bupivacaine - 60% relief x 6 hr", ON))
    told = [(o.date and o.date.first, o.percent and o.percent.low) for o in found]
    assert told == [(dt.date(2025, 7, 29), 90), (dt.date(2025, 8, 26), 60)]
