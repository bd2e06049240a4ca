"""会审 on the page of a list: what was asked of whom, what was said, what a person may rule."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from permissions import access
from permissions.roles import Right, UnitKind
from workflows.engine.models import Round
from workflows.nomination.actions.avoiding import is_about
from workflows.nomination.forms.consultations import AskForm
from workflows.nomination.models import Consultation, Nomination, NominationList
from workflows.nomination.queries.consultations import Opinions, names
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.states import ConsultationState as C

TONES = {C.ASKED: "blue", C.CLEAR: "green", C.OBJECTED: "red", C.WAIVED: "yellow"}


def may_read(request: HttpRequest, submission: NominationList) -> bool:
    """Whether somebody reads what is said of a list's members. No statement."""
    return reads_host(request, submission.round)


def reads_host(request: HttpRequest, round_: Round) -> bool:
    """Whether somebody reads what the host of a round works on: those of the host, and of the 工委. No statement."""
    posts = request.posts  # type: ignore[attr-defined]
    seen = [post for post in posts if access.brings(post, Right.INSPECT, KEY)]
    return any(post.unit_id == round_.unit_id or post.unit.kind == UnitKind.WORK_COMMITTEE for post in seen)


def opinions_shown(
    submission: NominationList, rows: Sequence[Nomination], *, user: Any, may_rule: bool
) -> dict[str, Any]:  # fmt: skip
    """Each opinion with whom it is about, and what is still to be asked; `may_rule`: for who has the list.

    Nobody is offered (`user`) to rule on what is said against himself.
    """
    found = Opinions(submission, rows)
    waiting = found.to_ask() if may_rule else []
    return {
        "asked": [_asked(submission, found, each, user, may_rule=may_rule) for each in found.asked],
        "to_ask": [f"{each.opinion.words}：{names(each.rows)}" for each in waiting],
        "form": AskForm() if waiting else None,
        "ask_url": reverse("nomination:consultations", args=[submission.process.number]),
        "lacking": found.lacking() if may_rule else [],
    }


def _asked(
    submission: NominationList, found: Opinions, consultation: Consultation, user: Any, *, may_rule: bool
) -> dict[str, Any]:  # fmt: skip
    number = submission.process.number
    late = consultation.state == C.ASKED and timezone.localdate() > consultation.reply_by
    may_waive = may_rule and late
    return {
        "body": consultation.body,
        "by": "登记来函" if consultation.by_letter else consultation.unit.short_name,
        "url": reverse("record", args=[consultation.process.number]) if consultation.by_letter else "",
        "state": consultation.get_state_display(),
        "tone": TONES[C(consultation.state)],
        "reply_by": consultation.reply_by,
        "late": late,
        "number": consultation.number,
        "words": consultation.words,
        "about": [line.nomination.candidate for line in found.asked[consultation]],
        "against": [
            _line(number, line, may_rule=may_rule and not is_about(line.nomination, user))
            for line in found.against(consultation)
        ],
        "waive_url": reverse("nomination:waive", args=[number, consultation.process.number]) if may_waive else "",
    }


def _line(number: str, line: Any, *, may_rule: bool) -> dict[str, str]:
    return {
        "name": line.nomination.candidate,
        "words": line.words,
        "ruling": line.ruling,
        "url": reverse("nomination:rule", args=[number, line.pk]) if may_rule and not line.ruling else "",
    }
