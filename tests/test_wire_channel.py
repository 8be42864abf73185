"""Frames over a socket: deadlines, turns, and ends."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from grader.wire import (
    REPLY,
    REQUEST,
    Channel,
    Limits,
    PeerGone,
    PeerTimeout,
    ProtocolError,
    UnsendableError,
)
from grader.wire import channel as channel_module
from grader.wire.frames import HEADER
from tests.wire_frames import NONCE, a_channel, frame, identical, soon, written

FOREVER = float("inf")
QUICK_S = 0.2  # a deadline that is to be missed


@contextlib.contextmanager
def beside(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run *work* in a thread, told by its event when the block ends. Its socket errors are its own."""
    stop = threading.Event()

    def run() -> None:
        with contextlib.suppress(OSError):
            work(stop)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def echo(channel: Channel) -> None:
    """Answer one request with its own value."""
    nonce, value = channel.receive(REQUEST, None, soon())
    channel.send(REPLY, nonce, value, soon())


@pytest.mark.parametrize(
    "value",
    [
        None,
        [b""] * 1_024,  # one part more than a system call takes
        [b"", b"x", b""],
        [np.arange(3.0), b"odd", np.arange(2.0)],
        np.arange(2_000_000.0),  # more than a socket's buffers hold
        [np.arange(20_000.0) + n for n in range(20)],
        "a" * 300_000,  # more than is received ahead
        [b"a" * 70_000, b"b" * 3_000_000],
    ],
    ids=["nothing", "1,024 empty", "mixed empty", "odd sizes", "large", "many", "long text", "bytes"],
)
def test_a_value_comes_back_from_the_other_end_as_it_was_sent(value: object) -> None:
    with a_channel() as (ours, peer):
        theirs = Channel(peer, accept=frozenset())
        with beside(lambda _: echo(theirs)):
            ours.send(REQUEST, 5, value, soon())
            nonce, got = ours.receive(REPLY, 5, soon())
    assert nonce == 5
    assert identical(value, got)


def test_arrays_that_arrive_after_odd_sizes_are_aligned() -> None:
    with a_channel() as (ours, peer):
        peer.sendall(written([b"odd", np.arange(3.0), b"x", np.arange(2, dtype=np.complex128)]))
        _, (_, first, _, second) = ours.receive(REPLY, NONCE, soon())
    assert first.flags.aligned
    assert second.flags.aligned


def test_a_frame_arrives_whole_when_each_byte_comes_alone() -> None:
    data = written([b"ab", np.arange(2.0), "text"])

    with a_channel() as (ours, peer):

        def drip(_: threading.Event) -> None:
            for place in range(len(data)):
                peer.send(data[place : place + 1])
                time.sleep(0.0005)

        with beside(drip):
            _, (_, array, text) = ours.receive(REPLY, NONCE, soon())
    assert array.tolist() == [0.0, 1.0]
    assert text == "text"


def test_any_nonce_is_taken_and_told_where_none_is_given() -> None:
    with a_channel() as (ours, peer):
        peer.sendall(frame(None, nonce=2**64 - 1))
        assert ours.receive(REPLY, None, FOREVER) == (2**64 - 1, None)


@pytest.mark.parametrize("data", [frame(None, nonce=NONCE + 1), frame(None, kind=REQUEST)])
def test_a_stale_nonce_or_another_kind_is_refused(data: bytes) -> None:
    with a_channel() as (ours, peer):
        peer.sendall(data)
        with pytest.raises(ProtocolError, match="wrong head"):
            ours.receive(REPLY, NONCE, soon())


# turns


def test_a_silent_peer_is_quiet() -> None:
    with a_channel() as (ours, _peer):
        ours.assert_quiet()


@pytest.mark.parametrize("early", [b"x", written(None)], ids=["a byte", "a frame"])
def test_bytes_before_the_request_are_refused(early: bytes) -> None:
    with a_channel() as (ours, peer):
        peer.sendall(early)
        with pytest.raises(ProtocolError, match="out of turn"):
            ours.assert_quiet()


def test_a_second_answer_that_comes_later_is_refused_before_the_next_request() -> None:
    with a_channel() as (ours, peer):
        peer.sendall(written(1))
        assert ours.receive(REPLY, NONCE, soon())[1] == 1
        ours.assert_quiet()
        peer.sendall(written(2))
        with pytest.raises(ProtocolError, match="out of turn"):
            ours.assert_quiet()


def test_bytes_after_a_frame_longer_than_is_received_ahead_are_refused_before_the_next_request() -> None:
    with a_channel() as (ours, peer):
        peer.sendall(written(b"a" * 70_000) + b"x")
        ours.receive(REPLY, NONCE, soon())
        with pytest.raises(ProtocolError, match="out of turn"):
            ours.assert_quiet()


# ends


def test_a_peer_that_closed_is_gone_when_asked_whether_it_is_quiet() -> None:
    with a_channel() as (ours, peer):
        peer.close()
        with pytest.raises(PeerGone, match="closed"):
            ours.assert_quiet()


@pytest.mark.parametrize("length", [0, 1, HEADER.size, HEADER.size + 8, HEADER.size + 12, 70_000])
def test_a_peer_that_closes_within_a_frame_is_gone(length: int) -> None:
    data = written(b"a" * 80_000)
    with a_channel() as (ours, peer):
        peer.sendall(data[:length])
        peer.close()
        with pytest.raises(PeerGone, match="closed"):
            ours.receive(REPLY, NONCE, soon())


def test_a_peer_that_closed_with_unread_bytes_is_gone_in_each_operation() -> None:
    operations: list[Callable[[Channel], object]] = [
        lambda channel: channel.assert_quiet(),
        lambda channel: channel.receive(REPLY, NONCE, soon()),
        lambda channel: channel.send(REQUEST, NONCE, None, soon()),
    ]
    for operation in operations:
        with a_channel() as (ours, peer):
            ours.send(REQUEST, 1, None, soon())
            peer.close()  # with a request unread, so that the connection is reset
            with pytest.raises(PeerGone, match="the other end is gone"):
                operation(ours)


def test_a_closed_channel_is_gone_in_each_operation_whatever_its_descriptor_is_now() -> None:
    with a_channel() as (ours, _peer):
        ours.close()
        with a_channel() as (other, quiet):  # takes the number that was closed
            with pytest.raises(PeerGone):
                ours.assert_quiet()
            with pytest.raises(PeerGone, match="this end is closed"):
                ours.receive(REPLY, NONCE, soon())
            with pytest.raises(PeerGone):
                ours.send(REQUEST, NONCE, None, soon())
            other.assert_quiet()
            quiet.close()


def test_what_cannot_be_sent_leaves_no_byte_behind() -> None:
    with a_channel() as (ours, peer):
        with pytest.raises(UnsendableError):
            ours.send(REQUEST, NONCE, [np.zeros(3), "\ud800"], soon())
        peer.settimeout(0)
        with pytest.raises(BlockingIOError):
            peer.recv(1)


# deadlines


def test_no_answer_by_the_deadline_is_a_timeout() -> None:
    with a_channel() as (ours, _peer), pytest.raises(PeerTimeout):
        ours.receive(REPLY, NONCE, time.monotonic() + 0.01)


def test_an_answer_that_lies_there_at_the_deadline_is_in_time() -> None:
    with a_channel() as (ours, peer):
        peer.sendall(written(1))
        assert ours.receive(REPLY, NONCE, time.monotonic() - 1)[1] == 1


def test_half_an_answer_that_lies_there_at_the_deadline_is_late() -> None:
    with a_channel() as (ours, peer):
        peer.sendall(written("text")[:-1])
        with pytest.raises(PeerTimeout):
            ours.receive(REPLY, NONCE, time.monotonic() - 1)


def test_a_request_is_not_sent_after_the_deadline() -> None:
    with a_channel() as (ours, _peer), pytest.raises(PeerTimeout):
        ours.send(REQUEST, NONCE, None, time.monotonic() - 1)


def test_a_slow_drip_of_bytes_does_not_move_the_deadline() -> None:
    with a_channel() as (ours, peer):

        def drip(stop: threading.Event) -> None:  # 500 bytes take 50 deadlines
            for byte in written("a" * 500):
                peer.send(bytes([byte]))
                if stop.wait(QUICK_S / 10):
                    return

        with beside(drip), pytest.raises(PeerTimeout):
            ours.receive(REPLY, NONCE, time.monotonic() + QUICK_S)


def test_a_drip_that_never_lets_the_reader_wait_does_not_move_the_deadline() -> None:
    class Dripping:
        """A socket on which another byte is always there."""

        def recv_into(self, view: memoryview) -> int:
            view[:1] = b"\0"
            return 1

    with a_channel() as (ours, peer):
        peer.sendall(written(b"a" * 70_000)[: HEADER.size + 8])
        ours._look_ahead(HEADER.size + 8, soon())
        ours._sock = Dripping()  # type: ignore[assignment]
        with pytest.raises(PeerTimeout):
            ours._part(2**24, time.monotonic() + 0.01)


def test_a_slow_drain_does_not_move_the_deadline() -> None:
    with a_channel() as (ours, peer):

        def drain(stop: threading.Event) -> None:  # 256 MiB in pieces of 64 KiB take 400 deadlines
            while peer.recv(1 << 16):
                if stop.wait(QUICK_S / 10):
                    return

        with beside(drain), pytest.raises(PeerTimeout):
            ours.send(REQUEST, NONCE, bytes(2**28), time.monotonic() + QUICK_S)


def test_a_wait_longer_than_one_system_call_allows_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "MAX_WAIT_S", 0.01)
    with a_channel() as (ours, peer):

        def answer_late(_: threading.Event) -> None:
            time.sleep(0.1)
            peer.sendall(written(1))

        with beside(answer_late):
            assert ours.receive(REPLY, NONCE, soon())[1] == 1


# memory


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        (Limits(meta_bytes=10), "a" * 20),
        (Limits(buffers=1), [b"a", b"b"]),
        (Limits(buffer_bytes=10), b"a" * 11),
    ],
    ids=["meta", "buffers", "bytes"],
)
def test_a_frame_above_the_receivers_own_limits_is_refused_by_its_head(limits: Limits, value: object) -> None:
    with a_channel(limits=limits) as (ours, peer):
        peer.sendall(written(value))
        with pytest.raises(ProtocolError, match="too large"):
            ours.receive(REPLY, NONCE, soon())


def test_as_many_buffers_as_the_limit_allows_are_taken() -> None:
    limits = Limits(buffers=20_000)
    with a_channel(limits=limits) as (ours, peer):
        theirs = Channel(peer, accept=frozenset(), limits=limits)
        with beside(lambda _: theirs.send(REPLY, NONCE, [b""] * 20_000, soon())):
            assert ours.receive(REPLY, NONCE, soon())[1] == [b""] * 20_000


def test_a_frame_too_large_for_the_receivers_memory_breaks_the_protocol_and_nothing_else() -> None:
    with a_channel(limits=Limits(buffer_bytes=2**62)) as (ours, peer):
        peer.sendall(frame(["b", 0], b"")[: HEADER.size] + (2**62).to_bytes(8, "little") + b'["b",0]')
        with pytest.raises(ProtocolError, match="too large for this process"):
            ours.receive(REPLY, NONCE, soon())
