"""The only writer of accounts: opened for a person, given a first password, unlocked, deactivated, never deleted.

A first password is random and given out once; nothing here keeps it. Whoever calls has checked the duty, and enters
the change in the ledger.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, PBKDF2PasswordHasher, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from permissions.models import Person, SignIn, User

LETTERS = "acdefhjkmnprtuvwxy34679"
"""What is not mistaken for something else on paper: no l, 1, i, o, 0, s, 5, b, 8, g, q, z, 2."""
GROUPS, GROUP = 4, 4
ITERATIONS = 10_000
"""Rounds of hashing a first password. Many rounds are for what people think up; this one is 72 random bits, and the
first sign-in hashes it again with as many as all others have."""
UNUSABLE = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
"""A condition on users: no password at all."""


def in_use(path: str = "") -> Q:
    """A condition: the account that `path` leads to (`user__`) may sign in."""
    return Q(**{f"{path}is_active": True}) & ~Q(**{f"{path}password__startswith": UNUSABLE_PASSWORD_PREFIX})


class AccountError(ValueError):
    """An account that cannot be as asked for; the message is for the person who asked."""


def first_password() -> str:
    """A random password that is easily read from paper: `k7mw-3fcx-…`."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def username_for(person: Person) -> str:
    """The user name that a person gets unless told: the 工号 in lower case."""
    return person.staff_no.lower()


def open_for(person: Person, username: str = "") -> User:
    """Open an account without a password. Raises AccountError as `open_many`."""
    return open_many([(person, username)])[0]


@transaction.atomic
def open_many(wanted: Sequence[tuple[Person, str]]) -> list[User]:
    """Open accounts for people (with a user name, empty: the usual one), without a password; a constant number of
    statements.

    Raises AccountError when a person has one already, or a user name is not free or makes no sense.
    """
    users = [User(username=(name.strip() or username_for(person)), person=person) for person, name in wanted]
    for user in users:
        user.set_unusable_password()
    _check(users)
    return User.objects.bulk_create(users)


def _check(users: Sequence[User]) -> None:
    having: set[int | None] = set(
        User.objects.filter(person__in=[user.person_id for user in users]).values_list("person_id", flat=True)
    )
    lower = User.objects.annotate(lower=Lower("username"))
    taken = set(lower.filter(lower__in=[user.username.lower() for user in users]).values_list("lower", flat=True))
    for user in users:
        if user.person_id in having:
            raise AccountError(f"“{user.get_full_name()}”已经有账号，一人只能有一个账号。")
        if user.username.lower() in taken:
            raise AccountError(f"用户名“{user.username}”已有人使用，请换一个。")
        _check_username(user.username)
        having.add(user.person_id)
        taken.add(user.username.lower())


def _check_username(username: str) -> None:
    field = User._meta.get_field("username")
    try:
        field.run_validators(username)
    except ValidationError as error:
        raise AccountError(f"用户名“{username}”不能用：最多40个字，只能有字母、数字、汉字和 @ . + - _。") from error


def give_password(user: User) -> str:
    """Give an account a new first password, which must be changed; every open session of the account ends.

    Returns the password, the only time that it is known. Failed attempts so far no longer lock the account.
    """
    given = give_passwords([user])[user.pk]
    unlock(user)
    return given


def give_passwords(users: Collection[User]) -> dict[int, str]:
    """The same for many, by key of the user; about 4 ms and a part of a statement each.

    An account whose password changed since `users` were read is left alone and not in the answer.
    """
    given = {user.pk: first_password() for user in users}
    hashes = {user.pk: _hash(given[user.pk]) for user in users}
    with transaction.atomic():
        locked = _unchanged({user.pk: user.password for user in users})
        for user in locked:
            user.password, user.must_change_password = hashes[user.pk], True
        User.objects.bulk_update(locked, ["password", "must_change_password"], batch_size=250)
    return {user.pk: given[user.pk] for user in locked}


def _hash(password: str) -> str:
    return PBKDF2PasswordHasher().encode(password, get_random_string(22), ITERATIONS)


def _unchanged(known: Mapping[int, str]) -> list[User]:
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=known, is_active=True).order_by("pk")
    return [user for user in rows if user.password == known[user.pk]]


def unlock(user: User) -> int:
    """Forget the failed attempts with this user name, from wherever they came. Returns how many rows."""
    return int(reset(username=user.username))


def deactivate(user: User) -> None:
    """Close an account: its sessions end with their next click, its posts stay but bring nothing.

    The password goes too, so that neither it nor an old session lives again when the account is used again.
    """
    User.objects.filter(pk=user.pk).update(is_active=False, password=make_password(None))
    user.is_active = False


def activate(user: User) -> None:
    """Open a closed account again; it has no password until it is given one."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True


def set_mail(user: User, address: str, *, notices: bool) -> None:
    """Keep where a person gets mail, and whether notices go there too."""
    User.objects.filter(pk=user.pk).update(email=address, email_notices=notices)


def locked_names() -> QuerySet[AccessAttempt]:
    """User names that cannot sign in at present, from some address at least, because of failed attempts."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    rows: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since, username__isnull=False
    )
    return rows.values_list("username", flat=True)


def stamp(user: User) -> str:
    """What changes whenever password or use of an account does: a page carries it, so that no form counts twice."""
    return salted_hmac("permissions.accounts", f"{user.pk}.{user.password}.{user.is_active}").hexdigest()[:20]


def failures(username: str) -> int:
    """Failed attempts with a user name since the last sign-in; a sign-in forgets them. One statement."""
    rows = AccessAttempt.objects.filter(username=username)
    return rows.aggregate(times=Sum("failures_since_start"))["times"] or 0


@transaction.atomic
def note_sign_in(user: User, address: str | None, failed: int) -> None:
    """Keep when, from where, and after how many failures somebody signed in, for that person alone; the oldest goes."""
    SignIn.objects.create(user=user, at=timezone.now(), address=address, failures=min(failed, 32767))
    kept = list(user.sign_ins.values_list("pk", flat=True)[: SignIn.KEPT])
    user.sign_ins.exclude(pk__in=kept).delete()
