from django.db import models


class Reservation(models.Model):
    """A site's well-known file that reserves its pages from text and data mining. ``due_at`` makes the table its own queue."""

    source = models.ForeignKey("Source", models.CASCADE)
    url = models.CharField(max_length=2000)
    rules = models.JSONField(
        default=list
    )  # [location, reserved, policy], the first that matches counts; empty: nothing is reserved
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, blank=True)  # of the last attempt; what the file said before stays in force
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(db_index=True)
    lease = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    owner = models.BigIntegerField(null=True)  # the collector that holds the lease

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "url"], name="reservation_once")]

    def __str__(self) -> str:
        return self.url
