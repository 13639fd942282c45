"""How Django knows this room."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "commonweave.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
