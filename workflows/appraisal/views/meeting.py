"""What the record page of a meeting shows: arrangements, roll, members, counts, grades, what was found."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from workflows.appraisal.models import Appraisal, Entry, Meeting
from workflows.appraisal.queries import KEY, attending, counting, grading
from workflows.appraisal.queries.plans import plan_of, required
from workflows.appraisal.queries.roll import changes, lines, roll_of
from workflows.appraisal.rules import consequence, submission_words
from workflows.appraisal.states import REPORTED, TOLD
from workflows.appraisal.states import MeetingState as M
from workflows.appraisal.views import many
from workflows.appraisal.views.door import of_branch
from workflows.appraisal.views.results import results
from workflows.appraisal.views.steps import STEPS, member_links, offered
from workflows.engine import decisions
from workflows.engine.record_page import History

GRADED = (M.GRADING, *REPORTED)


def meeting_details(meeting: Meeting, history: History, request: HttpRequest) -> dict[str, Any]:
    """Everything beyond the generic page; of the ballots only what the branch may know."""
    entries, members = lines(meeting), counting.judged(meeting)
    own, holds = of_branch(request, meeting), _holds(history, request)
    inside = own or holds
    return {
        "subline": f"{meeting.unit.name}　{meeting.round.title}",
        "facts": _facts(meeting),
        "words": roll_of(entries).words if entries else "",
        "warnings": _warnings(meeting, entries) if inside else [],
        "rows": _rows(meeting, entries, members, inside=inside, holds=holds),
        "forms": _forms(meeting, members, request) if own or holds else [],
        "results": _results(meeting, members, own=own),
        "graded": _graded(meeting, entries, members) if inside else [],
        "findings": list(meeting.findings.all()) if inside and meeting.state != M.PREPARING else [],
        "may_drop": holds and meeting.state != M.REVIEWING,
        "links": _links(meeting, own=own, holds=holds),
        "again_url": reverse("appraisal:again", args=[meeting.process.number])
        if own and meeting.state == M.VOID
        else "",
    }


def _holds(history: History, request: HttpRequest) -> bool:
    task = history.open
    if task is None or not task.right or task.owner_id not in (None, request.user.pk):
        return False
    return bool(decisions.capacities(request, task.right, task.unit_id, KEY))


def _again(meeting: Meeting) -> str:
    """Where a void meeting is held again."""
    return reverse("appraisal:again", args=[meeting.process.number]) if meeting.state == M.VOID else ""


def _facts(meeting: Meeting) -> list[dict[str, str]]:
    came = f"应到{meeting.expected}人，实到{meeting.present}人" if meeting.expected is not None else ""
    rows = [
        ("会议日期", meeting.held_on.isoformat() if meeting.held_on else "未定"),
        ("会议", "与组织生活会一并召开" if meeting.joint else ""),
        ("会议地点", meeting.place),
        ("主持人", meeting.chair),
        ("测评方式", meeting.get_voting_display()),
        ("到会", came),
        ("支部书记述职", meeting.report),
        ("超出优秀人数的理由", meeting.over),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _warnings(meeting: Meeting, entries: list[Any]) -> list[str]:
    """What has changed since the roll was frozen, and the quorum while people sign in. One statement at most."""
    if meeting.state == M.PREPARING:
        return [f"{each}请更新名册。" for each in changes(meeting, entries)]
    if meeting.state == M.CHECKING_IN:
        moved = [f"{each}名册已经固定，仍按固定时的名册。" for each in changes(meeting, entries)]
        return [attending.quorum(meeting, entries).text, *moved]
    return []


def _rows(
    meeting: Meeting, entries: list[Any], members: list[Appraisal], *, inside: bool, holds: bool
) -> list[dict[str, Any]]:
    """Each line of the roll with its member; grades only once they stand, or for who works on them."""
    by_entry = {each.entry_id: each for each in members}
    return [_row(meeting, entry, by_entry.get(entry.pk), inside=inside, holds=holds) for entry in entries]


def _row(meeting: Meeting, entry: Any, member: Appraisal | None, *, inside: bool, holds: bool) -> dict[str, Any]:
    shown = member is not None and (inside or member.state in TOLD)
    return {
        "entry": entry,
        "member": member,
        "url": reverse("record", args=[member.process.number]) if member else "",
        "state": member.get_state_display() if member else entry.get_standing_display(),
        "grade": member.grade_name if member and shown else "",
        "links": member_links(meeting, member) if member and holds else [],
    }


def _forms(meeting: Meeting, members: list[Appraisal], request: HttpRequest) -> list[dict[str, Any]]:
    """The ballot forms with who keyed in what, while they are counted; one statement then.

    Differences only for those whose own numbers are in.
    """
    keyed = counting.entries_of(meeting) if meeting.state == M.COUNTING else {}
    return [_form(meeting, form, keyed.get(form.code, []), members, request) for form in counting.by_hand(meeting)]


def _form(
    meeting: Meeting, form: Any, found: list[Entry], members: list[Appraisal], request: HttpRequest
) -> dict[str, Any]:
    number = meeting.process.number
    apart = counting.differing(form, members, found)
    counts = meeting.state == M.COUNTING
    return {
        "name": form.name,
        "kind": form.kind.words,
        "needed": required(form),
        "by": "、".join(str(each.by) for each in found),
        "entered": len(found),
        "apart": apart if counts and any(each.by_id == request.user.pk for each in found) else [],
        "agree": counts and len(found) == 2 and not apart,
        "enter_url": reverse("appraisal:totals", args=[number, form.code]) if counts else "",
        "print_url": reverse("appraisal:ballot", args=[number, form.code]) if meeting.state not in (M.VOID,) else "",
    }


def _results(meeting: Meeting, members: list[Appraisal], *, own: bool) -> list[dict[str, Any]]:
    """The counts, once they stand. One statement then.

    Of members only for the branch; of the 班子 and of the 群众 for its superiors too, once the grades are reported.
    """
    if meeting.state not in (GRADED if own else REPORTED):
        return []
    return results(meeting, counting.counts_of(meeting), members, about_members=own)


def _graded(meeting: Meeting, entries: list[Any], members: list[Appraisal]) -> list[str]:
    """The limit with its arithmetic, and what goes to the superior, once grades are given."""
    if meeting.state not in GRADED:
        return []
    plan, found = plan_of(meeting.round), grading.limit(meeting, entries, members)
    codes = [each.grade_code for each in members if each.grade_code]
    after = [consequence(plan, code) for code in dict.fromkeys(codes)]
    return [*([found.text] if found else []), *submission_words(plan, codes), *(each for each in after if each)]


def _links(meeting: Meeting, *, own: bool, holds: bool) -> list[dict[str, Any]]:
    number = meeting.process.number
    found: list[dict[str, Any]] = offered(STEPS, meeting) if holds else []
    if holds and meeting.state == M.PREPARING:
        found.insert(1, {"label": "填写名册", "url": reverse("appraisal:roll", args=[number])})
    if holds and meeting.state == M.CHECKING_IN:
        found.insert(0, {"label": "签到", "url": reverse("appraisal:attend", args=[number])})
    if holds and meeting.state in many.ASSESSMENTS.states:
        found.append({"label": many.ASSESSMENTS.label, "url": reverse("appraisal:assessments", args=[number])})
    if holds and meeting.state in many.FEEDBACK.states:
        found.append({"label": many.FEEDBACK.label, "url": reverse("appraisal:feedback", args=[number])})
    if own and (meeting.box or (meeting.state == M.BALLOTING and plan_of(meeting.round).electronic)):
        found.append({"label": "电子票箱", "url": reverse("appraisal:box", args=[number])})
    if own:
        found.append({"label": "导出名册和结果", "url": reverse("appraisal:book", args=[number]), "download": True})
    return found
