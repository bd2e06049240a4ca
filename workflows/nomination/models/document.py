"""文件: the numbered documents under which nominations go up or become honours."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from workflows.engine.models import Round


class AwardDocument(models.Model):
    """A 表彰决定 of the sponsor, a 上报文 to it, or its answer, on which lists of a round rest.

    Only its number is ever corrected, with a reason on the trails of who rests on it.

    依据: domain 3.1, 3.6.
    """

    class Kind(models.TextChoices):
        CONFERS = "confers", "表彰决定"
        FORWARDS = "forwards", "上报文"
        ANSWERS = "answers", "上级决定"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文件", max_length=8, choices=Kind.choices)
    number = models.CharField("文号", max_length=60)
    dated_on = models.DateField("成文日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "kind", "number"], name="award_document_once")
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """表彰决定：滨直工发〔2026〕9号，2026年7月1日."""
        return f"{self.get_kind_display()}：{self.number}，{self.dated_on:%Y年%-m月%-d日}"
