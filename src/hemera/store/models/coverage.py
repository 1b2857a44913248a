from django.db import models

from hemera.coverage import Missed


class Lapse(models.Model):
    """A time in which a feed was not looked at with success; without ``until`` it lasts."""

    source = models.ForeignKey("Source", models.CASCADE)
    feed = models.ForeignKey("Feed", models.CASCADE)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    cause = models.CharField(max_length=100)  # the most frequent
    causes = models.JSONField(default=dict)  # key of the error -> polls
    polls = models.IntegerField(default=0)
    missed = models.CharField(max_length=10, choices=[(m.value, m.value) for m in Missed], default=Missed.UNKNOWN)
    entries = models.IntegerField(default=0)  # new ones at the poll that ended it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed"], condition=models.Q(until=None), name="lapse_once_open")]
        indexes = [models.Index(fields=["source", "since"], name="lapse_by_source")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.since:%Y-%m-%d %H:%M} {self.cause}"
