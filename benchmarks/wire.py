"""How long a call over the wire takes between two processes, and its codecs alone.

    python benchmarks/wire.py [--runs N]

A call is what a check's request is: the channel is found quiet, a request goes out, the other process decodes
it and encodes its answer, and that is decoded. For scale, also shown: a byte sent to the other process and
back over a bare socket, and the array's bytes copied in memory. Prints Markdown; writes nothing.
"""

import argparse
import os
import platform
import socket
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.wire import FROM_TRUSTED, FROM_WORKER, REPLY, REQUEST, Channel, PeerGone, decode, encode
from grader.wire.frames import HEADER

FOREVER = float("inf")
LARGE_RUNS = 20  # times fewer runs for what takes milliseconds
DEADLINE_S = 60.0


def serve(sock: socket.socket, answer: Callable[[Any], Any]) -> None:
    """Answer requests until the other end is closed."""
    channel = Channel(sock, accept=FROM_TRUSTED, writable=True)
    while True:
        try:
            nonce, value = channel.receive(REQUEST, None, FOREVER)
        except PeerGone:
            return
        channel.send(REPLY, nonce, answer(value), FOREVER)


def echo_bytes(sock: socket.socket) -> None:
    """Send back what comes, until the other end is closed."""
    while data := sock.recv(4_096):
        sock.sendall(data)


def start(work: Callable[[socket.socket], None]) -> socket.socket:
    """A socket to a new process that does *work* with the other end."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        try:
            work(theirs)
        finally:
            os._exit(0)
    theirs.close()
    return ours


def timed(step: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each of *runs* runs of *step*, after a tenth as many that are not counted."""
    for _ in range(max(runs // 10, 3)):
        step()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        step()
        times.append(1e3 * (time.perf_counter() - begin))
    return times


def call(channel: Channel, value: object) -> object:
    """One request and its answer."""
    deadline = time.monotonic() + DEADLINE_S
    channel.assert_quiet()
    channel.send(REQUEST, 1, value, deadline)
    return channel.receive(REPLY, 1, deadline)[1]


def codecs(value: object) -> tuple[Callable[[], object], Callable[[], object]]:
    """Steps that encode *value*, and that decode it."""
    head, *buffers = encode(REPLY, 1, value)
    meta = bytes(head)[HEADER.size + 8 * len(buffers) :]
    return lambda: encode(REPLY, 1, value), lambda: decode(meta, buffers, accept=FROM_WORKER)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=4_000)
    runs = parser.parse_args().runs

    small, large = np.random.default_rng(0).normal(size=(3, 4)), np.zeros((5_000, 784))
    numbers = [float(number) for number in range(10_000)]
    arrays = [small] * 20
    bare = start(echo_bytes)
    echo = Channel(start(lambda sock: serve(sock, lambda value: value)), accept=FROM_WORKER)
    swallow = Channel(start(lambda sock: serve(sock, lambda _: None)), accept=FROM_WORKER)
    give = Channel(start(lambda sock: serve(sock, lambda _: large)), accept=FROM_WORKER)

    def bounce() -> None:
        bare.sendall(b"x")
        bare.recv(1)

    encode_small, decode_small = codecs(["call", small])
    few = max(runs // LARGE_RUNS, 5)
    rows: list[tuple[str, int, Callable[[], object]]] = [
        ("a byte there and back, bare socket", runs, bounce),
        ("call: nothing there and back", runs, lambda: call(echo, None)),
        ("call: 3x4 float64 there and back", runs, lambda: call(echo, small)),
        ("call: 20 arrays of 3x4 there and back", runs, lambda: call(echo, arrays)),
        ("encode a 3x4 float64", runs, encode_small),
        ("decode a 3x4 float64", runs, decode_small),
        ("call: list of 10,000 floats there and back", few, lambda: call(echo, numbers)),
        ("(5000, 784) float64 copied in memory", few, large.copy),
        ("call: (5000, 784) float64 there", few, lambda: call(swallow, large)),
        ("call: (5000, 784) float64 back", few, lambda: call(give, None)),
    ]
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}", end="")
    print(f", NumPy {np.__version__}, load {os.getloadavg()[0]:.1f}\n")
    print(f"| {'milliseconds':42} | {'runs':>5} | {'median':>8} | {'min':>8} | {'max':>8} |")
    print(f"|{'-' * 44}|{'-' * 6}:|{'-' * 9}:|{'-' * 9}:|{'-' * 9}:|")
    for name, count, step in rows:
        times = timed(step, count)
        figures = f"{statistics.median(times):8.4f} | {min(times):8.4f} | {max(times):8.4f}"
        print(f"| {name:42} | {count:5} | {figures} |")
    for channel in (echo, swallow, give):
        channel.close()
    bare.close()


if __name__ == "__main__":
    main()
