from django.db import models


class SubscriptionState(models.TextChoices):
    """How far a subscription is."""

    NONE = "none"  # the feed names no hub
    WANTED = "wanted"  # it names one that is to be asked
    ASKED = "asked"  # the hub was asked, and has not called back yet
    ACTIVE = "active"
    REFUSED = "refused"  # by the hub


class Subscription(models.Model):
    """What a hub owes us of a feed (WebSub). ``due_at`` is when to look again, to ask or to renew."""

    feed = models.OneToOneField("Feed", models.CASCADE, related_name="subscription")
    hub = models.CharField(max_length=2000, blank=True)
    topic = models.CharField(max_length=2000, blank=True)  # the feed's address as the hub knows it
    token = models.CharField(max_length=64, unique=True)  # of the address we are called at; nobody can guess it
    secret = models.CharField(max_length=128)  # deliveries are signed with it
    state = models.CharField(max_length=10, choices=SubscriptionState, default=SubscriptionState.NONE)
    failures = models.IntegerField(default=0)  # in a row
    error = models.CharField(max_length=100, blank=True)
    due_at = models.DateTimeField(null=True, db_index=True)
    asked_at = models.DateTimeField(null=True)
    active_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    deliveries = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)  # calls that were no deliveries of the hub's
    recent = models.JSONField(default=list)  # SHA-256 of the last deliveries: a replay is none

    def __str__(self) -> str:
        return f"{self.state} {self.topic}"
