import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The release before goes on using the tables while it serves beside this one; they go in the release after.

    Without a constraint, so that rows left in them keep no scope from being deleted.
    """

    dependencies = [("events", "0010_what_comes_next")]

    operations = [
        migrations.AlterField(
            model_name="feedcopy",
            name="scope",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="copies",
                to="events.feedscope",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("FeedCopy"),
                migrations.DeleteModel("FeedBody"),
            ]
        ),
    ]
