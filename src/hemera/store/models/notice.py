from django.db import models


class Notice(models.Model):
    """Something about a source's hosts and addresses that was put up with, and that its operator should know."""

    source = models.ForeignKey("Source", models.CASCADE)
    key = models.CharField(max_length=60)  # what: ``feed.moved``, ``fetch.downgraded`` …
    url = models.CharField(max_length=2000)
    detail = models.CharField(max_length=2000, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    times = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key", "url"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.url}"
