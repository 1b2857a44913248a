"""The secret a webhook's calls are signed with: made from the archive's own and the alert's salt, and kept nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

from hemera.alerts import Alert

PREFIX = "whsec_"  # as https://www.standardwebhooks.com writes them


def secret(alert: Alert) -> str:
    """Return what whoever is called checks signatures with."""
    return PREFIX + base64.b64encode(key(alert)).decode()


def key(alert: Alert) -> bytes:
    """Return the secret's bytes."""
    return hmac.digest(str(settings.SECRET_KEY).encode(), f"webhook:{alert.salt}".encode(), hashlib.sha256)
