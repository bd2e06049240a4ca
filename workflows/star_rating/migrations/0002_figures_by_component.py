"""Figures by component in place of the one 评议项, and a place in the ranking."""

from typing import Any

from django.db import migrations, models

CHUNK = 500


def carry_over(apps: Any, _schema: Any) -> None:
    """Each 评议项 becomes the figure of the component of that name."""
    ratings = apps.get_model("star_rating", "Rating").objects.filter(appraisal__isnull=False)
    changed = []
    for rating in ratings.only("appraisal", "appraisal_source").iterator(CHUNK):
        rating.figures = {"appraisal": {"figure": str(rating.appraisal), "source": rating.appraisal_source}}
        changed.append(rating)
    apps.get_model("star_rating", "Rating").objects.bulk_update(changed, ["figures"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("star_rating", "0001_initial")]

    operations = [
        migrations.AddField("rating", "figures", models.JSONField(default=dict, verbose_name="分项得分")),
        migrations.AddField("rating", "place", models.PositiveSmallIntegerField(null=True, verbose_name="名次")),
        migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("rating", "appraisal"),
        migrations.RemoveField("rating", "appraisal_source"),
    ]
