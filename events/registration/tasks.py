"""The sending of mails about registrations, outside the request."""

from __future__ import annotations

from django_tasks import task

from events.registration import sending


@task()
def send_registration_mails() -> int:
    """Send every mail that is due; gives how many it dealt with."""
    done = sending.send_due()
    if done == sending.BATCH:
        send_registration_mails.enqueue()
    return done
