"""减负体检: what a round asks of a branch. 依据: domain 7.5."""

from workflows.appraisal.queries.plans import plan_of
from workflows.engine.burden import Burden, Demand
from workflows.engine.gates import Gate, gate
from workflows.engine.models import Round

MEMBERS = 15
"""Members of a branch as it is reckoned."""
ASSESSMENT = 200
"""Characters of a self-assessment."""
PER_MEMBER = 3
"""Fields for each member: grade, opinion, vote."""
ABOUT = 8
"""Fields of the meeting itself."""
NOTE = f"按{MEMBERS}名党员的支部估算：每人一份{ASSESSMENT}字的自评，每人填等次、意见和表决，测评票由两人各录一遍。"


def burden(round_: Round) -> Burden:
    """What a meeting takes: its roll, the self-assessments, the totals twice, a grade and an opinion for each."""
    plan = plan_of(round_)
    demands = tuple(Demand(f"测评票“{form.name}”", form.name) for form in plan.forms)
    return Burden(
        items=MEMBERS, typed=ABOUT + PER_MEMBER * MEMBERS, files=0, optional_files=1,
        words=ASSESSMENT * MEMBERS, demands=demands, note=NOTE,
    )  # fmt: skip


def checkup(round_: Round) -> Gate:
    """What is shown to whoever starts a round. 依据: goals U4, domain 7.5."""
    return gate(round_)
