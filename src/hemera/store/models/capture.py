from django.db import models

from hemera.types import Purpose


class Capture(models.Model):
    """Where a stored exchange lies. A row without ``read_at`` waits to be read by the pipeline."""

    record_id = models.CharField(max_length=60, unique=True)
    file = models.CharField(max_length=200)
    offset = models.BigIntegerField()
    length = models.BigIntegerField()
    url = models.CharField(max_length=4000)
    requested_url = models.CharField(max_length=4000)
    status = models.IntegerField()
    mime = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    fetched_at = models.DateTimeField()
    source = models.ForeignKey("Source", models.PROTECT, db_index=False)  # others begin with it
    purpose = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Purpose])
    feed = models.ForeignKey("Feed", models.SET_NULL, null=True)
    entry = models.ForeignKey("Entry", models.SET_NULL, null=True, related_name="captures")
    read_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=100, blank=True)
    origin = models.CharField(max_length=200, blank=True)  # name of the WARC file it was imported from; "" for what we fetched
    origin_offset = models.BigIntegerField(default=0)  # of the record in that file
    # How templates served a page: what says when to learn again is counted from these, and kept nowhere else.
    how = models.CharField(max_length=10, blank=True)  # ``jobs.How``; "" for all that is no page with a text
    template = models.CharField(max_length=100, blank=True)  # name of the one consulted
    text_length = models.IntegerField(default=0)  # characters
    wishes = models.CharField(max_length=2000, null=True)  # noqa: DJ001  of its publisher, in this exchange; None: not read yet
    lesson = models.ForeignKey("Lesson", models.SET_NULL, null=True, db_index=False)  # the last that learned from it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "offset"], name="capture_once_per_place")]
        indexes = [
            models.Index(fields=["id"], name="capture_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["source", "fetched_at"], name="capture_by_source"),
            models.Index(fields=["source", "id"], name="capture_by_how", condition=~models.Q(how="")),
            models.Index(fields=["source"], name="capture_unlearned", condition=models.Q(how="unread", lesson=None)),
            models.Index(fields=["sha256"], name="capture_by_payload", condition=models.Q(purpose="page")),
            models.Index(
                fields=["fetched_at", "record_id"], name="capture_imported", condition=models.Q(read_at=None) & ~models.Q(origin="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.url}"
