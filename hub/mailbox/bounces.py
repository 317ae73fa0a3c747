"""Reports that a mail could not be delivered (RFC 3464), as other mail servers write them.

Anybody can send such a text here. Believed is one that names the Message-ID of a mail of ours and
the very address to which it went: nobody but its reader and the servers on its way know that pair.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from django.utils import timezone

from hub.mailbox.models import BouncedAddress, OutgoingMail
from hub.mailbox.sending import id_of

MOST_BYTES = 300_000  # with the mail that comes back; ours are far smaller
MOST_BLOCKS = 20  # of recipients; each of our mails has one
FOR_GOOD = re.compile(r"5\.\d{1,3}\.\d{1,3}(?:\s|$)")
SMTP_CODE = re.compile(r"(?:^|;)\s*(5\d\d)\b")


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient that was not reached for good, by the names that the report has for it."""

    addresses: frozenset[str]  # in small letters
    code: int  # of SMTP, such as 550


def note(data: bytes, *, at: datetime | None = None) -> int:
    """Mark what the report says; gives the number of addresses, 0 for whatever is not believed."""
    about, failures = read(data)
    return sum(_mark(about, failure, at or timezone.now()) for failure in failures)


def read(data: bytes) -> tuple[str, list[Failure]]:
    """The Message-ID of the mail in question, and who was not reached; empty for other mails."""
    if len(data) > MOST_BYTES:
        return "", []
    try:
        report = email.message_from_bytes(data)
        if report.get_content_type() != "multipart/report" or not report.is_multipart():
            return "", []
        parts = report.get_payload()
        about = next(filter(None, map(_message_id, parts[1:])), "")
        return about, [failure for part in parts for failure in _failures(part)] if about else []
    except (LookupError, RecursionError, TypeError, ValueError):  # what broken texts lead to
        return "", []


def _message_id(part: Message) -> str:
    """Of the mail that came back, whole or its head alone (RFC 6522)."""
    match part.get_content_type():
        case "message/rfc822" if part.is_multipart():
            head = part.get_payload(0)
        case "text/rfc822-headers":
            head = email.message_from_bytes(part.get_payload(decode=True))
        case _:
            return ""
    return str(head["Message-ID"] or "").strip()


def _failures(part: Message) -> Iterator[Failure]:
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return
    for block in part.get_payload()[: MOST_BLOCKS + 1]:  # the first is about the report itself
        is_failed = _value(block, "Action").lower() == "failed"
        if is_failed and FOR_GOOD.match(_value(block, "Status")):
            named = {_address(block, f"{which}-Recipient") for which in ("Original", "Final")}
            code = SMTP_CODE.search(_value(block, "Diagnostic-Code"))
            yield Failure(frozenset(named - {""}), int(code[1]) if code else 550)


def _address(block: Message, name: str) -> str:
    """“rfc822; anna@example.org” without the kind of address."""
    return _value(block, name).rpartition(";")[2].strip().strip("<>").lower()


def _value(block: Message, name: str) -> str:
    return str(block[name] or "").strip()


def _mark(about: str, failure: Failure, at: datetime) -> bool:
    """Whether the mail went from here to one of these addresses; then it is marked."""
    for address in failure.addresses:
        if "\0" in address:
            continue
        for row in OutgoingMail.objects.filter(to__iexact=address, sent_at__isnull=False):
            if id_of(row) == about:
                changes = {"bounced_at": at, "code": failure.code}
                BouncedAddress.objects.update_or_create(email=row.to, defaults=changes)
                return True
    return False
