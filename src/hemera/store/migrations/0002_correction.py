import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("fields", models.JSONField()),
                ("extractor", models.CharField(max_length=40)),
                ("body", models.BinaryField()),
                (
                    "revision",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="store.revision"),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
