"""Rounds that were opened before tables were frozen: for whom theirs gave places out, as its figures say."""

from django.db import migrations


def freeze(apps, schema_editor):
    """A figure of a table says so in its sum; the part of its key before the colon says for whom it is."""
    quotas = apps.get_model("engine", "Quota").objects.filter(
        round__process_key="nomination", formula__startswith="分配表", key__contains=":places."
    )
    given = quotas.exclude(round__status="draft").filter(round__place_table=None)
    found = {round_: key.partition(":")[0] for round_, key in given.values_list("round", "key").order_by("pk")}
    table = apps.get_model("nomination", "PlaceTable")
    table.objects.bulk_create(table(round_id=round_, per=per) for round_, per in found.items())


class Migration(migrations.Migration):

    dependencies = [
        ("nomination", "0002_contests"),
        ("engine", "0006_notices_inside_units"),
    ]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]
