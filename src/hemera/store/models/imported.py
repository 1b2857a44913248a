from django.db import models


class ImportedFile(models.Model):
    """How far a WARC file of others was imported: a job that goes on from ``offset``, whatever ended it."""

    name = models.CharField(max_length=200)
    head = models.CharField(max_length=64)  # SHA-256 of its first bytes: a file is known again wherever it lies
    wanted = models.CharField(max_length=64, blank=True)  # digest of what it was asked for: of another wish, another job
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)  # where the next record begins
    counts = models.JSONField(default=dict)  # what became of its records
    error = models.CharField(max_length=100, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "head", "wanted"], name="imported_once")]

    def __str__(self) -> str:
        return self.name
