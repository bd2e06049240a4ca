"""Addresses of accounts, 三员 and the own page. The accounts of 周志远 and of 林芳 are the ones tried."""

from typing import Any

from permissions import accounts
from permissions.models import Appointment, User
from tests.doors import SUPERVISORS, Answer, Door, Words, done, everybody, those, words
from tests.scene import Scene

GUARD = frozenset({"secadmin"})
KEPT_BY = {
    "own": frozenset({"deputy", "staff"}) | SUPERVISORS | GUARD,
    "foreign": frozenset({"other_deputy"}) | SUPERVISORS | GUARD,
}
HOLDER = {"own": "secretary", "foreign": "outsider"}
KEEPERS = those(*KEPT_BY["own"] | KEPT_BY["foreign"])


def keepers(scene: Scene, person: str, name: str) -> int:
    """Open to those who keep the account."""
    return those(*KEPT_BY[name])(scene, person, name)


def _user(scene: Scene, name: str) -> User:
    return User.objects.get(pk=scene.world.users[HOLDER[name]].pk)


def of_account(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of an account."""
    return {"pk": _user(scene, name).pk}


def with_stamp(**given: str) -> Words:
    """A form that confirms what the page said of the account."""
    return lambda scene, person, name: {"seen": accounts.stamp(_user(scene, name)), **given}


def step(status: int, **given: str) -> tuple[Door, ...]:
    """A page that confirms a step; `status` answers those who may take it."""
    found: Answer = done(keepers, status)
    return (Door(get=keepers, post=found, names=tuple(HOLDER), args=of_account, form=with_stamp(**given)),)


def of_newcomer(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of the person in 甲一支部 who has no account."""
    return {"pk": scene.newcomer.pk}


def of_guard(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The key of the 安全审计员's post."""
    return {"pk": Appointment.objects.get(user=scene.world.users["auditor"]).pk}


OPENERS = those(*KEPT_BY["own"])
ACCOUNTS: dict[str, tuple[Door, ...]] = {
    "organisation/accounts/": (Door(get=KEEPERS),),
    "organisation/accounts/<int:pk>/": (Door(get=keepers, names=tuple(HOLDER), args=of_account),),
    "organisation/accounts/<int:pk>/reset/": step(200),
    "organisation/accounts/<int:pk>/unlock/": step(422),
    "organisation/accounts/<int:pk>/deactivate/": step(302, reason="调出"),
    "organisation/accounts/<int:pk>/activate/": step(422),
    "organisation/accounts/open/<int:pk>/": (
        Door(get=OPENERS, post=done(OPENERS, 200), args=of_newcomer, form=words(username="jg09")),
    ),
    "organisation/accounts/passwords/": (Door(get=KEEPERS, post=done(KEEPERS, 422), form=words(unit="甲局机关党委")),),
    "organisation/guards/": (Door(get=those("secadmin"), post=done(those("secadmin"), 422)),),
    "organisation/guards/<int:pk>/end/": (Door(get=those("secadmin"), post=done(those("secadmin")), args=of_guard),),
    "organisation/me/": (Door(get=everybody, post=done(everybody), form=words(email="")),),
    "organisation/delegations/": (Door(get=everybody, post=done(everybody, 422)),),
    "organisation/delegations/<int:pk>/end/": (
        Door(
            post=done(those("deputy", "staff")),
            args=lambda scene, person, name: {"pk": Appointment.every.get(giver__isnull=False).pk},
        ),
    ),
    "organisation/matrix/": (Door(get=everybody),),
}
