from django.db import models


class Template(models.Model):
    """One version of what was learned of one layout of a source. ``text`` is the file, and the truth; the columns find it.

    No version is ever deleted: revisions name the one that was consulted.
    """

    source = models.ForeignKey("Source", models.PROTECT, related_name="templates")
    layout = models.CharField(max_length=80)
    version = models.IntegerField()
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    pages = models.IntegerField()
    reads = models.BooleanField()  # by itself; otherwise it only knows what repeats
    by_hand = models.BooleanField(default=False)
    text = models.TextField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)  # since when it is given to no new page

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "layout", "version"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.layout}@{self.version}"


class Lesson(models.Model):
    """One look at pages of a source to learn its layouts, and what it brought.

    What calls for the next: pages that no template read and no lesson looked at, and how templates served those after ``mark``.
    """

    source = models.ForeignKey("Source", models.PROTECT, related_name="lessons")
    at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    mark = models.BigIntegerField()  # id of the source's newest capture when it began
    pages = models.IntegerField()  # looked at
    brought = models.IntegerField()  # versions written
    error = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.source_id} {self.at:%Y-%m-%d}"
