from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class ModerationConfig(AppConfig):
    name = "hemera.moderation"
    label = "moderation"
    verbose_name = gettext_lazy("Moderation")
    default_auto_field = "django.db.models.BigAutoField"
