import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def children(apps: StateApps, _: BaseDatabaseSchemaEditor) -> None:
    """Sitemaps that indexes named before stand one below; how far below is not known. Again after an interruption: the same."""
    apps.get_model("store", "Feed").objects.filter(child=True, depth=0).update(depth=1)


class Migration(migrations.Migration):
    """Where feeds moved to, how deep sitemaps lie, and what sources do that is put up with. New columns and a table: quick."""

    dependencies = [
        ("store", "0006_discovery"),
    ]

    operations = [
        migrations.AddField(model_name="feed", name="depth", field=models.SmallIntegerField(default=0)),
        migrations.AddField(model_name="feed", name="moved_to", field=models.CharField(blank=True, max_length=2000)),
        migrations.AddField(model_name="feed", name="moved_seen", field=models.CharField(blank=True, max_length=2000)),
        migrations.AddField(model_name="feed", name="moved_since", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="feed", name="moved_times", field=models.IntegerField(default=0)),
        migrations.AlterField(
            model_name="capture",
            name="purpose",
            field=models.CharField(
                choices=[("feed", "feed"), ("sitemap", "sitemap"), ("page", "page"), ("image", "image"), ("robots", "robots")],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("url", models.CharField(max_length=2000)),
                ("detail", models.CharField(blank=True, max_length=2000)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(db_index=True)),
                ("times", models.BigIntegerField(default=1)),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.source")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "key", "url"), name="notice_once")],
            },
        ),
        migrations.RunPython(children, migrations.RunPython.noop),
    ]
