from django.db import models

from hemera.listings import Role, Way


class PlanState(models.TextChoices):
    """Where a search for the past stands."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"  # by a person
    DONE = "done"  # nothing is left to read, or its budget is used


class Backfill(models.Model):
    """A plan to bring the past of a source: what is wanted of it, and what may be spent."""

    source = models.ForeignKey("Source", models.CASCADE)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    per_day = models.IntegerField()  # pages asked for in a day (UTC), listings included
    pages = models.IntegerField(null=True)  # in all
    all_ways = models.BooleanField(default=False)
    stage = models.SmallIntegerField(default=0)  # up to which way it went
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.RUNNING)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    spent = models.IntegerField(default=0)
    spent_on = models.DateField(null=True)  # the day (UTC) of which
    spent_then = models.IntegerField(default=0)  # so many were spent
    wait_until = models.DateTimeField(null=True)  # its host asked for a rest
    reason = models.CharField(max_length=100, blank=True)  # for which

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=models.Q(state__in=["running", "paused"]), name="backfill_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.since or ''}..{self.until or ''}"


class Listing(models.Model):
    """An address that lists what a source published in the past. Read once; ``due_at`` is null when that is done."""

    plan = models.ForeignKey(Backfill, models.CASCADE)
    parent = models.ForeignKey("self", models.SET_NULL, null=True)
    url = models.CharField(max_length=2000)
    key = models.CharField(max_length=2000)  # addresses that list the same have one
    way = models.CharField(max_length=10, choices=[(w.value, w.value) for w in Way])
    stage = models.SmallIntegerField()  # of the way
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Role])
    depth = models.SmallIntegerField(default=0)
    number = models.IntegerField(default=1)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    idle = models.SmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=100, blank=True)  # why it came to nothing, or leads no further
    mentions = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    old = models.IntegerField(default=0)  # of the new, such as show a way to the past
    digest = models.CharField(max_length=64, blank=True)  # of what it holds
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    lease = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    owner = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="listing_once_per_plan")]
        indexes = [
            models.Index(fields=["plan", "stage"], name="listing_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.url
