from django.db import models

from hemera.links import LinkState
from hemera.store.models.unescaped import Unescaped
from hemera.types import PageKind, RevisionKind, Visibility


class Article(models.Model):
    """What a page says now, one per canonical address. The shown text is in ``current``."""

    source = models.ForeignKey("Source", models.PROTECT, db_index=False)  # what is unique begins with it
    number = models.BigIntegerField()  # within the source, never reused
    url = models.CharField(max_length=2000)
    title = models.TextField()
    lead = models.TextField(blank=True)
    language = models.CharField(max_length=20)
    section = models.CharField(max_length=20, blank=True)
    authors = models.JSONField(default=list, encoder=Unescaped)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in PageKind])
    partial = models.BooleanField(default=False)
    published = models.DateTimeField()
    published_offset = models.IntegerField(default=0)  # minutes east of UTC, as the source prints its times
    published_raw = models.CharField(max_length=200, blank=True)
    published_method = models.CharField(max_length=60, blank=True)
    day = models.DateField()  # the date printed: by the source's own clock
    image_url = models.CharField(max_length=2000, blank=True)
    image_caption = models.TextField(blank=True)
    image_credit = models.TextField(blank=True)
    image = models.ForeignKey("Image", models.SET_NULL, null=True, related_name="articles")
    visibility = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Visibility])
    reason = models.CharField(max_length=60, blank=True)
    hidden_at = models.DateTimeField(null=True)
    current = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+", db_index=False)
    revision_count = models.IntegerField(default=1)  # shown ones, those left out that our own corrections made the same
    captured_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)  # since when the source's own page answers no more
    # Of its address at the source, as the last visit that said something found it; null where none did.
    link_state = models.CharField(max_length=10, null=True, choices=[(s.value, s.value) for s in LinkState])  # noqa: DJ001
    link_checked_at = models.DateTimeField(null=True)
    link_moved_to = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    copy_group = models.BigIntegerField(null=True, db_index=True)  # id of the group's first article
    words = models.IntegerField(default=0)
    # What its publisher wishes, by its newest answer and its site's file, as ``hemera.wishes`` writes it; None: not read yet.
    wishes = models.CharField(max_length=2000, null=True)  # noqa: DJ001  a nullable column is added without copying the table

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "url"], name="article_once_per_address"),
            models.UniqueConstraint(fields=["source", "number"], name="article_number_once"),
        ]
        indexes = [
            models.Index(fields=["-published", "-id"], name="article_newest", condition=models.Q(visibility="public")),
            models.Index(fields=["source", "-published", "-id"], name="article_by_source", condition=models.Q(visibility="public")),
            models.Index(
                fields=["section", "-published", "-id"], name="article_by_section", condition=models.Q(visibility="public")
            ),
            models.Index(fields=["day", "-published", "-id"], name="article_by_day", condition=models.Q(visibility="public")),
            models.Index(fields=["captured_at", "id"], name="article_by_capture", condition=models.Q(visibility="public")),
            # Each new page asks whether its text came before, each new picture who waits for it.
            models.Index(fields=["source", "published"], name="article_by_moment"),
            models.Index(fields=["image_url"], name="article_unpictured", condition=models.Q(image=None, image_url__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.number}"


class Byline(models.Model):
    """One author of one article; ``key`` is the folded name that pages and links go by."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines", db_index=False)  # what is unique begins with it
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="byline_once")]

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """One distinct version. ``body`` is the whole ``Extraction``, JSON packed by ``store.packing``."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions", db_index=False)  # what is unique begins with it
    number = models.IntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in RevisionKind])
    held = models.BooleanField(default=False)  # suspicious: waits for inspection, never shown
    captured_at = models.DateTimeField()
    capture = models.ForeignKey("Capture", models.PROTECT)
    extractor = models.CharField(max_length=40)
    template = models.CharField(max_length=100, blank=True)  # name of the learned one that was consulted
    text_sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.article_id}.{self.number}"


class Dictionary(models.Model):
    """What bodies of revisions are packed with: ``name`` is the id that zstd writes into each."""

    name = models.BigIntegerField(unique=True)
    data = models.BinaryField()
    revisions = models.BigIntegerField()  # there were when it was learned
    learned_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "dictionaries"

    def __str__(self) -> str:
        return str(self.name)


class Correction(models.Model):
    """A better reading of ours that took the place of another. ``body`` is the one before, packed as in ``Revision``."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    fields = models.JSONField()  # names of what read otherwise
    extractor = models.CharField(max_length=40)  # of the better reading
    body = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.at:%Y-%m-%d}"


class Change(models.Model):
    """The change log the index follows: one row whenever what may be found of an article has changed."""

    article = models.ForeignKey(Article, models.DO_NOTHING, db_constraint=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Band(models.Model):
    """One band of an article's fingerprint: two articles that share a value are candidates for the same text.

    Sixteen to an article, so there is nothing to a row but its key. Those of former texts stay: candidates are compared.
    """

    pk = models.CompositePrimaryKey("value", "article")
    value = models.BigIntegerField()
    article = models.ForeignKey(Article, models.DO_NOTHING, db_index=False, db_constraint=False)

    def __str__(self) -> str:
        return str(self.value)
