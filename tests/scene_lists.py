"""Lists of the scene: 甲局's is being compiled, 乙局's is verified, with one opinion open and one that objects."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from tests.workflows.nomination.cast import Cast, document
from tests.workflows.nomination.listing import CONSULTED, ask, do, fresh, letter, ready, report
from workflows.nomination import actions
from workflows.nomination.models import ConsultationLine, NominationList

if TYPE_CHECKING:
    from tests.scene import Scene

TITLE = "名单和会审的批次"
AGAINST = "有信访正在核查"
OPINIONS = [{"code": "discipline", "body": "市纪委监委"}, {"code": "petition", "body": "市信访局"}]


def add_lists(scene: "Scene") -> None:
    """Open a round with 会审, list somebody of each unit, report 乙局's, ask about it."""
    cast = Cast(scene.world.units, scene.world.users)
    for name, branch in (("钟西", "甲二支部"), ("吕南", "乙一支部")):
        cast.member(name, branch, staff_no=f"HS{len(cast.people)}")
        cast.graded(name)
    cast.award_round(document(name=TITLE, stages=CONSULTED, opinions=OPINIONS))
    cast.listed("钟西", by="sibling", unit="甲二支部", reviewer="deputy")
    scene.add("names", list_of(cast, "钟西"), cast.staff)
    cast.listed("吕南", by="outsider", unit="乙一支部", reviewer="other_deputy")
    submission = report(cast, ready(cast, list_of(cast, "吕南"), "other_deputy"), "other_deputy")
    asked, objected = ask(cast, submission, reply_by=timezone.localdate() + timedelta(days=5))
    scene.add("opinion", asked, cast.clerk)
    letter(cast, objected)
    against = {objected.lines.get().pk: AGAINST}
    do(actions.consultation_object, cast, objected, "clerk", number="9号", comment="见来函。", against=against)
    scene.add("names_foreign", fresh(submission), cast.other_deputy)
    scene.secrets["opinion"] += [AGAINST, objected.process.number]


def list_of(cast: Cast, name: str) -> NominationList:
    """The list that somebody is in."""
    found = cast.nomination(name).submission
    assert found is not None
    return fresh(found)


def objected_line() -> ConsultationLine:
    """What stands against 乙局's candidate."""
    return ConsultationLine.objects.get(objects_to=True)
