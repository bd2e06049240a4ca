"""Nominating: the categories with the places left, choosing a candidate; and who is nominated in a round."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from permissions.models import OrgUnit, Person
from permissions.roles import Right
from workflows.engine import pages
from workflows.engine.decisions import in_post
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.pager import pager
from workflows.engine.views import STATUS, refused_page
from workflows.nomination import actions, queries
from workflows.nomination.models import Nomination
from workflows.nomination.queries import proposing
from workflows.nomination.queries.eligibility import people_judged, units_judged
from workflows.nomination.queries.nominations import full
from workflows.nomination.queries.rounds import nominations, rounds
from workflows.nomination.rules import Category, Subject
from workflows.nomination.rules.describing import category_facts
from workflows.nomination.states import NominationState
from workflows.nomination.views import candidate

PAGE = 20
NOBODY = "您现在的任职不能在这个批次提名；提名由党支部、党总支和机关党委的党务人员办理。"


def _round(request: HttpRequest, pk: int) -> Round:
    """A round that this person has to do with and that has been opened. Raises Http404."""
    seen = rounds(request.user).exclude(status=Round.Status.DRAFT)  # type: ignore[arg-type]
    return get_object_or_404(seen, pk=pk)


@login_required
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """For each unit that this person nominates for: the categories, the places left, and who is nominated."""
    round_ = _round(request, pk)
    units = list(proposing.proposing_units(request.user, round_))  # type: ignore[arg-type]
    if not units:
        return refused_page(request, NotAllowed(NOBODY), reverse("nomination:index"), "查看批次")
    offers = proposing.offers(round_, units)
    context = {
        "round": round_,
        "award": queries.award_of(round_),
        "open": round_.status == Round.Status.OPEN,
        "units": [{"unit": unit, "offers": [_offer(each) for each in offers[unit.pk]]} for unit in units],
    }
    return render(request, "nomination/nominate.html", context)


def _offer(each: proposing.Offer) -> dict[str, Any]:
    left = each.left
    return {
        "category": each.category,
        "places": each.places,
        "wider": each.wider,
        "left": left,
        "over": left is not None and left < 0,
        "rows": each.rows,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int, unit: int, category: str) -> HttpResponse:
    """Choose a candidate in a category; the conditions answer at once. A POST nominates."""
    round_ = _round(request, pk)
    mine = get_object_or_404(proposing.proposing_units(request.user, round_), pk=unit)  # type: ignore[arg-type]
    award = queries.award_of(round_)
    chosen = next((each for each in proposing.open_to(award, mine) if each.code == category), None)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return _candidates(request, round_, mine, chosen)
    try:
        by = in_post(request, Right.PROPOSE, mine.pk, queries.KEY)
        made = actions.nominate(round_, mine, category, _candidate(request, chosen), by=by)
    except Refused as refused:
        return _candidates(request, round_, mine, chosen, error=refused.message, status=STATUS[type(refused)])
    messages.success(request, f"已提名{made.candidate}为{chosen.name}，请继续填写。")
    return redirect("nomination:draft", number=made.process.number)


def _candidate(request: HttpRequest, category: Category) -> Person | OrgUnit:
    """Whom the form names; whether it is one's own is for the action to say."""
    key = pages.key_of(request.POST.get("candidate", ""))
    rows = Person.objects.all() if category.subject is Subject.PERSON else OrgUnit.objects.all()
    found: Person | OrgUnit | None = rows.filter(pk=key).first()
    if found is None:
        raise Refused("没有选择人选，请先查找，再从结果中选择。")
    if isinstance(found, Person) and found.branch_id is None and request.POST.get("staff_no") != found.staff_no:
        raise Refused("追授已去世同志的，请先按完整工号查找，再从结果中选择。")
    return found


def _candidates(
    request: HttpRequest, round_: Round, unit: OrgUnit, category: Category, *, error: str = "", status: int = 200
) -> HttpResponse:
    award, text = queries.award_of(round_), request.GET.get("q", "").strip()[:40]
    of_person = category.subject is Subject.PERSON
    found = (
        proposing.people_found(unit, category, award, text)
        if of_person
        else proposing.units_for(unit, category.subject).filter(short_name__contains=text)
    )
    shown: Page[Any] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round_,
        "unit": unit,
        "category": category,
        "facts": category_facts(award, category),
        "q": text,
        "of_person": of_person,
        "dead": of_person and unit.kind in proposing.FOR_THE_DEAD and proposing.takes_dead(award, category),
        "rows": _rows(round_, unit, category, list(shown.object_list)),
        "again": _again(round_, unit, category) if not text and shown.number == 1 else [],
        "page": pager(shown, request, "名" if of_person else "个"),
        "error": error,
    }
    return render(request, "nomination/choose.html", context, status=status)


def _rows(round_: Round, unit: OrgUnit, category: Category, found: list[Any]) -> list[dict[str, Any]]:
    judge = people_judged if category.subject is Subject.PERSON else units_judged
    judged = judge(round_, category, unit, found)
    conditions = queries.award_of(round_).conditions_of(category)
    taken = proposing.taken(round_, category, [row.pk for row in found])
    return [
        {
            "row": row,
            "taken": taken.get(row.pk, ""),
            "verdict": candidate.verdict(judged[row.pk]),
            "why": candidate.why(judged[row.pk], conditions),
        }
        for row in found
    ]


def _again(round_: Round, unit: OrgUnit, category: Category) -> list[Nomination]:
    """Those of earlier rounds who are of this category's kind."""
    of_person = category.subject is Subject.PERSON
    return [row for row in proposing.again(round_, unit) if (row.person_id is not None) == of_person]


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The nominations of a round that this person may see, by category and state."""
    round_ = _round(request, pk)
    award, chosen, state = queries.award_of(round_), request.GET.get("category", ""), request.GET.get("state", "")
    found = full(nominations(request.user).filter(round=round_))  # type: ignore[arg-type]
    if chosen in award.by_code:
        found = found.filter(category=chosen)
    if state in NominationState.values:
        found = found.filter(state=state)
    shown: Page[Any] = Paginator(found.order_by("unit__position", "unit__code", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "round": round_,
        "rows": [row(each) for each in shown.object_list],
        "categories": award.categories,
        "states": NominationState.choices,
        "chosen": chosen,
        "state": state,
        "page": pager(shown, request, "项"),
    }
    return render(request, "nomination/nominations.html", context)


def row(nomination: Nomination) -> dict[str, Any]:
    """A nomination as lists show it; its answers are those of its last step forward. No statement."""
    found = queries.eligibility_kept(nomination)
    return {
        "nomination": nomination,
        "number": nomination.process.number,
        "url": reverse("record", args=[nomination.process.number]),
        "candidate": nomination.candidate,
        "category": queries.award_of(nomination.round).by_code[nomination.category].name,
        "unit": nomination.unit.short_name,
        "state": nomination.get_state_display(),
        "verdict": candidate.verdict(found) if found else None,
    }
