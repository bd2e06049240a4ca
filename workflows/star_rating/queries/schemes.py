"""Reading schemes: those that are kept, those that ship, and what a page shows of one."""

import json
from functools import cache
from pathlib import Path

from workflows.star_rating.models import Scheme
from workflows.star_rating.rules import Scheme as RatingScheme

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


def newest() -> int | None:
    """The key of the scheme that was kept last; None when there is none."""
    return Scheme.objects.order_by("-pk").values_list("pk", flat=True).first()
