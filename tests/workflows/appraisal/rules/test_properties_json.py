"""Every plan that can be made comes back from its JSON form unchanged, and no document of any shape does more harm."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.appraisal.rules.samples import COMMON, changed
from workflows.appraisal.rules import (
    After,
    BallotForm,
    Base,
    Body,
    Cap,
    CorrectionRule,
    Dimension,
    DisposalRule,
    Files,
    Grade,
    Kind,
    Option,
    PassOf,
    Plan,
    PlanError,
    Purpose,
    Quorum,
    Step,
    Subject,
    Ticketing,
)
from workflows.engine.shares import Rounding, Share

WORDS = st.text("甲乙丙丁", min_size=1, max_size=4)
OPEN = st.just("") | WORDS
SHARES = st.integers(1, 9).flatmap(lambda whole: st.builds(Share, st.integers(1, whole), st.just(whole)))
ROUNDINGS = st.sampled_from([Rounding.DOWN, Rounding.HALF_UP])
CAPS = st.builds(Cap, SHARES, st.sampled_from(Base), ROUNDINGS, st.booleans(), OPEN)
QUORUMS = st.lists(
    st.builds(
        Quorum, st.sampled_from(Purpose), SHARES, st.booleans(), SHARES, st.sampled_from(PassOf), st.booleans(), OPEN
    ),
    max_size=4,
    unique_by=lambda rule: rule.purpose,
).map(tuple)
DIMENSIONS = st.lists(
    st.builds(Dimension, WORDS, WORDS, st.integers(1, 100)), min_size=1, max_size=4, unique_by=lambda each: each.code
).map(tuple)
POINTS = st.decimals(0, 99, places=2)
CORRECTIONS = st.builds(
    CorrectionRule, st.integers(1, 6), st.integers(6, 12), st.sets(st.integers(0, 180), max_size=3).map(tuple)
)
STEPS = st.sets(st.sampled_from([Step.TALK, Step.PRE_REVIEW])).map(
    lambda left: tuple(step for step in Step if step not in left)
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "name", "kind"]), inner),
    max_leaves=6,
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    cap = draw(st.none() | CAPS)
    grades = tuple(
        Grade(
            f"g{n}", f"等次{n}", cap is not None and n == 0, draw(st.sampled_from(Files)), draw(st.sampled_from(After))
        )
        for n in range(draw(st.integers(2, 4)))
    )
    own_row_left_out = draw(st.booleans())
    short = BallotForm("s", draw(WORDS), Kind.SHORT, Subject.MEMBERS, tuple(Option(each.name) for each in grades))
    paper = BallotForm(
        "p", draw(WORDS), Kind.NUMBERS, Subject.MEMBERS, dimensions=draw(DIMENSIONS), self_excluded=own_row_left_out
    )
    survey = (Option("满意", Decimal(100), satisfied=True), Option("不满意", draw(POINTS)), Option("不了解"))
    return Plan(
        draw(WORDS), draw(WORDS), draw(WORDS), draw(WORDS), grades,
        (short, paper, BallotForm("m", draw(WORDS), Kind.SHORT, Subject.BRANCH, survey)), cap, draw(QUORUMS),
        draw(st.sampled_from(Body)), draw(st.integers(3, 100)), () if own_row_left_out else tuple(Ticketing),
        draw(st.booleans()), draw(st.none() | st.integers(1, 99)), draw(st.integers(1, 99)), draw(st.booleans()),
        draw(CORRECTIONS), DisposalRule(draw(STEPS), draw(st.integers(5, 50)), draw(st.integers(1, 5))),
        tuple(draw(st.lists(WORDS, max_size=2))), draw(st.integers(5, 365)),
    )  # fmt: skip


@given(plans())
def test_an_invented_plan_survives_its_json_form(plan: Plan) -> None:
    assert Plan.read(json.loads(json.dumps(plan.to_data()))) == plan


def problems_of(data: Any) -> tuple[str, ...]:
    try:
        Plan.read(data)
    except PlanError as wrong:
        return wrong.problems
    return ()


@given(st.sampled_from(sorted(COMMON.to_data())), ANYTHING)
def test_whatever_stands_in_a_field_is_read_or_refused_in_sentences(field: str, value: Any) -> None:
    problems = problems_of(changed(**{field: value}))

    assert [sentence for sentence in problems if not sentence.endswith("。")] == []
