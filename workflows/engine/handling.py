"""How a round is handled: working days of its desks, reminders, and whether 批量同意 asks for opening first."""

from collections.abc import Mapping

from django.db import transaction

from permissions.actor import Actor
from workflows.engine import registry, reminding, running
from workflows.engine.models import Round


@transaction.atomic
def set_handling(
    round_: Round, *, days: Mapping[str, int], ahead: int, superior: int, unopened: bool, by: Actor
) -> None:
    """Say how many working days desks may take, when people are reminded, and whether 批量同意 asks for opening first.

    While it is prepared or open; desks that are open keep their day. In the ledger, old and new. Raises NotAllowed,
    Refused when the round is over.
    """
    running.check_runs(by, round_.unit, round_.process_key)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    check_not_over(locked)
    before = handling_words(locked)
    locked.handling = {"days": dict(days), "ahead": ahead, "superior": superior}
    locked.unopened = unopened
    locked.save(update_fields=["handling", "unopened"])
    after = handling_words(locked)
    fields = {key: [before.get(key, "按环节规定"), after.get(key, "按环节规定")] for key in {**before, **after}}
    changed = {key: pair for key, pair in fields.items() if pair[0] != pair[1]}
    if changed:
        running.enter("round_handling", "办理时限和提醒", locked, by, fields=changed)


def check_not_over(round_: Round) -> None:
    """Raises Refused unless the round is prepared or under way."""
    if round_.status != Round.Status.DRAFT:
        running.check_open(round_)


def take_over(like: Round, round_: Round) -> None:
    """Have a prepared round handled as an earlier one is: the days of its desks, its reminders, its 批量同意."""
    round_.handling, round_.unopened = like.handling, like.unopened
    round_.save(update_fields=["handling", "unopened"])


def handling_words(round_: Round) -> dict[str, str]:
    """What a round says of days, reminders and opening first, in the office's words."""
    labels = handled_stages(round_)
    found = {
        labels[state]: f"{days}个工作日" for state, days in round_.handling.get("days", {}).items() if state in labels
    }
    ahead, superior = reminding.ahead_of(round_), reminding.superior_after(round_)
    found["到期前提醒"] = f"提前{ahead}个工作日" if ahead else "不提醒"
    found["超期报上级"] = f"超期{superior}个工作日以后" if superior else "不报"
    found["批量同意"] = "不要求先逐件打开" if round_.unopened else "须先逐件打开看过"
    return found


def handled_stages(round_: Round) -> dict[str, str]:
    """The stages of a round's process at which people act and which it uses, in order, in the office's words."""
    flows = next(spec.flows for spec in registry.every() if spec.key == round_.process_key)
    desks = [
        (desk.state, f"{flow.label}：{flow.labels()[desk.state]}")
        for flow in flows
        for desk in flow.desks()
        if desk.right
    ]
    labels: dict[str, list[str]] = {}
    for state, label in desks:
        if not round_.stage(state).get("off") and label not in labels.setdefault(str(state), []):
            labels[str(state)].append(label)
    return {state: "、".join(words) for state, words in labels.items()}
