"""The decision card: the verbs this person may take on this record now, derived from the arrows, and taking one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, QueryDict

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment
from workflows.engine import inbox_address
from workflows.engine.arrows import Arrow, Doer, arrow_of, open_to
from workflows.engine.errors import OWN, Incomplete, Refused
from workflows.engine.flow import Desk, ProcessFlow, targets_of
from workflows.engine.models import AuditEntry, Record, Task
from workflows.engine.transitions import Seen

if TYPE_CHECKING:
    from workflows.engine.record_page import History

LONGEST = 1000
"""Characters of an opinion."""


def capacities(request: HttpRequest, right: str, unit_id: int | None, process: str) -> list[Appointment]:
    """The person's posts that bring a right on a unit; the chosen one first. No statement."""
    posts: list[Appointment] = request.posts  # type: ignore[attr-defined]
    chosen = request.actor.appointment  # type: ignore[attr-defined]
    able = [post for post in posts if post.unit_id == unit_id and access.brings(post, right, process)]
    return sorted(able, key=lambda post: post != chosen)


def in_post(request: HttpRequest, right: str, unit_id: int | None, process: str) -> Actor:
    """The person in the post that brings a right on a unit; in the chosen one where none does. No statement."""
    posts = capacities(request, right, unit_id, process)
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return acting(request, posts[0]) if posts else chosen


def acting(request: HttpRequest, post: Appointment) -> Actor:
    """The person in one of the own posts."""
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return Actor(chosen.user, post)


def at_desk(flow: type[ProcessFlow], record: Any, task: Task, request: HttpRequest) -> list[Appointment]:
    """The posts in which the person may decide on an open desk; none where it is another's or closed to him.

    No statement.
    """
    if task.owner_id not in (None, request.user.pk):
        return []
    posts = capacities(request, task.right, task.unit_id, flow.key)
    return [post for post in posts if not flow.why_closed(record, task.flow_task, acting(request, post))]


def settles(flow: type[ProcessFlow], task: Task, request: HttpRequest) -> bool:
    """Whether the person's posts bring every right that an open desk asks for on its way forward. No statement."""
    return all(capacities(request, right, task.unit_id, flow.key) for right in flow.rights_of(task))


def brings_verbs(flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest) -> bool:
    """Whether a record waits for this person: the posts bring verbs on its desk. No statement."""
    return bool(_brought(flow, record, history, request))


def _brought(
    flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest
) -> list[tuple[str, Arrow, list[Appointment]]]:
    """The verbs that the person's posts bring, also those that are closed to this very person."""
    task = history.open
    if task is None or (task.owner_id and task.owner_id != request.user.pk):
        return []
    found = []
    for item in flow.transitions_from(record.state):
        arrow = arrow_of(item)
        if arrow.doer not in (Doer.HOLDER, Doer.HOST) or not open_to(item, record):
            continue
        right, unit = _asked_of(arrow, record, task)
        posts = capacities(request, right, unit, flow.key)
        if posts:
            found.append((item.name, arrow, posts))
    return sorted(found, key=lambda verb: ("ok", "back", "no").index(verb[1].tone))


def _asked_of(arrow: Arrow, record: Any, task: Task) -> tuple[str, int | None]:
    """The right that an arrow asks for, and on which unit."""
    if arrow.doer == Doer.HOST:
        return arrow.right, record.host_id
    return arrow.needs(task.right), task.unit_id


def decision(flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest) -> dict[str, Any] | None:
    """The card's content, or None when this person may do nothing here now."""
    brought = _brought(flow, record, history, request)
    verbs = [
        verb for verb in brought if not barred(flow, record, *verb[1:], request) and not history.waits_with(verb[1])
    ]
    if not verbs:
        return None
    posts = dict.fromkeys(post for _, arrow, able in verbs for post in unbarred(flow, record, arrow, able, request))
    return {
        "verbs": [_button(flow, record, name, arrow, first=index == 0) for index, (name, arrow, _) in enumerate(verbs)],
        "targets": targets(flow, record, history),
        "capacities": [
            {"value": post.pk, "label": str(post), "current": n == 0, "delegated": post.giver_id is not None}
            for n, post in enumerate(posts)
        ],
        "seen": history.seen(record),
        "onward": inbox_address.box_of(request.GET) != "",
        "values": {},
        "problems": [],
        "error": "",
    }


def standing_aside(flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest) -> str:
    """Why the page offers this very person none of the verbs that the posts bring; empty where it offers one."""
    found = [barred(flow, record, *verb[1:], request) for verb in _brought(flow, record, history, request)]
    return found[0] if found and all(found) else ""


def barred(flow: type[ProcessFlow], record: Any, arrow: Arrow, posts: list[Appointment], request: HttpRequest) -> str:
    """Why a verb is closed to this very person in all of these posts; empty where it is open."""
    if unbarred(flow, record, arrow, posts, request):
        return flow.why_called_off(record)
    asides = [flow.why_aside(record, acting(request, post)) for post in posts]
    return flow.why_called_off(record) or next((why for why in asides if why), OWN)


def disinterested(record: Record, posts: list[Appointment], request: HttpRequest) -> list[Appointment]:
    """Of the own posts, those in which the record is not the person's own submission, nor of whom he acts for."""
    return [post for post in posts if not record.submitted_by(acting(request, post))]


def unbarred(
    flow: type[ProcessFlow], record: Any, arrow: Arrow, posts: list[Appointment], request: HttpRequest
) -> list[Appointment]:
    """Of the posts, those in which the person need not stand aside, nor judge what he or whom he acts for submitted."""
    free = [post for post in posts if not flow.why_aside(record, acting(request, post))]
    return disinterested(record, free, request) if arrow.own_forbidden else free


def form_of(flow: type[ProcessFlow], record: Any, verb: str, data: QueryDict | None = None) -> forms.Form | None:
    """A verb's form for this record, as typed when there is data; None when the verb needs nothing more."""
    found = flow.forms.get(verb)
    return found(data, prefix=verb, initial={"record": record}) if found else None


def _button(flow: type[ProcessFlow], record: Any, name: str, arrow: Arrow, *, first: bool) -> dict[str, Any]:
    return {
        "verb": name,
        "label": arrow.label,
        "tone": arrow.tone,
        "reason_required": arrow.reason,
        "effect": arrow.effect,
        "main": first and arrow.doer == Doer.HOLDER,  # a host's way back is chosen, not found chosen
        "form": form_of(flow, record, name),
    }


def targets(flow: type[ProcessFlow], record: Any, history: "History") -> list[dict[str, str]]:
    """The desks that a return may lead to: earlier ones that the record has been on, the nearest first."""
    item = flow.transition(record.state, "send_back")
    if item is None:
        return []
    labels = flow.labels()
    found = []
    for state in sorted(targets_of(item), key=flow.order, reverse=True):
        stay = history.last_of(state)
        if stay is not None and stay.finished is not None and isinstance(stay.flow_task, Desk):
            found.append({"value": str(state), "label": f"{labels[state]}（{stay.owner or stay.unit}）"})
    return found


def withdrawal(flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest) -> dict[str, Any] | None:
    """The card for taking back the last step, or None unless this person took it, forward, in a post still held."""
    arrow = flow.arrow(record.state, "withdraw")
    last = history.last_step()
    if (
        arrow is None
        or last is None
        or flow.why_called_off(record)
        or last.source not in flow.targets(record.state, "withdraw")
    ):
        return None
    capacity = _taken_in(last, request)
    if capacity is None:
        return None
    who = "您" if last.actor_id == request.user.pk else last.actor_name
    return {
        "seen": history.seen(record),
        "capacity": capacity,
        "label": arrow.label,
        "effect": f"{who}{last.label}，下一环节还没有办理，可以撤回。",
    }


def _taken_in(last: AuditEntry, request: HttpRequest) -> int | None:
    """The key of the own post in which a step was taken, by the person or by a delegate; None where it was not."""
    held = {post.pk for post in request.posts}  # type: ignore[attr-defined]
    if last.actor_id == request.user.pk and last.appointment_id in held:
        return last.appointment_id
    giver = last.appointment.giver_id if last.appointment else None
    return giver if giver in held else None


def take(flow: type[ProcessFlow], record: Record, request: HttpRequest) -> Any:
    """Carry out the verb that a decision form asks for. Raises Refused and its kinds, Http404 for an unknown verb."""
    verb = request.POST.get("verb", "")
    action = flow.actions.get(verb)
    if action is None:
        raise Http404
    seen = Seen.parse(request.POST.get("seen", ""))
    if seen is None:
        raise Refused("页面已过期，请刷新后再办理。")
    return action(
        record,
        by=actor(request),
        seen=seen,
        comment=opinion(request),
        **_more(flow, record, verb, request),
    )


def opinion(request: HttpRequest) -> str:
    """The opinion as typed; a line break counts as one, as it does in the browser."""
    text = request.POST.get("comment", "").replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise Refused(f"意见最多{LONGEST}字，现有{len(text)}字，请精简后再办理。")
    return text


def actor(request: HttpRequest) -> Actor:
    """The person in the post chosen on the form, else in the one chosen for the session."""
    chosen = request.POST.get("capacity", "")
    found: Actor = request.actor  # type: ignore[attr-defined]
    posts: list[Appointment] = request.posts  # type: ignore[attr-defined]
    post = next((post for post in posts if str(post.pk) == chosen), None)
    return Actor(found.user, post) if post else found


def _more(flow: type[ProcessFlow], record: Any, verb: str, request: HttpRequest) -> dict[str, Any]:
    """What the verb needs beyond an opinion: the desk to return to, and the values of its own form."""
    # Where the second of two clicks finds the record, the verb may not be open any more: any arrow of it tells as well.
    arrow = flow.arrow(record.state, verb) or next(arrow_of(i) for i in flow.transitions() if i.name == verb)
    returns = arrow.back and arrow.doer == Doer.HOLDER
    target = {"to": request.POST.get("to", "")} if returns else {}
    form = form_of(flow, record, verb, request.POST)
    if form is None:
        return target
    if not form.is_valid():
        raise Incomplete(_sentences(form))
    return target | form.cleaned_data


def _sentences(form: forms.Form) -> list[str]:
    return [f"{form[name].label}：{error}" for name, errors in form.errors.items() for error in errors]
