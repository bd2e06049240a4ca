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
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import MailMuted, Notice, Process, Signature

log = logging.getLogger(__name__)
PAUSE = timedelta(minutes=30)
"""How long after a mail a person gets no other: what comes meanwhile travels together."""
FRESH = timedelta(days=7)
"""Older notices are not mailed any more; they are in the platform all the same."""
TRIES = 10
MOST = 30
"""As many titles stand in one mail; of the rest it says how many."""
UNCONFIGURED = "django.core.mail.backends.dummy.EmailBackend"

REFUSED, REJECTED = "邮件服务器不接收这个地址，请核对邮箱", "邮件服务器退回了这封邮件"
UNREACHED = "邮件服务器连不上，稍后再发"
"""Why a mail was not sent, as its reader is told."""
APART = "一件须登录查看的事项"


def configured() -> bool:
    """Whether this installation sends mail at all."""
    return settings.EMAIL_BACKEND != UNCONFIGURED


def send() -> int:
    """Mail unread notices to those who want it, one mail a person. Returns how many people.

    A server that cannot be reached ends the run, and nothing counts as tried; an address that is refused is tried
    again ever later. Mails go out after the transaction, so that no lock waits for a mail server.
    """
    _mark_unsendable()
    waiting = list(_waiting()) if configured() else []
    if not waiting:
        return 0
    with mail.get_connection() as connection:
        return sum(_send(user, _claim(user), connection) for user in waiting)


def _mark_unsendable() -> None:
    """Say of what would be mailed why it is not: no address, or mail is not switched on. Two statements at most."""
    new = Notice.objects.filter(_due(), ~_muted(), user__in=_wanting(), mail_state="")
    if not configured():
        new.update(mail_state=Notice.Mail.OFF)
    else:
        new.filter(user__email="").update(mail_state=Notice.Mail.NO_ADDRESS)


def _wanting() -> QuerySet[User]:
    return User.objects.filter(is_active=True, email_notices=True)


def _muted() -> Exists:
    """A condition on notices: its reader does not want this kind by mail."""
    return Exists(MailMuted.objects.filter(user=OuterRef("user"), kind=OuterRef("kind")))


def _waiting() -> QuerySet[User]:
    """Who wants mail, has something new, and got no mail lately."""
    of_user = Notice.objects.filter(user=OuterRef("pk"))
    lately = of_user.filter(mailed_at__gt=timezone.now() - PAUSE)
    new = of_user.filter(_due(), ~_muted())
    return _wanting().exclude(email="").filter(Exists(new), ~Exists(lately)).order_by("pk")


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
    rows = Notice.objects.filter(_due(), ~_muted(), user=user).select_related("process").order_by("pk")
    notices = list(rows.select_for_update(no_key=True, skip_locked=True, of=("self",)))
    sent = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    sent.update(mailed_at=timezone.now(), mail_state=Notice.Mail.SENT, mail_why="")
    return notices


def _send(user: User, notices: Sequence[Notice], connection: BaseEmailBackend) -> int:
    if not notices:
        return 0
    try:
        mail.send_mail(_subject(notices), _body(notices), None, [user.email], connection=connection)
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        _give_back(notices, REFUSED if isinstance(error, SMTPRecipientsRefused) else REJECTED, tried=1)
        log.warning("a notice mail was refused: %s", type(error).__name__)
        return 0
    except OSError:
        _give_back(notices, UNREACHED, tried=0)
        raise
    return 1


def _give_back(notices: Sequence[Notice], why: str, tried: int) -> None:
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    rows.update(mailed_at=None, mail_tries=F("mail_tries") + tried, mail_state=Notice.Mail.FAILED, mail_why=why)


def _subject(notices: Sequence[Notice]) -> str:
    return f"双争评审平台：{len(notices)}条新消息"


def _title(notice: Notice) -> str:
    """What a mail calls a notice; of what is kept apart (异议, 纪检意见, 会审, 测评票) not even what it is about."""
    if notice.process is None:
        return "站内消息"
    flow = _about(notice.process)
    return notice.process.title if flow and flow.copied else APART


def _about(process: Process) -> type[ProcessFlow] | None:
    """The flow of what a process is about: of a 会签, that of the record which is asked about, in one statement."""
    flow: type[ProcessFlow] | None = process.flow_class
    if flow is None or flow.model is not Signature:
        return flow
    of: type[ProcessFlow] = Process.objects.get(signings__signatures__process=process).flow_class
    return of


def _body(notices: Sequence[Notice]) -> str:
    titles = [_title(notice) for notice in notices]
    lines = [f"{n}. {title}" for n, title in enumerate(titles[:MOST], 1)]
    more = [f"另有{len(titles) - MOST}条。"] if len(titles) > MOST else []
    foot = "具体内容请登录平台查看。不想再收到邮件的，在“消息设置”中取消。"
    return "\n".join(["您有新的消息：", "", *lines, *more, "", foot])
