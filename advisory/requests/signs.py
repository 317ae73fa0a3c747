"""Signs that a request was not written by a company. None of them rejects it: a person looks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from advisory.models import AdviceRequest
from hub.rate_limit import allow

WORDS = {
    "trap": _("A field was filled in that people do not see."),
    "quick": _("It was written more quickly than people do."),
    "links": _("The text holds several links."),
    "same": _("The same text was sent before."),
    "mailbox": _("Many requests of one address on one day."),
    "wave": _("Very many requests came within an hour."),
}
OF_MAILBOX, DAY = 3, 24 * 3600  # requests of one address in a day that nobody looks at before
QUICK = timedelta(seconds=8)
LINKS = 3
SAME_WITHIN = timedelta(days=30)
WAVE, WAVE_WITHIN = 40, timedelta(hours=1)
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def sign_of(
    request: AdviceRequest, text: str, mark: str, at: datetime, *, is_timed: bool = True
) -> str:
    """The first sign that a draft shows as it is sent, else an empty text."""
    sent = AdviceRequest.objects.filter(sent_at__isnull=False)
    if is_timed and at - request.created_at < QUICK:
        return "quick"
    if len(LINK.findall(text)) >= LINKS:
        return "links"
    if sent.filter(fingerprint=mark, sent_at__gt=at - SAME_WITHIN).exists():
        return "same"
    if sent.filter(sent_at__gt=at - WAVE_WITHIN).count() >= WAVE:
        return "wave"
    return ""


def sign_of_mailbox(email: str) -> str:
    """Count one more request of an address; call it outside the transaction that sends it."""
    key = f"advice_mailbox {email.lower()}"
    return "" if allow(key=key, limit=OF_MAILBOX, seconds=DAY) else "mailbox"
