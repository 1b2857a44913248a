"""Staff accounts: Django's own users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from hemera.errors import ConfigError, NotFound


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in. ``manages`` says whether they may manage other accounts too; ``seen_at`` is the last sign-in (UTC)."""

    name: str
    email: str
    manages: bool
    active: bool
    seen_at: datetime | None


def add(name: str, password: str, *, email: str = "", manages: bool = True) -> None:
    """Add a staff account; raises ``ConfigError`` where the name is taken or the password too weak."""
    if User.objects.filter(username=name).exists():
        raise ConfigError("user.exists", "There is an account {name!r} already; `hemera user password` changes it.", name=name)
    user = User(username=name, email=email, is_staff=True, is_superuser=manages)
    _set(user, password)


def set_password(name: str, password: str) -> None:
    """Set a password anew; raises ``NotFound`` for an unknown name, ``ConfigError`` for a password too weak."""
    user = User.objects.filter(username=name).first()
    if user is None:
        raise NotFound("user.unknown", "There is no account {name!r}.", name=name)
    _set(user, password)


def everybody() -> list[Account]:
    """Return all accounts, by name."""
    users = User.objects.order_by("username")
    return [Account(u.username, u.email, u.is_superuser, u.is_active, u.last_login) for u in users]


def _set(user: User, password: str) -> None:
    try:
        with override("en"):  # the command line's language
            user.full_clean(exclude=["password"])
            validate_password(password, user)
    except ValidationError as error:
        raise ConfigError("user.refused", "{reasons}", reasons=" ".join(error.messages)) from error
    user.set_password(password)
    user.save()
