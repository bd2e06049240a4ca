"""The toolkit shared by the processes: form parts, Excel in and out, uploads."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = "表单工具"
