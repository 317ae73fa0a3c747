"""A mail server for tests that keeps what it gets."""

import re
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Mailbox:
    """Messages with `recipients` and the `raw` bytes; `refuse` is the answer to recipients."""

    def __init__(self):
        self.messages = []
        self.refuse = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        message.recipients, message.raw = list(envelope.rcpt_tos), envelope.content
        self.messages.append(message)
        return "250 OK"


@contextmanager
def mailbox(port):
    """A mail server on this machine."""
    controller = Controller(box := Mailbox(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def addresses(message):
    """The links of a mail's plain text."""
    return re.findall(r"https?://\S+", message.get_body(("plain",)).get_content())
