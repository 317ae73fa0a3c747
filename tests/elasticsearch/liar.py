"""A server that claims to be an Elasticsearch and behaves as badly as one can."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

PRODUCT = {"X-Elastic-Product": "Elasticsearch"}
JSON = {"Content-Type": "application/json"}


@dataclass
class Answer:
    """What it says, after so many seconds; `asked` keeps the headers of those who got it."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    hangs_up: bool = False
    asked: list = field(default_factory=list)


def error(status: int, kind: str) -> Answer:
    body = json.dumps({"error": {"type": kind, "reason": kind}, "status": status})
    return Answer(status, body.encode(), PRODUCT | JSON)


LIES = {
    "silent": Answer(after=20),
    "slow": Answer(body=b"{}", headers=PRODUCT | JSON, after=2.6),
    "hangs up": Answer(hangs_up=True),
    "another product": Answer(body=b"{}", headers=JSON),
    "a web page": Answer(404, b"<h1>Not found</h1>", {"Content-Type": "text/html"}),
    "no JSON": Answer(body=b"\x00\xff" * 500, headers=PRODUCT | JSON),
    "other JSON": Answer(body=b"{}", headers=PRODUCT | JSON),
    "a list": Answer(body=b"[]", headers=PRODUCT | JSON),
    "another version": error(400, "media_type_header_exception"),
    "no credentials": error(401, "security_exception"),
    "no rights": error(403, "security_exception"),
    "busy": error(429, "es_rejected_execution_exception"),
    "broken": error(500, "null_pointer_exception"),
    "shards lost": error(503, "search_phase_execution_exception"),
}


@contextmanager
def lying(*answers: Answer, certificate: trustme.LeafCert | None = None) -> Iterator[str]:
    """Host and port of a server that gives these answers in turn, the last one for ever."""
    left, stop = list(answers), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            answer = left.pop(0) if len(left) > 1 else left[0]
            answer.asked.append({name.lower(): text for name, text in self.headers.items()})
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            stop.wait(answer.after)
            if answer.hangs_up:
                self.close_connection = True
                return
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)
            except OSError:  # who asked has lost patience
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

        def log_message(self, *args):
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request, client_address):
            """A handshake that the other side broke off."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        certificate.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
