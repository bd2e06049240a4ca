"""Whether somebody could decide on taking an honour back."""

from collections.abc import Collection

from permissions import standing
from permissions.roles import MATRIX, Right
from workflows.engine.models import Round
from workflows.nomination.queries.rounds import KEY


def nobody_decides(round_: Round, proposers: Collection[int]) -> str:
    """Why nobody could decide what these people (keys) propose, and whom to appoint; empty where somebody could.

    The host decides for itself, and nobody decides his own proposal. One statement.
    """
    host = round_.unit
    able = standing.survey([host.pk], KEY).own(host.pk, Right.DECIDE)
    if set(able) - set(proposers):
        return ""
    posts = "、".join(
        role.label for role, post in MATRIX.items() if Right.DECIDE in post.rights and host.kind in post.kinds
    )
    what = (
        "除您以外没有在任的签批人，自己提出的撤销不能由自己决定" if able else "没有在任的签批人，提出以后没有人能决定"
    )
    return f"{host.short_name}{what}。请先任命签批人（{posts}），再提请撤销。"
