from django.db import migrations, models


class Migration(migrations.Migration):
    """Sources may keep their articles out of tables and packages, and their texts back for some days."""

    dependencies = [
        ("store", "0018_growth"),
    ]

    operations = [
        migrations.AddField(model_name="source", name="export", field=models.BooleanField(default=True)),
        migrations.AddField(model_name="source", name="embargo", field=models.IntegerField(default=0)),
    ]
