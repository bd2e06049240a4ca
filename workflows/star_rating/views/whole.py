"""Pages about a round as a whole that only the unit holding it sees: the door to them, and who acts there."""

from collections.abc import Collection

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine.decisions import capacities
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.models import RatingList
from workflows.star_rating.queries.figures import office_components
from workflows.star_rating.queries.spot_checks import sees_whole
from workflows.star_rating.rules import QuotaNode


def round_of(request: HttpRequest, pk: int) -> Round:
    """An open or closed round, for somebody with a post at the unit that holds it. Raises Http404."""
    found = get_object_or_404(Round.objects.select_related("unit"), pk=pk, process_key=queries.KEY)
    if found.status == Round.Status.DRAFT or not sees_whole(request.user, found):  # type: ignore[arg-type]
        raise Http404
    return found


def may_review(request: HttpRequest, round_: Round) -> bool:
    """Whether one of the person's posts brings 审核 on the unit that holds the round. No statement."""
    return bool(capacities(request, Right.REVIEW, round_.unit_id, queries.KEY))


def reviewer(request: HttpRequest, round_: Round) -> Actor:
    """The person in the post that brings 审核 there; in the chosen one where none does."""
    posts = capacities(request, Right.REVIEW, round_.unit_id, queries.KEY)
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return Actor(chosen.user, posts[0]) if posts else chosen


def links(request: HttpRequest, round_: Round, reporting: Collection[int]) -> list[dict[str, str]]:
    """Where the round's page leads those who see the whole, and those whose unit may hold evaluations. No statement."""
    whole = bool(capacities(request, Right.INSPECT, round_.unit_id, queries.KEY))
    holds = any(capacities(request, Right.REVIEW, unit, queries.KEY) for unit in {*reporting, round_.unit_id})
    found = [_link("评审", "evaluations", round_)] if whole or holds else []
    if whole:
        found.append(_link("抽查", "spot_checks", round_))
    if whole and round_.status == Round.Status.OPEN and (brought := office_components(round_)):
        names = "、".join(item.name for item in brought.values())
        found.append(_link(f"导入{names}", "figures", round_))
    return found + _of_places(request, round_)


def _of_places(request: HttpRequest, round_: Round) -> list[dict[str, str]]:
    """The quotas and the ranking, for those who run the round."""
    scheme = queries.scheme_of(round_)
    if not capacities(request, Right.SUPERVISE, round_.unit_id, queries.KEY):
        return []
    found = [_link("名额", "quotas", round_)] if scheme.quotas else []
    return [*found, _link("统一排名", "ranking", round_)] if queries.ranks_at(scheme, QuotaNode.ROOT) else found


def links_of_list(request: HttpRequest, submission: RatingList) -> list[dict[str, str]]:
    """Where the page of a list leads while it may be drawn from, for those who see the whole. No statement."""
    drawn_from = submission.state in queries.DRAWN_LISTS
    whole = drawn_from and capacities(request, Right.INSPECT, submission.round.unit_id, queries.KEY)
    return [_link("抽查", "spot_checks", submission.round)] if whole else []


def _link(label: str, name: str, round_: Round) -> dict[str, str]:
    return {"label": label, "url": reverse(f"star_rating:{name}", args=[round_.pk])}
