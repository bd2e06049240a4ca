"""Whether somebody could decide on taking an honour back."""

from collections.abc import Collection

from permissions import standing
from permissions.models import User
from permissions.roles import MATRIX, Right
from permissions.standing import Standing
from workflows.engine.models import Round
from workflows.nomination.models import Nomination
from workflows.nomination.queries.rounds import KEY


def nobody_decides(nomination: Nomination, proposers: Collection[int]) -> str:
    """Why nobody could decide what these people (keys) propose, and whom to appoint; empty where somebody could.

    The host decides for itself; nobody decides his own proposal, nor on his own honour. Two statements.
    """
    known = standing.survey([nomination.round.unit_id], KEY)
    able = set(known.present(nomination.round.unit_id, Right.DECIDE))
    honoured = set(User.objects.filter(person__isnull=False, person=nomination.person_id).values_list("pk", flat=True))
    return "" if able - set(proposers) - honoured else _told(nomination.round, known, able & honoured)


def _told(round_: Round, known: Standing, honoured: Collection[int]) -> str:
    host = round_.unit
    posts = "、".join(
        role.label for role, post in MATRIX.items() if Right.DECIDE in post.rights and host.kind in post.kinds
    )
    first = ""
    if honoured:
        what = "没有可以决定的签批人，被授予荣誉的本人应当回避"
    elif known.present(host.pk, Right.DECIDE):
        what = "除您以外没有在任的签批人，自己提出的撤销不能由自己决定"
    elif known.own(host.pk, Right.DECIDE):
        what, first = "在任的签批人还没有领到密码，提出以后没有人能决定", "发给密码，或者另外"
    else:
        what = "没有在任的签批人，提出以后没有人能决定"
    return f"{host.short_name}{what}。请先{first}任命签批人（{posts}），再提请撤销。"
