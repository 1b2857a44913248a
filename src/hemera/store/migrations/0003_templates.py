import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0002_correction"),
    ]

    operations = [
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layout", models.CharField(max_length=80)),
                ("version", models.IntegerField()),
                ("valid_from", models.DateTimeField(null=True)),
                ("valid_to", models.DateTimeField(null=True)),
                ("pages", models.IntegerField()),
                ("reads", models.BooleanField()),
                ("by_hand", models.BooleanField(default=False)),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="capture",
            name="how",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="capture",
            name="template",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="capture",
            name="text_length",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="revision",
            name="template",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=20)),
                ("mark", models.BigIntegerField()),
                ("pages", models.IntegerField()),
                ("brought", models.IntegerField()),
                ("error", models.CharField(blank=True, max_length=100)),
                (
                    "source",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lessons", to="store.source"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="capture",
            name="lesson",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to="store.lesson"),
        ),
        migrations.AddIndex(
            model_name="capture",
            index=models.Index(condition=models.Q(("how", ""), _negated=True), fields=["source", "id"], name="capture_by_how"),
        ),
        migrations.AddField(
            model_name="template",
            name="source",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="templates", to="store.source"),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(fields=("source", "layout", "version"), name="template_version_once"),
        ),
    ]
