"""What one of two people may do to a nomination, its list, an opinion, a document or the places at one moment."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.workflows.nomination.listing import CONTACT
from tests.workflows.nomination.places import UNIT
from tests.workflows.nomination.racing import WHY, Look, Verb, Verbs, of_round, on
from workflows.engine import objections
from workflows.engine.errors import Incomplete
from workflows.nomination import actions
from workflows.nomination.actions import DraftInput, Paper
from workflows.nomination.queries import lists
from workflows.nomination.rules import Verdict
from workflows.nomination.states import NominationState as S

LETTER, ORDER, RIGHT = "纪函〔2026〕3号", "滨直工发〔2026〕9号", "滨直工发〔2026〕19号"


def report(seen: Look) -> Any:
    """Report the list, knowing who stays behind as it was looked at."""
    submission, by = seen.records["list"], seen.cast.staff
    return actions.list_report(
        submission, by=by, seen=seen.seen["list"], unreported=list(lists.left_behind(submission))
    )


def arrange(seen: Look) -> Any:
    """Rank the list."""
    placings = [actions.Placing(seen.records["nomination"].pk, 1)]
    return actions.list_arrange(seen.records["list"], placings, by=seen.cast.staff, seen=seen.seen["list"])


def meeting(who: str) -> Verb:
    """Register the meeting."""
    held = {"body": "会议", "held_on": date(2026, 11, 20), "minutes": "同意。"}
    return lambda seen: actions.list_record_meeting(
        seen.records["list"], held, by=getattr(seen.cast, who), seen=seen.seen["list"]
    )


def overrule(who: str, of: str) -> Verb:
    """Rule on a condition."""
    return lambda seen: actions.overrule(
        seen.records["nomination"], "living", Verdict.MET, "已核实。", by=getattr(seen.cast, who), seen=seen.seen[of]
    )


def object_to(seen: Look) -> Any:
    """A body objects to 张三."""
    return actions.consultation_object(
        seen.records["consultation"], by=seen.cast.clerk, seen=seen.seen["consultation"], comment="见函。",
        number=LETTER, against={seen.records["line"].pk: "有信访正在核查。"},
    )  # fmt: skip


def another_comes(seen: Look) -> Any:
    """李四's nomination is agreed to, into the same list."""
    return seen.cast.do("forward", "李四", "deputy")


def receive(seen: Look) -> Any:
    """Somebody objects during the public notice."""
    submission = seen.records["list"]
    notice = submission.publicity or submission.within
    return objections.receive(notice, seen.records["nomination"], by=seen.cast.clerk, channel="电话", text="反映问题。")


def settle(verb: str, who: str) -> Verb:
    """Say what came of an objection."""
    return lambda seen: getattr(objections, verb)(
        seen.records["objection"], by=getattr(seen.cast, who), seen=seen.seen["objection"], **WHY
    )


def due(step: Callable[[date], int]) -> Verb:
    """Due work a month later; nothing done counts as held back."""

    def run(_seen: Look) -> None:
        if step(timezone.localdate() + timedelta(days=30)) == 0:
            raise Incomplete(["没有到期可办的。"])

    return run


def member_out(who: str) -> Verbs:
    """Take 张三 out of the list."""
    return {verb: on("list", f"list_{verb}", who, "nomination", **WHY) for verb in ("pull", "leave_out", "strike")}


def reviewed(reviewer: str, sender: str) -> Verbs:
    """What may be done with a nomination that was handed in."""
    return {
        "forward": on("nomination", "forward", reviewer),
        "send_back": on("nomination", "send_back", reviewer, to=S.DRAFTING, **WHY),
        "reject": on("nomination", "reject", reviewer, **WHY),
        "withdraw": on("nomination", "withdraw", sender),
        "overrule": overrule(reviewer, "nomination"),
    }


def shift(taker: str) -> Verb:
    """Move a place of 甲局 to another unit."""

    def act(seen: Look) -> Any:
        units = seen.cast.units
        return actions.places_shift(
            seen.records["round"], "member", units[UNIT], units[taker], 1, by=seen.cast.clerk, reason="调剂。"
        )

    return act


def save(seen: Look) -> Any:
    """Save the draft."""
    given = DraftInput(resolution="同意推荐。")
    return actions.nomination_save(
        seen.records["nomination"], given, by=seen.cast.organiser, seen=seen.seen["nomination"]
    )


def nominate(seen: Look) -> Any:
    """Nominate 李四."""
    units, people = seen.cast.units, seen.cast.people
    return actions.nominate(seen.records["round"], units["甲一支部"], "member", people["李四"], by=seen.cast.secretary)


def confer(who: str, number: str = ORDER) -> Verb:
    """Register the document of today."""
    return lambda seen: actions.list_confer(
        seen.records["list"], Paper(number, timezone.localdate()), by=getattr(seen.cast, who), seen=seen.seen["list"]
    )


def correct(who: str, number: str = RIGHT) -> Verb:
    """Put another number on the document, which had the one that was seen."""
    return lambda seen: actions.document_correct(
        seen.records["document"], number, by=getattr(seen.cast, who), seen=seen.document, reason="登记时漏写一位数字。"
    )


def answer(who: str, number: str = ORDER) -> Verb:
    """Register the higher sponsor's document of today."""
    return lambda seen: actions.list_answer(
        seen.records["list"],
        Paper(number, timezone.localdate()),
        {},
        by=getattr(seen.cast, who),
        seen=seen.seen["list"],
    )


TAKE_BACK_MEMBER = on("nomination", "withdraw", "deputy")
SUBMIT = on("nomination", "submit", "secretary")
DISCARD = on("nomination", "discard", "secretary", **WHY)
ABSTAIN = on("list", "list_abstain", "staff", **WHY)
DECLINE = on("list", "list_decline", "staff", code="U005", **WHY)
FORWARD_LIST = on("list", "list_forward", "clerk")
APPROVE = on("list", "list_approve", "leader")
ASK = on("list", "consultations_ask", "clerk", reply_by=date(2026, 12, 31))
CLEAR = on("consultation", "consultation_clear", "clerk", number=LETTER)
WAIVE = on("list", "consultation_waive", "head", "consultation", **WHY)
RULE = on("list", "consultation_rule", "head", "line", **WHY)
PROPOSE = of_round("revocation_propose", "clerk", "受到处分。", of="nomination")
REVOKE = on(
    "revocation", "revocation_revoke", "leader", approved_by="市直机关工委", document="滨直工发〔2026〕20号",
    revoked_on=date(2026, 12, 23),
)  # fmt: skip
KEEP = on("revocation", "revocation_keep", "leader", **WHY)
TAKE_BACK = on("revocation", "revocation_take_back", "clerk", plaque_back_on=date(2026, 12, 23))
CANCEL = of_round("round_cancel", "head", reason="上级通知取消。")
CLOSE = of_round("round_close", "clerk", reason="到期结束。")
ANNOUNCE = on(
    "list", "list_publicise", "clerk", starts_on=date(2026, 11, 23), days=5, contact=CONTACT,
)  # fmt: skip


CORRECT = correct("head")
CORRECT_TOO = correct("clerk", "滨直工发〔2026〕90号")
PROPOSE_TOO = of_round("revocation_propose", "head", "受到处分。", of="nomination")
STUDIED = on("list", "list_report", "deputy")


def set_places(places: int) -> Verb:
    """Give 甲局 another number of places."""
    return of_round("places_set", "head", places, of="quota", reason="调整。")


def send_back(who: str, to: str) -> Verb:
    """Return the list."""
    return on("list", "list_send_back", who, to=to, **WHY)


def withdraw(who: str) -> Verb:
    """Take the list back."""
    return on("list", "list_withdraw", who)
