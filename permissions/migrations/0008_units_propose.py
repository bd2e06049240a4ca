"""A 党总支 or 机关党委 nominates too, itself or what stands below it: whoever reviews for one gains 填报."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

HOLD, RIGHT = ("gb_secretary", "oc_secretary", "oc_deputy", "oc_staff"), "propose"


def grant(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One row per post and process it is limited to, with the days of the right to look that the post has."""
    Grant = apps.get_model("permissions", "Grant")
    looks = Grant.objects.filter(appointment__role__in=HOLD, right="inspect")
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
            right=RIGHT,
            process=look.process,
            starts_on=look.starts_on,
            ends_on=look.ends_on,
        )
        for look in looks
    )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [
        ("permissions", "0007_communities"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
