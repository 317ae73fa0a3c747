"""A server of map pictures on this machine that remembers what it was asked for."""

import struct
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIZE, GROUND = 256, 0xD8


def _chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def picture():
    """A grey square with a darker edge, as PNG."""
    row = b"\x00" + b"\x90" + bytes([GROUND]) * (SIZE - 1)
    rows = b"\x00" + b"\x90" * SIZE + row * (SIZE - 1)
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class TileServer(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), TileHandler)
        self.asked, self.picture = [], picture()
        self.host = f"127.0.0.1:{self.server_port}"
        self.address = f"http://{self.host}/{{z}}/{{x}}/{{y}}.png"


class TileHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(self.server.picture)

    def log_message(self, *args):
        pass


@contextmanager
def tile_server():
    server = TileServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
