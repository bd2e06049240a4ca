"""减负体检: what a programme asks of a unit for each problem. 依据: domain 7.5."""

from workflows.engine.burden import Burden, Demand
from workflows.engine.gates import Gate, gate
from workflows.engine.models import Round
from workflows.rectification.queries.programmes import programme_of

PLAN = 2
"""Fields of a plan: cause and goal."""
MEASURE = 4
"""Fields of a measure: what, by whom, by when, and what came of it."""
RESULT = 1
NOTE = "按1个问题、1条措施估算；问题由主办单位登记，进展有变化时才报，长期坚持的按复核间隔报一次。"


def burden(round_: Round) -> Burden:
    """What each problem takes of the unit that leads it: its plan where one is asked, the conditions, the result."""
    programme = programme_of(round_)
    plan = PLAN if any(limit.plan for limit in programme.limits) else 0
    demands = tuple(Demand(f"销号条件“{each.words}”", each.words) for each in programme.checklist)
    return Burden(
        items=len(programme.checklist), typed=plan + MEASURE + RESULT + len(programme.checklist),
        files=programme.evidence.least, optional_files=1, words=0, demands=demands, note=NOTE,
    )  # fmt: skip


def checkup(round_: Round) -> Gate:
    """What is shown to whoever starts a programme. 依据: goals U4, domain 7.5."""
    return gate(round_)
