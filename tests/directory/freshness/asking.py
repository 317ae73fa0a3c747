"""Records that are due, and the links of the mails about them."""

import re
from datetime import timedelta

from django.utils import timezone

from hub.mailbox.models import OutgoingMail
from tests.factories import make_organisation

TODAY = timezone.localdate()


def due_in(days, make=make_organisation, **fields):
    """A record whose check is good for twelve months and due in so many days; negative: since."""
    due_on = TODAY + timedelta(days=days)
    checked_on = due_on.replace(year=due_on.year - 1)
    long_ago = timezone.now() - timedelta(days=1500)
    fields |= {"first_published_at": long_ago, "last_published_at": long_ago}
    return make(confirmed_on=checked_on, confirmed_by="IHK", renewal_months=12, **fields)


def mails():
    return list(OutgoingMail.objects.order_by("pk"))


def links(mail):
    """The paths of the buttons “still right” in a mail."""
    return re.findall(r"https?://[^/\s]+(/(?:stimmt-noch|en/still-right)/\S+)", mail.text)
