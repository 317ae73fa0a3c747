"""What a parser does in the hands of a bad file; run in the child only."""

import os
import resource
import signal
import socket
import sys
import time


def count(data):
    return {"bytes": len(data), "words": data.decode().split()}


def swell(data):
    return len(bytearray(int(data)))


def grow_quietly(data):
    kept = []
    try:
        while True:
            kept.append(bytearray(10_000_000))
    except MemoryError:
        return len(kept)


def turn(data):
    while True:
        pass


def sleep(data):
    time.sleep(30)


def talk(data):
    return "x" * 5_000_000


def print_much(data):
    print("x" * 1_000_000, flush=True)
    sys.stderr.write("x" * 1_000_000)
    return "quiet"


def end(data):
    os.kill(os.getpid(), int(data))


def leave(data):
    sys.exit(0)


def forge(data):
    """Writes into the pipe of the answer, whatever its number is."""
    for number in range(3, 32):
        try:
            os.write(number, data)
        except OSError:
            continue
    os._exit(0)


def close_and_sleep(data):
    os.closerange(0, 32)
    time.sleep(30)


def leave_a_child(data):
    if not (child := os.fork()):
        os.closerange(0, 32)
        time.sleep(30)
    return child


def fail(data):
    raise ValueError(data.decode() * 100)


def return_a_set(data):
    return {1, 2}


def nest(data):
    return nest(data)


def write_a_file(data):
    with open(data.decode(), "wb") as file:
        file.write(b"x")


def open_many(data):
    return len([socket.socket() for _number in range(100)])


def surroundings(data):
    limits = [resource.getrlimit(name)[0] for name in (resource.RLIMIT_CORE, resource.RLIMIT_CPU)]
    return {
        "environment": sorted(os.environ),
        "django": [name for name in sys.modules if name.split(".")[0] == "django"],
        "descriptors": len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc") else 5,
        "limits": limits,
        "ignored": signal.getsignal(signal.SIGXCPU) == signal.SIG_IGN,
        "group": os.getpgid(0) == os.getpid(),
    }
