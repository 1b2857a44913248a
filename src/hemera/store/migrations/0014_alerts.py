import django.db.models.deletion
from django.db import migrations, models

import hemera.alerts.values


class Migration(migrations.Migration):
    """Alerts, their deliveries and what each has told. Three tables: seconds."""

    dependencies = [
        ("store", "0013_past"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("query", models.CharField(max_length=1000)),
                ("language", models.CharField(max_length=2)),
                ("mail", models.CharField(blank=True, max_length=254)),
                ("webhook", models.CharField(blank=True, max_length=2000)),
                (
                    "every",
                    models.CharField(choices=[("now", "now"), ("hour", "hour"), ("day", "day"), ("week", "week")], max_length=4),
                ),
                ("at", models.TimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "active"), ("paused", "paused"), ("stuck", "stuck"), ("ended", "ended")],
                        default=hemera.alerts.values.State["ACTIVE"],
                        max_length=6,
                    ),
                ),
                ("salt", models.CharField(max_length=64)),
                ("version", models.IntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("seen", models.BigIntegerField(default=0)),
                ("due_at", models.DateTimeField(db_index=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AlterField(
            model_name="capture",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("feed", "feed"),
                    ("sitemap", "sitemap"),
                    ("page", "page"),
                    ("image", "image"),
                    ("robots", "robots"),
                    ("tdmrep", "tdmrep"),
                    ("front", "front"),
                    ("hook", "hook"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "pending"),
                            ("handed", "handed"),
                            ("sent", "sent"),
                            ("unsure", "unsure"),
                            ("empty", "empty"),
                        ],
                        default=hemera.alerts.values.DeliveryState["PENDING"],
                        max_length=7,
                    ),
                ),
                ("attempts", models.IntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=100)),
                ("end_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("test", models.BooleanField(default=False)),
                (
                    "alert",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="store.alert"),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40)),
                ("number", models.BigIntegerField()),
                ("alert", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="store.alert")),
                (
                    "delivery",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="articles", to="store.delivery"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("state", "pending")), fields=["due_at"], name="delivery_due"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending"), ("test", False)), fields=("alert",), name="delivery_once_pending"
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(fields=("alert", "source", "number"), name="told_once"),
        ),
    ]
