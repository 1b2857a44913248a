from django.db import models

from hemera.types import ImageState


class Image(models.Model):
    """A picture kept by the hash of the bytes fetched: one row however many articles carry it."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    width = models.IntegerField()
    height = models.IntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ImageState], default=ImageState.SHOWN)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class ImageAddress(models.Model):
    """An address a lead image was announced at, and what came of fetching it."""

    source = models.ForeignKey("Source", models.CASCADE)
    url = models.CharField(max_length=2000, unique=True)
    # Where it is asked. None: it came before this was kept; then it counts as a host of its source's own.
    host = models.CharField(max_length=255, null=True)  # noqa: DJ001  a nullable column is added without copying the table
    image = models.ForeignKey(Image, models.SET_NULL, null=True, related_name="addresses")
    error = models.CharField(max_length=100, blank=True)
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    lease = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    owner = models.BigIntegerField(null=True)  # the collector that holds the lease

    class Meta:
        indexes = [
            models.Index(fields=["source", "due_at"], name="image_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["owner"], name="image_leased", condition=models.Q(lease_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.url
