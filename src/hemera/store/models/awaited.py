from django.db import models

from hemera.types import Visibility


class Awaited(models.Model):
    """An article that was here before the record was lost: its number, and what was decided of it, until it is read again."""

    source = models.ForeignKey("Source", models.CASCADE)
    url = models.CharField(max_length=2000)  # canonical
    number = models.BigIntegerField(null=True)
    record = models.CharField(max_length=60, blank=True, db_index=True)  # WARC-Record-ID of the capture it was first read from
    template = models.CharField(max_length=100, blank=True)  # name of the learned one consulted then
    visibility = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Visibility], default=Visibility.PUBLIC)
    reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "url"], name="awaited_once_per_address")]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.number or '?'} {self.url}"
