"""Columns of reports, keys, requests and the log of acts; nothing else."""

from __future__ import annotations

from django.db import models

from hemera.store.models import Article, Image


class SecretKey(models.Model):
    """What readers and networks are hashed with; destroyed after eight days, and with it every link to them."""

    value = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"key of {self.created_at:%Y-%m-%d}"


class Judgement(models.TextChoices):
    """What staff made of a report."""

    PENDING = "", "pending"
    UPHELD = "upheld", "upheld"
    REJECTED = "rejected", "rejected"


class ImageReport(models.Model):
    """One person's complaint about one picture. The hashes are salted with the picture: they match nothing elsewhere."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="reports")
    reader = models.CharField(max_length=64)  # HMAC of key, picture, cookie
    person = models.CharField(max_length=64)  # HMAC of key, picture, /24 or /48
    network = models.CharField(max_length=64)  # HMAC of key, picture, /16 or /32
    weight = models.FloatField()
    reason = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    key = models.ForeignKey(SecretKey, models.SET_NULL, null=True, related_name="+")
    judgement = models.CharField(max_length=10, choices=Judgement, blank=True, default=Judgement.PENDING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "reader"], name="report_once_per_reader"),
            models.UniqueConstraint(fields=["image", "person"], name="report_once_per_person"),
        ]
        indexes = [
            models.Index(fields=["image", "created_at"], name="report_pending", condition=models.Q(judgement="")),
            models.Index(fields=["reader"], name="report_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.image} {self.created_at:%Y-%m-%d}"


class Act(models.Model):
    """One decision, by staff or by readers' reports: a copy of its line in ``blocks.log``."""

    verb = models.CharField(max_length=30)
    target = models.CharField(max_length=2100)  # "image:<sha256>", "article:<source> <address>", "request:<id>"
    reason = models.CharField(max_length=500, blank=True)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    line = models.CharField(max_length=64, unique=True)  # SHA-256 of the line

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["verb", "at"], name="act_by_verb"),
            models.Index(fields=["target"], name="act_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"


class TakedownRequest(models.Model):
    """Somebody asks that something be removed; staff answers."""

    class State(models.TextChoices):
        """Where a request stands."""

        OPEN = "open", "open"
        GRANTED = "granted", "granted"
        REFUSED = "refused", "refused"

    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="takedown_requests")
    who = models.CharField(max_length=200)
    contact = models.CharField(max_length=300)
    why = models.TextField(max_length=4000)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "-created_at"], name="request_by_state")]

    def __str__(self) -> str:
        return f"{self.who}: {self.article or '—'}"


class ReportedImage(Image):
    """The same pictures, as the queue of those readers reported."""

    class Meta:
        proxy = True
        verbose_name = "reported image"
