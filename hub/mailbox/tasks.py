"""The sending of mails, outside the request."""

from __future__ import annotations

from django_tasks import task

from hub.mailbox import sending
from hub.mailbox.models import OutgoingMail


@task()
def send_mails() -> int:
    """Send every mail that is due; gives how many it dealt with."""
    done = sending.send_due()
    if done == sending.BATCH:
        send_mails.enqueue()
    return done


def send_waiting() -> None:
    """What the clock calls: what a server that was away has left behind."""
    if OutgoingMail.objects.due().exists():
        send_mails.enqueue()
