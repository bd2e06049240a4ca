"""Schemes 评定方案: each version is kept as it was entered; what is to differ is entered as a new version."""

from django.db import IntegrityError, transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.star_rating import queries
from workflows.star_rating.models import Scheme
from workflows.star_rating.rules import Scheme as RatingScheme


def scheme_new(rules: RatingScheme, *, by: Actor) -> Scheme:
    """Keep a scheme under its name and version, and enter it in the ledger.

    Rounds that were opened keep the copy they were opened with. Raises NotAllowed, and Refused when this version of
    this scheme is there already.
    """
    if by.appointment is None or not access.may(by, Right.SUPERVISE, by.appointment.unit, queries.KEY):
        raise NotAllowed("评定方案由工委组织部维护，您现在的身份不能办理。")
    _check_lengths(rules)
    try:
        with transaction.atomic():
            made = Scheme.objects.create(
                name=rules.name, version=rules.version, document=rules.to_data(), created_by=by.user
            )
            ledger.enter([ledger.Change("scheme_new", "保存评定方案", ledger.subject_of(made), str(made))], by=by)
    except IntegrityError:
        raise Refused(f"“{rules.name}”已有版本“{rules.version}”。内容有改动的，请换一个版本再保存。") from None
    return made


def _check_lengths(rules: RatingScheme) -> None:
    for words, text, most in (("方案名称", rules.name, 120), ("版本", rules.version, 40)):
        if len(text) > most:
            raise Refused(f"{words}有{len(text)}字，最多{most}字，请改短再上传。")
