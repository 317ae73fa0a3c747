"""A message to whoever has posted: after a proof of the sender's address, without telling theirs.

Nothing of a message is kept once it is passed on, and nothing of it stands in a log.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from directory.freshness.keepers import keepers
from directory.models import Posting, PostingMessage
from directory.models.review import digest_of, new_token
from hub.http import absolute
from hub.mailbox.queue import language_of, queue

logger = logging.getLogger(__name__)
CONFIRM_WITHIN = timedelta(days=3)
MOST_WAITING = 200  # unproved messages about one posting
KIND = "postings"


class TooMany(Exception):
    """So many unproved messages wait for this posting that no person can have written them."""


@transaction.atomic
def ask(
    *,
    posting: Posting,
    name: str,
    email: str,
    text: str,
    language: str,
    at: datetime | None = None,
) -> str:
    """Keep the message and mail a link to its sender; gives the key of that link.

    The mail may go to somebody who has written nothing, so it holds nothing that was typed.
    """
    at, token = at or timezone.now(), new_token()
    if posting.messages.count() >= MOST_WAITING:
        raise TooMany
    PostingMessage.objects.create(
        posting=posting,
        name=name,
        email=email,
        text=text,
        language=language,
        digest=digest_of(token),
        created_at=at,
        expires_at=at + CONFIRM_WITHIN,
    )
    with override(language):
        address = absolute(reverse("contact_confirm", args=[token]))
    queue(
        to=email,
        language=language,
        kind=KIND,
        template="directory/postings/mail/confirm.txt",
        context={"title": posting.title, "address": address},
        at=at,
    )
    return token


def of_token(token: str, *, at: datetime | None = None) -> PostingMessage | None:
    """The message that waits for this key."""
    found = PostingMessage.objects.select_related("posting__owner")
    return found.filter(digest=digest_of(token), expires_at__gt=at or timezone.now()).first()


@transaction.atomic
def confirm(*, message: PostingMessage) -> bool:
    """Pass a message on and forget it; False when that is done already."""
    if not PostingMessage.objects.filter(pk=message.pk).delete()[0]:
        return False
    pass_on(posting=message.posting, name=message.name, email=message.email, text=message.text)
    return True


@transaction.atomic
def pass_on(*, posting: Posting, name: str, email: str, text: str) -> None:
    """Mail a message to those who look after the posting; answers go to its sender."""
    for reader in keepers([posting.owner_id])[posting.owner_id]:
        with override(language_of(reader)):
            public = absolute(posting.get_absolute_url())
            own = absolute(reverse("own_posting", args=[posting.slug]))
        queue(
            to=reader.email,
            language=language_of(reader),
            kind=KIND,
            template="directory/postings/mail/message.txt",
            context={
                "title": posting.title,
                "name": name,
                "email": email,
                "lines": text.splitlines(),
                "public_address": public,
                "own_address": own,
            },
            reply_to=email,
        )
    logger.info("message about posting %d passed on", posting.pk)


def proved_address(user) -> str:
    """The address that a person who is signed in has proved; empty for nobody."""
    if not user.is_authenticated:
        return ""
    proved = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    return proved.values_list("email", flat=True).first() or ""


def prune(*, at: datetime | None = None) -> int:
    """Forget messages whose senders have not proved their address in time; gives the number."""
    return PostingMessage.objects.filter(expires_at__lte=at or timezone.now()).delete()[0]
