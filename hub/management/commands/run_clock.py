"""Enqueues and does what is due by the clock."""

from apscheduler.schedulers.blocking import BlockingScheduler
from django.core.management import BaseCommand
from django.db import close_old_connections
from django.utils.module_loading import import_string

# (what, how often): small things every few seconds, the rest at night.
EVERY = [
    ("search.tasks.sweep", {"trigger": "interval", "seconds": 5}),
    ("hub.publishing.publish_due", {"trigger": "interval", "seconds": 60}),
    ("hub.tasks.requeue_hung", {"trigger": "interval", "minutes": 5}),
    ("hub.mailbox.tasks.send_waiting", {"trigger": "interval", "minutes": 1}),
    ("search.tasks.mail_saved_searches", {"trigger": "interval", "minutes": 5}),
    ("events.importing.clock.start_due", {"trigger": "interval", "minutes": 5}),
    ("courses.watching.tell_later", {"trigger": "interval", "minutes": 15}),
    ("courses.watching.prune", {"trigger": "cron", "hour": 2, "minute": 32}),
    ("courses.importing.clock.start_due", {"trigger": "interval", "minutes": 5}),
    ("courses.importing.clock.prune", {"trigger": "cron", "hour": 2, "minute": 22}),
    ("events.importing.clock.prune", {"trigger": "cron", "hour": 2, "minute": 20}),
    ("events.registration.care.look_after_soon", {"trigger": "interval", "minutes": 5}),
    ("events.tasks.find_same_events_now", {"trigger": "interval", "minutes": 5}),
    ("search.saved.actions.prune", {"trigger": "cron", "hour": 2, "minute": 30}),
    ("courses.tasks.turn", {"trigger": "cron", "hour": 0, "minute": 1}),
    ("search.questions.prune", {"trigger": "cron", "hour": 0, "minute": 5}),
    ("hub.tasks.prune", {"trigger": "cron", "hour": 2, "minute": 40}),
    (
        "directory.models.membership.place_everybody_in_groups",
        {"trigger": "interval", "minutes": 15},
    ),
    ("hub.accounts.leaving.prune", {"trigger": "cron", "hour": 2, "minute": 50}),
    ("directory.moderation.inviting.escalate", {"trigger": "interval", "minutes": 15}),
    ("directory.moderation.digest.tell_published", {"trigger": "cron", "hour": 6, "minute": 30}),
    ("directory.moderation.feedback.prune", {"trigger": "cron", "hour": 2, "minute": 55}),
    ("directory.moderation.inviting.prune", {"trigger": "cron", "hour": 2, "minute": 45}),
    ("hub.mailbox.sending.prune", {"trigger": "cron", "hour": 2, "minute": 25}),
    ("hub.rate_limit.prune", {"trigger": "cron", "hour": 2, "minute": 45}),
    ("events.registration.actions.prune", {"trigger": "cron", "hour": 2, "minute": 35}),
    ("events.tasks.extend_series_tonight", {"trigger": "cron", "hour": 2, "minute": 50}),
    ("directory.freshness.clock.look_after", {"trigger": "cron", "hour": 6, "minute": 30}),
    ("directory.own_area.drafts.prune", {"trigger": "cron", "hour": 2, "minute": 55}),
    ("directory.claims.actions.prune", {"trigger": "cron", "hour": 2, "minute": 57}),
    ("directory.postings.contact.prune", {"trigger": "cron", "hour": 2, "minute": 58}),
    ("advisory.requests.following.look_after", {"trigger": "cron", "hour": 6, "minute": 40}),
    ("advisory.requests.following.check_stuck", {"trigger": "cron", "hour": 7, "minute": 10}),
    ("search.tasks.rebuild_tonight", {"trigger": "cron", "hour": 3, "minute": 10}),
]


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        scheduler = BlockingScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
        )
        for dotted, rhythm in EVERY:
            scheduler.add_job(_with_fresh_connection(import_string(dotted)), name=dotted, **rhythm)
        scheduler.start()


def _with_fresh_connection(function):
    def run():
        close_old_connections()
        try:
            function()
        finally:
            close_old_connections()

    return run
