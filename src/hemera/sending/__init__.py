"""Delivering alerts: what is new for each, as far as the portal shows it, by mail or to a webhook, once."""

from hemera.sending.journal import follow, take_up
from hemera.sending.rounds import Sender, Told, alone
from hemera.sending.secret import secret

__all__ = ["Sender", "Told", "alone", "follow", "secret", "take_up"]
