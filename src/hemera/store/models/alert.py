from django.db import models

from hemera.alerts import DeliveryState, Every, State


class Alert(models.Model):
    """A saved search and whom it tells. ``version`` grows with every change of what it is, and is kept beside the record too."""

    name = models.CharField(max_length=200)
    query = models.CharField(max_length=1000)
    language = models.CharField(max_length=2)
    mail = models.CharField(max_length=254, blank=True)  # forgotten when the alert is ended
    webhook = models.CharField(max_length=2000, blank=True)
    every = models.CharField(max_length=4, choices=[(e.value, e.value) for e in Every])
    at = models.TimeField()
    state = models.CharField(max_length=6, choices=[(s.value, s.value) for s in State], default=State.ACTIVE)
    salt = models.CharField(max_length=64)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    since = models.DateTimeField()
    seen = models.BigIntegerField(default=0)  # change of the log up to which it has looked
    due_at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One mail or call. ``end_hash`` is the SHA-256 of the token in it that ends the alert."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=7, choices=[(s.value, s.value) for s in DeliveryState], default=DeliveryState.PENDING)
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.CharField(max_length=100, blank=True)
    end_hash = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    test = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["alert"], condition=models.Q(state="pending", test=False), name="delivery_once_pending")
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="pending"), name="delivery_due")]

    def __str__(self) -> str:
        return self.key


class Told(models.Model):
    """An article that an alert tells, or has told: by its lasting address, which a record made anew gives again."""

    alert = models.ForeignKey(Alert, models.CASCADE, db_index=False)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="articles")
    source = models.CharField(max_length=40)
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "source", "number"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.source}/{self.number}"
