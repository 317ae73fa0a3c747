"""Reports of other mail servers about mails that came back."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from hub.mailbox import bounces
from hub.mailbox.models import BouncedAddress, OutgoingMail
from hub.mailbox.sending import id_of, message
from tests.pace import within

pytestmark = pytest.mark.django_db
NOW = timezone.now()

# As three kinds of mail servers write them, with other names.
POSTFIX = """\
Return-Path: <>
Date: Sat, 28 Nov 2026 23:01:02 +0100 (CET)
From: MAILER-DAEMON@mx.hub.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: hub@hub.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4B2F1C0A.1795903262/mx.hub.example"

This is a MIME-encapsulated message.

--4B2F1C0A.1795903262/mx.hub.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.hub.example.

<{to}>: host mx.werk.example[192.0.2.7] said: 550 5.1.1 <{to}>:
    Recipient address rejected: User unknown in virtual mailbox table (in reply
    to RCPT TO command)

--4B2F1C0A.1795903262/mx.hub.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.hub.example
X-Postfix-Queue-ID: 4B2F1C0A
Arrival-Date: Sat, 28 Nov 2026 23:01:01 +0100 (CET)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.werk.example
Diagnostic-Code: smtp; {code} {status} <{to}>: Recipient address rejected:
    User unknown in virtual mailbox table

--4B2F1C0A.1795903262/mx.hub.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <hub@hub.example>
Subject: =?utf-8?q?Bitte_pr=C3=BCfen?=
From: Region <hub@hub.example>
To: {to}
Message-ID: {about}
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

Guten Tag

--4B2F1C0A.1795903262/mx.hub.example--
"""
EXCHANGE = """\
MIME-Version: 1.0
From: <postmaster@werk.example>
To: <hub@hub.example>
Date: Sat, 28 Nov 2026 22:01:05 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9a7b-0c1d"
Content-Language: de-DE
Message-ID: <f00d@mail.werk.example>
In-Reply-To: {about}
Subject: Unzustellbar: Bitte =?utf-8?Q?pr=C3=BCfen?=
Auto-Submitted: auto-replied

--9a7b-0c1d
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

SWhyZSBOYWNocmljaHQga29ubnRlIG5pY2h0IHp1Z2VzdGVsbHQgd2VyZGVuLg==

--inner--

--9a7b-0c1d
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.werk.example
Received-From-MTA: dns;mx.hub.example

Final-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp;{code} {status} RESOLVER.ADR.RecipNotFound; not found

--9a7b-0c1d
Content-Type: message/rfc822

Received: from mx.hub.example (192.0.2.1)
From: Region <hub@hub.example>
To: {to}
Message-ID:
 {about}
Subject: =?utf-8?q?Bitte_pr=C3=BCfen?=

--9a7b-0c1d--
"""
HEAD_ONLY = """\
From: Mail Delivery Subsystem <MAILER-DAEMON@relay.example>
Message-Id: <202611282201.4ASM1ab@relay.example>
To: <hub@hub.example>
MIME-Version: 1.0
Content-Type: MULTIPART/REPORT; REPORT-TYPE="delivery-status";
\tboundary="4ASM1ab.1795903262/relay.example"
Subject: Returned mail: see transcript for details

--4ASM1ab.1795903262/relay.example

The original message was received at Sat, 28 Nov 2026 22:01:01 GMT

--4ASM1ab.1795903262/relay.example
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Original-Recipient: RFC822; <{to}>
Final-Recipient: RFC822; weiter@anderswo.example
Action: {action}
Status: {status}

--4ASM1ab.1795903262/relay.example
Content-Type: text/rfc822-headers

From: Region <hub@hub.example>
To: {to}
Message-ID: {about}

--4ASM1ab.1795903262/relay.example--
"""
KINDS = {"postfix": POSTFIX, "exchange": EXCHANGE, "head": HEAD_ONLY}


@pytest.fixture
def row():
    return sent("anna@werk.example")


def sent(to):
    fields = {"kind": "review", "language": "de", "subject": "Bitte prüfen", "text": ""}
    return OutgoingMail.objects.create(
        key=to, to=to, sent_at=NOW, created_at=NOW - timedelta(hours=1), **fields
    )


def report(row, kind="postfix", **changes):
    facts = {"to": row.to, "about": id_of(row), "action": "failed", "status": "5.1.1", "code": 550}
    return KINDS[kind].format(**facts | changes).encode()


def marked():
    return dict(BouncedAddress.objects.values_list("email", "code"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_that_is_not_there_is_marked(row, kind):
    assert bounces.note(report(row, kind), at=NOW) == 1
    assert marked() == {"anna@werk.example": 550}
    assert BouncedAddress.objects.get().bounced_at == NOW


def test_the_code_of_the_other_server_is_kept(row):
    bounces.note(report(row, code=554))
    assert marked() == {"anna@werk.example": 554}


def test_the_same_report_twice_is_one_mark(row):
    for _time in range(2):
        assert bounces.note(report(row).replace(b"\n", b"\r\n"))
    assert len(marked()) == 1


def test_capitals_are_the_same_address(row):
    assert bounces.note(report(row, to="Anna@Werk.Example"))
    assert list(marked()) == ["anna@werk.example"]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "4.2.2"},  # the mailbox is full for now
        {"status": "2.0.0"},
        {"action": "delayed"},
        {"action": "relayed"},
        {"status": "5"},
        {"status": "fünf"},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_for_good_marks_nobody(row, kind, changes):
    assert bounces.note(report(row, kind, **changes)) == 0
    assert marked() == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_about_a_mail_of_others_is_not_believed(row, kind):
    bert = sent("bert@werk.example")
    for changes in (
        {"about": "<1234@hub.example>"},
        {"about": ""},
        {"about": id_of(bert)},  # who has got a mail knows its id, but not those of others
        {"to": "cora@werk.example"},
        {"to": "x"},
        {"to": ""},
        {"to": "a\0b@werk.example"},
    ):
        assert bounces.note(report(row, kind, **changes)) == 0, changes
    assert marked() == {}


def test_a_mail_that_waits_has_not_come_back(row):
    OutgoingMail.objects.update(sent_at=None)
    assert bounces.note(report(row)) == 0


def test_the_id_is_the_one_that_goes_out(row):
    assert message(row).extra_headers["Message-ID"] == id_of(row)


NESTED = b"".join(
    b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (n, n) for n in range(4000)
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 1000,
        b"\xff" * 500 + " Grüße".encode("latin-1"),
        b"Subject: hello\n\nYou have won.",
        b"Content-Type: multipart/report\n\nno boundary",
        b'Content-Type: multipart/report; boundary="x"\n\n--x\n--x\n\n--x--',
        b"Content-Type: multipart/report; boundary*=utf-8''%FF; charset=\"nix\"\n\n--x",
        b"Content-Type: multipart/report; " + b"a" * 200_000,
        b"Content-Type: message/delivery-status\n\nAction: failed",
        NESTED,
        b'Content-Type: multipart/report; boundary="x"\n\n' + b"--x\n" * 60_000,
        POSTFIX.encode()[:900],
        POSTFIX.encode() + b"x" * bounces.MOST_BYTES,
        POSTFIX.replace("message/delivery-status", "text/plain").encode(),
        POSTFIX.replace("message/delivery-status", "message/rfc822").encode(),
        POSTFIX.replace("message/rfc822", "message/delivery-status").encode(),
        POSTFIX.replace("message/rfc822", "multipart/mixed").encode(),
        POSTFIX.replace("message/rfc822", "text/rfc822-headers; charset=nix").encode(),
        POSTFIX.replace("us-ascii", "x-unknown").encode(),
    ],
    ids=lambda data: str(len(data)),
)
def test_what_is_made_to_harm_does_nothing_and_takes_no_time(row, data):
    with within(3):
        assert bounces.note(data) == 0


def test_many_recipients_are_not_all_looked_at(row):
    block = f"Final-Recipient: rfc822; {row.to}\nAction: failed\nStatus: 5.1.1\n\n"
    text = report(row).decode()
    many = text.replace("Final-Recipient", block * 3000 + "Final-Recipient", 1)
    assert bounces.note(many.encode()) <= bounces.MOST_BLOCKS


def pipe(monkeypatch, data):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    call_command("read_bounce")


def test_a_mail_server_pipes_it_into_a_command(row, monkeypatch, capsys):
    pipe(monkeypatch, report(row))
    assert capsys.readouterr().out == "1 addresses marked\n"
    pipe(monkeypatch, b"x" * (bounces.MOST_BYTES * 3))
    assert capsys.readouterr().out == "0 addresses marked\n"


def test_the_mail_server_keeps_the_report_while_the_database_is_away(row, monkeypatch):
    def away(*_args):
        raise OperationalError("database is locked")

    with connection.execute_wrapper(away), pytest.raises(CommandError) as problem:
        pipe(monkeypatch, report(row))
    assert problem.value.returncode == 75
