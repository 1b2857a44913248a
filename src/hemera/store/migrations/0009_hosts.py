from django.db import migrations, models


class Migration(migrations.Migration):
    """The hosts that work is ranked by, the revisits a source has had in a day, feeds sent whole. New columns and indexes: seconds."""

    dependencies = [
        ("store", "0008_coverage"),
    ]

    operations = [
        migrations.AddField(model_name="source", name="revisits", field=models.IntegerField(null=True)),
        migrations.AddField(model_name="source", name="revisits_day", field=models.DateField(null=True)),
        migrations.AddField(model_name="source", name="revisits_done", field=models.IntegerField(null=True)),
        migrations.AddField(model_name="feed", name="host", field=models.CharField(max_length=255, null=True)),
        migrations.AddField(model_name="feed", name="whole_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="feed", name="lies", field=models.BooleanField(null=True)),
        migrations.AddField(model_name="entry", name="host", field=models.CharField(max_length=255, null=True)),
        migrations.AddField(model_name="imageaddress", name="host", field=models.CharField(max_length=255, null=True)),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["source", "due_at"],
                name="entry_first_due",
                condition=models.Q(("due_at__isnull", False), ("article__isnull", True)),
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["source", "due_at"],
                name="entry_again_due",
                condition=models.Q(("due_at__isnull", False), ("article__isnull", False)),
            ),
        ),
        migrations.RemoveIndex(model_name="imageaddress", name="image_due"),
        migrations.AddIndex(
            model_name="imageaddress",
            index=models.Index(fields=["source", "due_at"], name="image_due", condition=models.Q(("due_at__isnull", False))),
        ),
    ]
