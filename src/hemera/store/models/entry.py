from django.db import models

from hemera.store.models.unescaped import Unescaped

_DUE = models.Q(due_at__isnull=False)


class EntryState(models.TextChoices):
    """Every entry seen is one of these; the sums match."""

    QUEUED = "queued"  # announced, not read yet
    ARTICLE = "article"
    DISCARDED = "discarded"  # with a reason: not an article, refused, gone before we came …
    HELD = "held"  # fetched, but nothing fit to show came out: waits for inspection


class Entry(models.Model):
    """An item a feed announced; ``due_at`` is when its page is fetched next, never if null."""

    source = models.ForeignKey("Source", models.PROTECT, db_index=False)  # what is unique begins with it
    feed = models.ForeignKey("Feed", models.SET_NULL, null=True)
    url = models.CharField(max_length=2000)
    # Where it is asked. None: it came before this was kept; then it counts as a host of its source's own.
    host = models.CharField(max_length=255, null=True)  # noqa: DJ001  a nullable column is added without copying the table
    guid = models.CharField(max_length=2000, blank=True)
    said = models.JSONField(default=dict, encoder=Unescaped)  # the entry as the feed last put it: hints for extraction
    # Kinds of feeds that announced it, the first first: "feed,sitemap". None: it came before this was kept, or by no feed.
    channels = models.CharField(max_length=60, null=True)  # noqa: DJ001  a nullable column is added without copying the table
    digest = models.CharField(max_length=64, blank=True)  # of what the feed says: a change calls for a new visit
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=EntryState, default=EntryState.QUEUED)
    reason = models.CharField(max_length=100, blank=True)
    attempts = models.IntegerField(default=0)  # failures in a row
    visited_at = models.DateTimeField(null=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    wishes = models.CharField(max_length=2000, null=True)  # noqa: DJ001  of the last answer's headers: they change without the page
    due_at = models.DateTimeField(null=True)
    lease = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    owner = models.BigIntegerField(null=True)  # the collector that holds the lease
    listing = models.ForeignKey("Listing", models.SET_NULL, null=True, db_index=False)  # of the past, that led to it
    dated = models.DateField(null=True)  # the day that gives it: a hint
    article = models.ForeignKey("Article", models.SET_NULL, null=True, related_name="entries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "url"], name="entry_once_per_source")]
        indexes = [
            models.Index(fields=["due_at"], name="entry_due", condition=_DUE),
            # What `leases` takes: some of every source, first visits and revisits.
            models.Index(fields=["source", "due_at"], name="entry_first_due", condition=_DUE & models.Q(article__isnull=True)),
            models.Index(fields=["source", "due_at"], name="entry_again_due", condition=_DUE & models.Q(article__isnull=False)),
            models.Index(fields=["state", "source"], name="entry_by_state"),
            models.Index(fields=["owner"], name="entry_leased", condition=models.Q(lease_until__isnull=False)),
            models.Index(fields=["source", "seen_at"], name="entry_by_source"),
            models.Index(fields=["listing", "state"], name="entry_by_listing", condition=models.Q(listing__isnull=False)),
            models.Index(fields=["source", "visited_at"], name="entry_unvisited", condition=models.Q(state="article", due_at=None)),
        ]

    def __str__(self) -> str:
        return self.url
