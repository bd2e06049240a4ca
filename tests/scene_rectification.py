"""Problems of the scene: of 甲一支部 one under way, one planned, one not handed over yet; two of 乙一支部."""

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils import timezone

from tests.workflows.rectification.cast import Cast, fresh, today
from workflows.engine import attachments
from workflows.engine.models import Round, RoundNotice
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.rules import ready
from workflows.rectification.states import ProblemState as S

if TYPE_CHECKING:
    from tests.scene import Scene

PREPARED = "筹备中的整改专项"


def add_rectification(scene: "Scene") -> None:
    """Start a programme, prepare another, and bring problems to where the table tries them."""
    cast = Cast(scene.world.units, scene.world.users)
    forms = ready("inspection").to_data()["assessments"]
    cast.programme(closings=[{"level": "joint", "bodies": ["市财政局"]}], assessments=forms)
    _under_way(scene, cast)
    _planned(scene, cast)
    _registered(scene, cast)
    _foreign(scene, cast)
    notice = RoundNotice.objects.filter(round=programme()).first() or RoundNotice.objects.create(
        round=programme(), title="整改通知", text="请按时整改。", by=cast.users["clerk"], sent_at=timezone.now()
    )
    notice.files.add(attachments.upload(cast.units["工委"], BytesIO("清单".encode()), cast.clerk, "问题清单.txt"))
    _assessed(cast)
    actions.view_keep(cast.users["secretary"], "甲一支部的视图", "left=overdue")
    actions.draft_round(cast.units["工委"], Round.objects.latest("pk").scheme, by=cast.clerk, title=PREPARED)


def _assessed(cast: Cast) -> None:
    """甲一支部 was assessed, and the 工委 has a programme of its own."""
    taken: dict[str, Decimal | str] = {"cut.leading": Decimal(4), "why.leading": "没有专题研究"}
    given = actions.AssessmentInput(cast.units["甲一支部"], today(), taken)
    actions.assessments_enter(programme(), "fufeng", [given], by=cast.clerk)
    actions.programme_keep(cast.units["工委"], ready(), by=cast.clerk)


def _under_way(scene: "Scene", cast: Cast) -> None:
    problem = cast.register(requirement="甲一支部的整改要求")
    for state in (S.SIGNING, S.PLANNING):
        cast.step(problem, state)
    cast.step(problem, S.PLAN_REVIEWING)
    cast.step(problem, S.RECTIFYING)
    scene.add("problem", fresh(problem), cast.organiser, "甲一支部的整改要求")
    scene.add("measure", problem.measures.select_related("process").get(), cast.organiser)
    asked = cast.do(actions.postponement_ask, problem, "organiser", until=today(80), reason="甲一支部的延期理由")
    scene.add("postponement", asked, cast.organiser, "甲一支部的延期理由")
    actions.light_give(fresh(problem), "red", "久拖不办", by=cast.clerk)
    scene.add("letter", problem.letters.select_related("process").get(), cast.clerk)


def _planned(scene: "Scene", cast: Cast) -> None:
    problem = cast.register("甲一支部", text="正在制定方案的问题")
    for state in (S.SIGNING, S.PLANNING):
        cast.step(problem, state)
    cast.plan(problem)
    scene.add("problem_planned", fresh(problem), cast.organiser, "正在制定方案的问题")


def _registered(scene: "Scene", cast: Cast) -> None:
    problem = cast.register("甲一支部", text="尚未交办的问题", requirement="尚未交办的要求")
    scene.add("problem_registered", problem, cast.clerk, "尚未交办的问题", "尚未交办的要求")


def _foreign(scene: "Scene", cast: Cast) -> None:
    """One whose 销号 an outer body is asked about, one that is closed and looked at again."""
    asked, closed = (of_outsider(cast, text) for text in ("乙一支部的待验收问题", "乙一支部的已销号问题"))
    for problem in (asked, closed):
        cast.do(actions.acceptances_ask, problem, "clerk", reply_by=today(10))
    scene.add("problem_foreign", fresh(asked), cast.outsider, "乙一支部的待验收问题")
    scene.add("acceptance", asked.acceptances.select_related("process").get(), cast.clerk)
    cast.do(actions.acceptance_accept, closed.acceptances.get(), "head", comment="财政局函〔2026〕1号同意")
    cast.do(actions.close, closed, "clerk")
    found = actions.look_back_pick(fresh(closed), "群众又有反映", by=cast.clerk)
    scene.add("look_back", found, cast.clerk, "群众又有反映")


def of_outsider(cast: Cast, text: str) -> Problem:
    """A problem of 乙一支部 that its committee verified: it lies with the host."""
    problem = cast.register("乙一支部", text=text)
    cast.do(actions.assign, problem, "clerk")
    cast.do(actions.sign, problem, "outsider")
    cast.plan(problem, "outsider")
    cast.do(actions.submit_plan, problem, "outsider")
    cast.do(actions.approve_plan, problem, "other_deputy")
    cast.finish(problem, "outsider")
    cast.ask(problem, "outsider")
    cast.do(actions.verify, problem, "other_deputy")
    return problem


def programme() -> Round:
    """The programme that is under way."""
    return Round.objects.get(process_key="rectification", status=Round.Status.OPEN)


def prepared_programme() -> Round:
    """The one that is not started."""
    return Round.objects.get(title=PREPARED)
