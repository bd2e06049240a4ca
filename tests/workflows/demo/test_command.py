"""`manage.py demo` on a database that is not empty: what is no demonstration stays, a demonstration is built anew."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from permissions import tree
from permissions.models import OrgUnit, Person
from permissions.roles import UnitKind
from workflows.engine import audit


def demo(*options: str) -> str:
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def real(db: None) -> OrgUnit:
    """Some office's own organisation."""
    return tree.add_unit(
        code="A", name="中共某市委市直机关工委", short_name="工委", kind=UnitKind.WORK_COMMITTEE, parent=None
    )


def test_what_is_no_demonstration_is_never_emptied(real: OrgUnit) -> None:
    with pytest.raises(CommandError, match="不是演示数据"):
        demo("--fresh")

    assert OrgUnit.objects.get() == real


def test_what_is_no_demonstration_has_no_demonstration_accounts(real: OrgUnit) -> None:
    assert json.loads(demo("--accounts", "--json")) == []
    assert demo("--accounts") == "数据库里不是演示数据，没有演示账号。\n"


def test_fresh_builds_the_same_again(transactional_db: None) -> None:
    demo("--if-empty", "--small")
    names = list(Person.objects.order_by("staff_no").values_list("name", flat=True))
    audit.seal()

    demo("--fresh", "--small")

    assert list(Person.objects.order_by("staff_no").values_list("name", flat=True)) == names
    assert not (settings.SEALS_ROOT / "seals.jsonl").exists()
