from django.db import models

from hemera.types import FeedKind, Rights


class Source(models.Model):
    """An outlet of the catalogue; the files of ``sources/`` are its master copy."""

    id = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict)
    home = models.URLField(max_length=2000)
    languages = models.JSONField(default=list)
    country = models.CharField(max_length=2)
    zone = models.CharField(max_length=64)
    rights = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Rights])
    images = models.BooleanField(default=True)
    export = models.BooleanField(default=True)
    embargo = models.IntegerField(default=0)  # days
    consent = models.BooleanField(default=False)  # its publisher agreed to these rights
    enabled = models.BooleanField(default=True)
    sections = models.JSONField(default=dict)
    gap = models.FloatField(null=True)
    loopback = models.BooleanField(default=False)
    notes = models.TextField(blank=True)
    logo = models.CharField(max_length=2000, blank=True)
    revisits = models.IntegerField(null=True)  # a day at most; None: as everywhere
    revisits_day = models.DateField(null=True)  # the last day, in UTC, of which …
    revisits_done = models.IntegerField(null=True)  # … this many were taken on
    next_number = models.BigIntegerField(default=1)  # numbers are given once and for ever

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """An address we poll, with what the last poll taught us. ``due_at`` makes the table its own queue."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="feed_rows")
    url = models.CharField(max_length=2000)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in FeedKind])
    enabled = models.BooleanField(default=True)
    language = models.CharField(max_length=20, null=True)  # noqa: DJ001  None is "not said", "" is no language
    section = models.CharField(max_length=20, null=True)  # noqa: DJ001
    articles = models.CharField(max_length=200, null=True)  # noqa: DJ001
    child = models.BooleanField(default=False)  # found in a sitemap index, not in the catalogue
    depth = models.SmallIntegerField(default=0)  # indexes between the catalogue and it
    # Where it is asked, "" for its own address; and a move that is not believed yet.
    moved_to = models.CharField(max_length=2000, blank=True)
    moved_seen = models.CharField(max_length=2000, blank=True)
    moved_since = models.DateTimeField(null=True)
    moved_times = models.IntegerField(default=0)
    # Where it is asked. None: it came before this was kept; then it counts as a host of its source's own.
    host = models.CharField(max_length=255, null=True)  # noqa: DJ001  a nullable column is added without copying the table
    whole_at = models.DateTimeField(null=True)  # when it was last sent whole
    lies = models.BooleanField(null=True)  # it says "not modified" of what is: it is always asked for whole
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    heard = models.BinaryField(null=True)  # marks of the entries it had when it was last read
    interval = models.FloatField(default=1800)
    failures = models.FloatField(default=0)
    polled_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, blank=True)
    error_details = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_index=True)
    lease = models.BigIntegerField(default=0)  # fencing token: grows with every lease
    lease_until = models.DateTimeField(null=True)
    owner = models.BigIntegerField(null=True)  # the collector that holds the lease

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "url"], name="feed_once_per_source")]

    def __str__(self) -> str:
        return self.url
