"""Schemes 评定方案: each version is kept as it was entered; what is to differ is entered as a new version."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.star_rating import queries
from workflows.star_rating.models import Scheme
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.rules.compliance import findings, unanswered


def scheme_new(rules: RatingScheme, *, by: Actor, despite: Mapping[str, str] | None = None) -> Scheme:
    """Keep a scheme under its name and version, and enter it in the ledger.

    `despite`: by the key of a part that contradicts the rules on relieving the grassroots, why it stays (domain 7.5).
    Rounds that were opened keep the copy they were opened with. Raises NotAllowed, Incomplete where such a reason is
    missing, and Refused when this version of this scheme is there already.
    """
    if by.appointment is None or not access.may(by, Right.SUPERVISE, by.appointment.unit, queries.KEY):
        raise NotAllowed("评定方案由工委组织部维护，您现在的身份不能办理。")
    _check_lengths(rules)
    kept = _kept_despite(rules, despite or {})
    try:
        with transaction.atomic():
            made = Scheme.objects.create(
                name=rules.name, version=rules.version, document=rules.to_data(), created_by=by.user, kept_despite=kept
            )
            ledger.enter([_change(made)], by=by)
    except IntegrityError:
        raise Refused(f"“{rules.name}”已有版本“{rules.version}”。内容有改动的，请换一个版本再保存。") from None
    return made


def _kept_despite(rules: RatingScheme, reasons: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Each part that contradicts the rules, with the clauses and the reason. Raises Incomplete."""
    found = findings(rules)
    if missing := unanswered(found, reasons):
        raise Incomplete([each.asks for each in missing])
    return {
        each.key: {"place": each.place, "rules": list(each.words), "reason": reasons[each.key].strip()}
        for each in found
    }


def _change(made: Scheme) -> ledger.Change:
    fields = {f"坚持使用：{said['place']}": ["", said["reason"]] for said in made.kept_despite.values()}
    return ledger.Change("scheme_new", "保存评定方案", ledger.subject_of(made), str(made), fields=fields)


def _check_lengths(rules: RatingScheme) -> None:
    for words, text, most in (("方案名称", rules.name, 120), ("版本", rules.version, 40)):
        if len(text) > most:
            raise Refused(f"{words}有{len(text)}字，最多{most}字，请改短再上传。")
