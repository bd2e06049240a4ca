"""Every programme that can be made comes back from its JSON form unchanged."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from workflows.rectification.rules import (
    Closing,
    Condition,
    Draw,
    ExtensionRule,
    FormGrade,
    FormPart,
    LetterKind,
    Level,
    Light,
    Limit,
    LimitKind,
    LookBackRule,
    Method,
    Part,
    Precision,
    Programme,
    Rung,
    ScoreForm,
    Source,
    Standing,
    Step,
    Tone,
    When,
)

Built = TypeVar("Built")
WORDS = st.text("甲乙丙丁", min_size=1, max_size=4)
OPEN = st.just("") | WORDS
POINTS = st.decimals(0, 100, places=2)
SOME = st.none() | st.integers(1, 60)


def several(each: st.SearchStrategy[Built], by: Callable[[Built], object], least: int = 0) -> Any:
    """A tuple whose members differ by their code or name."""
    return st.lists(each, min_size=least, max_size=3, unique_by=by).map(tuple)


def code(part: Any) -> str:
    found: str = part.code
    return found


DATED = st.builds(Limit, WORDS, WORDS, st.just(LimitKind.DATED), days=SOME, working=st.booleans(), plan=st.booleans())
SUSTAINED = st.builds(Limit, WORDS, WORDS, st.just(LimitKind.SUSTAINED), review_months=st.integers(1, 60))
LIMITS = several(DATED | SUSTAINED, code, 1).filter(lambda limits: len({each.name for each in limits}) == len(limits))
SOURCES = st.builds(Source, WORDS, WORDS, st.just(()), OPEN).map(lambda source: (source,))
CLOSINGS = st.sampled_from([(Closing(Level.HOST),), (Closing(Level.JOINT, bodies=("巡察办",), basis="归纳"),)])
WHEN = several(st.sampled_from([each for each in When if each is not When.LAPSED]), str, 1)
LIGHTS = several(
    st.builds(Light, WORDS, WORDS, st.sampled_from(Tone), WHEN, st.integers(0, 60), st.booleans(), st.integers(0, 100)),
    code,
    1,
)
LETTERS = several(
    st.builds(
        LetterKind, WORDS, WORDS, st.sampled_from([Rung.REMIND, Rung.SUPERVISE]), st.integers(1, 60), st.booleans(),
        several(st.sampled_from(Part), str),
    ),
    code,
)  # fmt: skip
GRADES = several(st.builds(FormGrade, WORDS, st.none(), st.booleans()), lambda grade: grade.name)
FORMS = several(
    st.builds(
        ScoreForm, WORDS, WORDS, st.sampled_from(Method),
        several(st.builds(FormPart, WORDS, WORDS, st.none() | POINTS), code), grades=GRADES, within_months=SOME,
    ),
    code,
)  # fmt: skip
LOOK_BACKS = st.builds(
    LookBackRule, st.integers(0, 60), st.integers(0, 100).map(Decimal), st.integers(0, 9), st.sampled_from(Draw)
)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    lights = draw(LIGHTS)
    steps = several(st.builds(Step, st.sampled_from(lights).map(code), st.integers(1, 9), points=POINTS), str)
    return Programme(
        draw(WORDS), draw(WORDS), draw(WORDS), draw(WORDS), draw(SOURCES), draw(LIMITS), draw(CLOSINGS),
        checklist=draw(several(st.builds(Condition, WORDS, WORDS, OPEN), code)), lights=lights, escalation=draw(steps),
        letters=draw(LETTERS), reminders=draw(several(st.integers(0, 60), str)), reminders_working=draw(st.booleans()),
        counted=(Standing.CLOSED, *draw(several(st.sampled_from(list(Standing)[1:]), str))),
        precision=draw(st.sampled_from(Precision)), look_back=draw(st.none() | LOOK_BACKS),
        extension=ExtensionRule(draw(st.integers(0, 9)), draw(SOME), draw(st.booleans())),
        confirm_plan=draw(st.booleans()), concentrated_months=draw(SOME), assessments=draw(FORMS),
        notes=draw(several(WORDS, str)),
    )  # fmt: skip


@given(programmes())
def test_an_invented_programme_survives_its_json_form(programme: Programme) -> None:
    assert Programme.read(json.loads(json.dumps(programme.to_data()))) == programme
