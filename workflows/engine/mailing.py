"""Notices by mail, for those who want them: what waits in the platform, by title; never what somebody wrote."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from permissions.models import User
from workflows.engine.models import Notice

log = logging.getLogger(__name__)
PAUSE = timedelta(minutes=30)
"""How long after a mail a person gets no other: what comes meanwhile travels together."""
FRESH = timedelta(days=7)
"""Older notices are not mailed any more; they are in the platform all the same."""
TRIES = 10
MOST = 30
"""As many titles stand in one mail; of the rest it says how many."""
UNCONFIGURED = "django.core.mail.backends.dummy.EmailBackend"


def configured() -> bool:
    """Whether this installation sends mail at all."""
    return settings.EMAIL_BACKEND != UNCONFIGURED


def send() -> int:
    """Mail unread notices to those who want it, one mail a person. Returns how many people.

    A server that cannot be reached ends the run, and nothing counts as tried; an address that is refused is tried
    again ever later. Mails go out after the transaction, so that no lock waits for a mail server.
    """
    waiting = list(_waiting()) if configured() else []
    if not waiting:
        return 0
    with mail.get_connection() as connection:
        return sum(_send(user, _claim(user), connection) for user in waiting)


def _waiting() -> QuerySet[User]:
    """Who wants mail, has something new, and got no mail lately."""
    of_user = Notice.objects.filter(user=OuterRef("pk"))
    lately = of_user.filter(mailed_at__gt=timezone.now() - PAUSE)
    wanting = User.objects.filter(is_active=True, email_notices=True).exclude(email="")
    return wanting.filter(Exists(of_user.filter(_due())), ~Exists(lately)).order_by("pk")


def _due() -> Q:
    """Unread, not yet mailed, and where sending failed n times, 2ⁿ minutes old."""
    now = timezone.now()
    patient = Q(mail_tries=0)
    for tries in range(1, TRIES):
        patient |= Q(mail_tries=tries, at__lte=now - timedelta(minutes=2**tries))
    return Q(read_at__isnull=True, mailed_at__isnull=True, at__gt=now - FRESH) & patient


@transaction.atomic
def _claim(user: User) -> list[Notice]:
    """Mark what goes into the mail, so that no other worker sends it too."""
    rows = Notice.objects.filter(_due(), user=user).select_related("process").order_by("pk")
    notices = list(rows.select_for_update(no_key=True, skip_locked=True, of=("self",)))
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
    return notices


def _send(user: User, notices: Sequence[Notice], connection: BaseEmailBackend) -> int:
    if not notices:
        return 0
    try:
        mail.send_mail(_subject(notices), _body(notices), None, [user.email], connection=connection)
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        _give_back(notices, tried=1)
        log.warning("a notice mail was refused: %s", type(error).__name__)
        return 0
    except OSError:
        _give_back(notices, tried=0)
        raise
    return 1


def _give_back(notices: Sequence[Notice], tried: int) -> None:
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    rows.update(mailed_at=None, mail_tries=F("mail_tries") + tried)


def _subject(notices: Sequence[Notice]) -> str:
    return f"双争评审平台：{len(notices)}条新消息"


def _body(notices: Sequence[Notice]) -> str:
    titles = [notice.process.title if notice.process else "站内消息" for notice in notices]
    lines = [f"{n}. {title}" for n, title in enumerate(titles[:MOST], 1)]
    more = [f"另有{len(titles) - MOST}条。"] if len(titles) > MOST else []
    foot = "具体内容请登录平台查看。不想再收到邮件的，在“我的任职和账号”中取消。"
    return "\n".join(["您有新的消息：", "", *lines, *more, "", foot])
