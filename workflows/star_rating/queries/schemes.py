"""Reading schemes: those that are kept, those that ship, and what a page shows of one."""

import json
from functools import cache
from pathlib import Path

from workflows.engine.models import Round
from workflows.star_rating.models import Scheme
from workflows.star_rating.queries.quota_bases import empty_fields, unknown_fields, unknown_units
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.rules import warnings_of

SHIPPED = Path(__file__).resolve().parent.parent / "schemes"


@cache
def shipped() -> dict[str, RatingScheme]:
    """The schemes that come with the product, by the name of their file; to be taken as they are or edited first."""
    files = sorted(SHIPPED.glob("*.json"))
    return {file.stem: RatingScheme.from_data(json.loads(file.read_text("utf-8"))) for file in files}


def siblings(scheme: Scheme) -> list[Scheme]:
    """The other versions of a scheme, the newest first."""
    return list(Scheme.objects.filter(name=scheme.name).exclude(pk=scheme.pk).order_by("-pk"))


def last_version(name: str) -> Scheme | None:
    """The newest version of a scheme of this name, None when there is none."""
    return Scheme.objects.filter(name=name).order_by("-pk").first()


def same_scheme(like: Round) -> Scheme | None:
    """The version that a round has; the newest of its name where that version is not among the schemes."""
    rows = Scheme.objects.filter(name=like.scheme["name"]).order_by("-pk")
    return rows.filter(version=like.scheme_version).first() or rows.first()


def kept() -> list[Scheme]:
    """Every scheme that is kept, by name and version alone, the newest first. One statement."""
    return list(Scheme.objects.order_by("-pk").only("name", "version"))


def warnings(rules: RatingScheme) -> list[str]:
    """What contradicts itself in a scheme, then what in it does not fit the organisation as it stands."""
    unknown = unknown_fields(rules)
    empty = [field for field in empty_fields(rules) if field not in unknown]
    return [
        *warnings_of(rules),
        *(f"名额规则所指的单位代码“{code}”系统里没有，用这个方案不能准备批次。" for code in unknown_units(rules)),
        *(f"名额规则所指的领域“{field}”系统里没有，用这个方案不能准备批次。" for field in unknown),
        *(f"现在没有支部属于{field}领域，{field}领域的名额用不上。" for field in empty),
    ]
