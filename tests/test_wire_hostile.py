"""Whatever bytes arrive, the decoder builds inert data or raises `ProtocolError`, within bounds of memory."""

import struct
import sys
import threading
import tracemalloc
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.wire import FROM_WORKER, REPLY, Limits, ProtocolError, decode
from grader.wire.frames import HEADER
from tests.wire_corpus import CORPUS, FOLDER, MERSENNE
from tests.wire_frames import (
    NONCE,
    PROPERTY,
    a_channel,
    frame,
    is_inert,
    received,
    soon,
    values,
    written,
)

TAGS = [*"ltszdficbanoergx"]
DTYPES = [
    "b1",
    "i1",
    "f8",
    "c16",
    "M8[ns]",
    "m8[D]",
    "U2",
    "S3",
    "O",
    "V8",
    "i4,i4",
    "U99999",
    "S0",
    "f16",
    "",
]

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 9),
    st.integers(-(2**64), 2**64),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(TAGS + DTYPES + ["nan", "inf", "-inf", "00", "ff" * 8, "9" * 30]),
)
shapes = st.lists(st.integers(-1, 4) | st.sampled_from([0, 2**26, 2**30, 2**31, 2**62]), max_size=4)
aimed = st.one_of(
    st.builds(
        lambda dtype, shape, index: ["a", dtype, shape, index], st.sampled_from(DTYPES), shapes, leaves
    ),
    st.builds(lambda dtype, data: ["n", dtype, data.hex()], st.sampled_from(DTYPES), st.binary(max_size=16)),
    st.builds(lambda digits: ["i", str(digits)], st.integers(-(2**70), 2**70)),
    st.builds(lambda index: ["b", index], st.integers(-1, 3)),
    st.builds(lambda name, number: ["e", name, name, name, [[name, number, name]]], leaves, leaves),
)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    tagged = st.builds(lambda tag, items: [tag, *items], st.sampled_from(TAGS), st.lists(inner, max_size=5))
    return st.lists(inner, max_size=6) | tagged | tagged | st.dictionaries(st.text("ab"), inner, max_size=3)


trees = st.recursive(leaves | aimed, _grown, max_leaves=30)


@PROPERTY
@given(trees, st.lists(st.binary(max_size=64), max_size=3), st.booleans())
def test_any_tree_is_inert_data_or_refused(tree: Any, buffers: list[bytes], writable: bool) -> None:
    try:
        value = decode(msgspec.json.encode(tree), buffers, accept=FROM_WORKER, writable=writable)
    except ProtocolError:
        return
    assert is_inert(value)


@PROPERTY
@given(values, st.data())
def test_a_damaged_frame_is_inert_data_or_refused(value: object, data: st.DataObject) -> None:
    damaged = bytearray(written(value))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(damaged)))
        match data.draw(st.sampled_from(["change", "delete", "insert", "cut"])):
            case "change":
                damaged[place : place + 1] = data.draw(st.binary(min_size=1, max_size=1))
            case "delete":
                del damaged[place : place + data.draw(st.integers(1, 8))]
            case "insert":
                damaged[place:place] = data.draw(st.binary(max_size=8))
            case "cut":
                del damaged[place:]
    try:
        assert is_inert(received(bytes(damaged), accept=FROM_WORKER))
    except ProtocolError:
        return


@PROPERTY
@given(st.binary(max_size=400), st.lists(st.binary(max_size=16), max_size=2))
def test_any_bytes_for_a_tree_are_inert_data_or_refused(meta: bytes, buffers: list[bytes]) -> None:
    try:
        assert is_inert(decode(meta, buffers, accept=FROM_WORKER))
    except ProtocolError:
        return


@PROPERTY
@given(st.binary(max_size=400))
def test_any_bytes_for_a_frame_are_inert_data_or_refused(data: bytes) -> None:
    try:
        assert is_inert(received(data, accept=FROM_WORKER))
    except ProtocolError:
        return


@pytest.mark.parametrize("name", CORPUS)
def test_a_stored_frame_is_refused_for_what_is_wrong_with_it(name: str) -> None:
    _, words = CORPUS[name]
    with pytest.raises(ProtocolError) as refused:
        received((FOLDER / f"{name}.frame").read_bytes(), accept=FROM_WORKER)
    assert words in str(refused.value)


@pytest.mark.parametrize("name", CORPUS)
def test_a_refusal_shows_nothing_of_what_arrived(name: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        received((FOLDER / f"{name}.frame").read_bytes(), accept=FROM_WORKER)
    assert str(refused.value).isascii()
    assert len(str(refused.value)) < 100
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_the_stored_corpus_is_what_its_program_writes() -> None:
    stored = {path.stem: path.read_bytes() for path in FOLDER.glob("*.frame")}
    assert stored == {name: data for name, (data, _) in CORPUS.items()}


# Bombs: at most 1 MiB each. What they may cost is bounded, whether they are taken or not.


def _filled(opening: bytes, part: bytes, closing: bytes) -> bytes:
    """A frame as long as a frame may be without buffers, filled with *part*."""
    room = Limits().meta_bytes - len(opening) - len(closing)
    return frame(opening + part * (room // len(part)) + closing)


def _many_keys(key: Callable[[int], Any], count: int) -> bytes:
    return frame(["s", *map(key, range(8, 8 + count))])


REFUSED_BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty lists": (lambda: _filled(b'["l"', b",[]", b"]"), "too many parts"),
    "nested empty lists": (lambda: _filled(b'["l"', b",[[[[[[[[]]]]]]]]", b"]"), "too many parts"),
    "lists that never end": (lambda: _filled(b"", b"[", b""), "RecursionError"),
    "lists with tags that never end": (lambda: _filled(b"", b'["l",', b""), "RecursionError"),
    "objects": (lambda: _filled(b'["l"', b',{"":0}', b"]"), "too many parts"),
    "one object of many keys": (
        lambda: frame(b"{" + b",".join(b'"%x":0' % n for n in range(90_000)) + b"}"),
        "an object",
    ),
    "zeros": (lambda: _filled(b'["l"', b",0", b"]"), "too many parts"),
    "short texts": (lambda: _filled(b'["l"', b',"\xc4\x80"', b"]"), "too many parts"),
    "one long number": (lambda: _filled(b"", b"9", b""), "meta part cannot"),
    "one long fraction": (lambda: _filled(b"0.", b"9", b"e"), "meta part cannot"),
    "long numbers": (lambda: _filled(b'["l"', b"," + b"9" * 4_000, b"]"), "whole number"),
    "one long number with a tag": (lambda: _filled(b'["i","', b"9", b'"]'), "too long"),
    "an unending text": (lambda: _filled(b'"', b"a", b""), "meta part cannot"),
    "a meta part of a byte more than 1 MiB": (lambda: frame(b'"' + b"a" * (2**20 - 1) + b'"'), "too large"),
    "an array of very many axes": (lambda: _filled(b'["a","f8",[1', b",1", b"],0]"), "too many axes"),
    "very many fields": (lambda: _filled(b'["f"', b',"nan"', b"]"), "number or types of fields"),
    "very many lines": (lambda: _filled(b'["e","","","",[0', b',["",0,""]', b"]]"), "too many lines"),
    "5,001 keys": (lambda: _many_keys(lambda n: n, 5_001), "too large"),
    "5,000 numbers of one hash": (
        lambda: _many_keys(lambda n: ["i", str(n * MERSENNE)], 5_000),
        "share a hash",
    ),
    "5,000 tuples of one hash": (
        lambda: _many_keys(lambda n: ["t", ["i", str(n * MERSENNE)]], 5_000),
        "share a hash",
    ),
    "buffers of 256 MiB and a byte": (
        lambda: frame(None)[: HEADER.size - 4] + _lengths(2**28, 1),
        "too large",
    ),
    "1,025 buffers": (lambda: frame(None)[: HEADER.size - 4] + _lengths(*[0] * 1_025), "too large"),
}


def _lengths(*lengths: int) -> bytes:
    return struct.pack(f"<I{len(lengths)}Q", len(lengths), *lengths)


TAKEN_BOMBS: dict[str, Callable[[], bytes]] = {
    "as many numbers as may be": lambda: frame(["l", *[0] * 50_000]),
    "as many lists as may be": lambda: frame(["l", *[["l"]] * 50_000]),
    "sets of as many members as may be": lambda: frame(["l", *[["s", *range(5_000)]] * 9]),
    "sets of as many collisions as may be": lambda: frame(
        ["l", *[["s", *[["i", str(n * MERSENNE)] for n in range(8, 108)]]] * 300]
    ),
    "numbers as long as may be": lambda: frame(["l", *[["i", "9" * 1_000]] * 1_000]),
    "a text as long as may be": lambda: frame("\u0100" * (2**19 - 1)),
    "a text of one wide character": lambda: frame("a" * (2**20 - 6) + "\U0001f600"),
    "names that are cut": lambda: frame(["l", *[["o", "N" * 9_000]] * 100]),
}


@pytest.mark.parametrize("name", REFUSED_BOMBS)
def test_a_bomb_is_refused_within_50_mb(name: str) -> None:
    make, words = REFUSED_BOMBS[name]
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError, match=words):
            _decoded(data)
        assert tracemalloc.get_traced_memory()[1] < 50 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", TAKEN_BOMBS)
def test_the_worst_that_is_taken_is_inert_and_takes_at_most_50_mb(name: str) -> None:
    data = TAKEN_BOMBS[name]()
    tracemalloc.start()
    try:
        value = _decoded(data)
        assert tracemalloc.get_traced_memory()[1] < 50 << 20
    finally:
        tracemalloc.stop()
    assert is_inert(value)


def _decoded(data: bytes) -> Any:
    """What becomes of *data*, by a thread that sends it, since a socket holds less than 1 MiB."""
    with a_channel(accept=FROM_WORKER) as (channel, peer):

        def send() -> None:
            try:
                peer.sendall(data)
            except OSError:  # refused before all of it was read
                return

        thread = threading.Thread(target=send)
        thread.start()
        try:
            return channel.receive(REPLY, NONCE, soon())[1]
        finally:
            channel.close()
            thread.join()


def test_a_head_that_announces_too_much_is_refused_before_anything_is_allocated() -> None:
    names = [name for name, (_, words) in CORPUS.items() if words == "frame that is too large"]
    assert len(names) == 4
    for name in names:
        tracemalloc.start()
        try:
            with pytest.raises(ProtocolError):
                received(CORPUS[name][0])
            assert tracemalloc.get_traced_memory()[1] < 1 << 20
        finally:
            tracemalloc.stop()


def test_a_decoder_called_deep_in_a_recursion_raises_nothing_else() -> None:
    meta = b'["l",' * 31 + b"0" + b"]" * 31

    def deeper(left: int) -> object:
        return deeper(left - 1) if left else decode(meta, [], accept=FROM_WORKER)

    depth, here = 0, sys._getframe()
    while here.f_back is not None:
        depth, here = depth + 1, here.f_back
    with pytest.raises(ProtocolError, match="takes too much to read: RecursionError"):
        deeper(sys.getrecursionlimit() - depth - 40)


def test_a_decoder_given_a_tree_that_is_too_long_refuses_it_unread() -> None:
    with pytest.raises(ProtocolError, match="meta part that is too large"):
        decode(b"null", [], accept=FROM_WORKER, limits=Limits(meta_bytes=3))
