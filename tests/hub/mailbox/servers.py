"""A mail server that has its moods."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend


class Server(EmailBackend):
    refuses, code, is_away = frozenset(), 550, False

    def open(self):
        if self.is_away:
            raise ConnectionRefusedError

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in self.refuses:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (self.code, b"no")})
        return super().send_messages(messages)
