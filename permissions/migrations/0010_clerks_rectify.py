"""The 工委 leads problems too: its clerks gain 填报, in 问题整改 alone."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLE, RIGHT, PROCESS = "wc_clerk", "propose", "rectification"


def grant(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One row per post that counts in 问题整改, delegated or not, with the days of its right to look."""
    Grant = apps.get_model("permissions", "Grant")
    looks = Grant.objects.filter(appointment__role=ROLE, right="inspect", process__in=("", PROCESS))
    if not looks.exists():
        return
    unit, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="permissions", model="orgunit"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=unit, codename=RIGHT, defaults={"name": "填报"}
    )
    Grant.objects.bulk_create(
        Grant(
            user_id=look.user_id,
            permission=permission,
            content_object_id=look.content_object_id,
            appointment_id=look.appointment_id,
            principal_id=look.principal_id,
            right=RIGHT,
            process=PROCESS,
            starts_on=look.starts_on,
            ends_on=look.ends_on,
        )
        for look in looks
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [
        ("permissions", "0009_delegation"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
