from django.db import models


class Front(models.Model):
    """A source's own front page, looked at once a day: whether it still is its. ``due_at`` makes the table its own queue."""

    source = models.OneToOneField("Source", models.CASCADE, related_name="front")
    told = models.JSONField(default=dict)  # what it was, and what it is: ``health.fronts.Standing`` without its moments
    checked_at = models.DateTimeField(null=True)  # the last look
    good_at = models.DateTimeField(null=True)  # the last at which it was itself
    suspected_at = models.DateTimeField(null=True)  # since when it may be somebody else's: nothing is fetched from there
    hijacked_at = models.DateTimeField(null=True)  # as that, confirmed, until a person decides
    trusted_at = models.DateTimeField(null=True)  # when a person last said that it is its source's
    moved_to = models.CharField(max_length=2000, blank=True)  # where it leads for good, on another domain, under its own name
    moved_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, blank=True)  # of the last look
    failing_since = models.DateTimeField(null=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True, db_index=True)
    lease = models.BigIntegerField(default=0)  # fencing token: grows with every lease
    lease_until = models.DateTimeField(null=True)
    owner = models.BigIntegerField(null=True)  # the collector that holds the lease

    def __str__(self) -> str:
        return self.source_id
