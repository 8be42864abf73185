"""Frames made by hand, frames sent through a real channel, and what it means that a value arrived exactly.

``HYPOTHESIS_PROFILE=long pytest tests/test_wire_*.py`` tries 20,000 examples of each property, not 300.
"""

import os
import re
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.wire import DEFAULT_LIMITS, REPLY, Channel, Limits, Opaque, Raised, Record, Ref, encode
from grader.wire.frames import HEADER, MAGIC, VERSION

ANY_RECORD: frozenset[type] = frozenset(Record.__args__)
EXAMPLES = 20_000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 300
PROPERTY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

NONCE = 0x0123456789ABCDEF


def frame(tree: Any, *buffers: bytes, kind: int = REPLY, nonce: int = NONCE) -> bytes:
    """The bytes of a frame. *tree* becomes JSON; bytes stand as they are."""
    meta = tree if isinstance(tree, bytes) else msgspec.json.encode(tree)
    head = HEADER.pack(MAGIC, VERSION, kind, nonce, len(meta), len(buffers))
    return head + struct.pack(f"<{len(buffers)}Q", *map(len, buffers)) + meta + b"".join(buffers)


def written(value: object, **options: Any) -> bytes:
    """The bytes of the frame that `encode` makes."""
    return b"".join(encode(REPLY, NONCE, value, **options))


@contextmanager
def a_channel(
    *,
    accept: frozenset[type] = ANY_RECORD,
    limits: Limits = DEFAULT_LIMITS,
    resolve: Callable[[Any], object] | None = None,
    writable: bool = False,
) -> Iterator[tuple[Channel, socket.socket]]:
    """A channel, and the bare socket of its peer."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(60)  # so that a test which sends too much fails, and does not hang
    with ours, theirs:
        yield Channel(ours, accept=accept, limits=limits, resolve=resolve, writable=writable), theirs


def soon() -> float:
    """A deadline that nothing here should meet."""
    return time.monotonic() + 60


def received(data: bytes, **options: Any) -> Any:
    """What a channel makes of *data*, small enough for a socket's buffer, after which the peer has gone."""
    with a_channel(**options) as (channel, peer):
        peer.sendall(data)
        peer.close()
        return channel.receive(REPLY, NONCE, soon())[1]


def crossed(value: object, *, writable: bool = False, **options: Any) -> Any:
    """*value*, written and received."""
    return received(written(value, **options), writable=writable)


def identical(sent: Any, got: Any) -> bool:
    """Whether *got* is what was *sent*: by type, dtype, shape and bytes, all the way down."""
    if type(sent) in (np.str_, np.bytes_):  # NumPy's own comparison ignores zeros at the end
        return type(sent) is type(got) and [*sent] == [*got]
    if isinstance(sent, np.ndarray | np.generic):
        native = sent.dtype.newbyteorder("<")
        alike = type(sent) is type(got) and got.dtype == native and got.shape == sent.shape
        return alike and got.tobytes() == sent.astype(native).tobytes()
    if type(sent) is not type(got):
        return False
    if type(sent) is float:
        return struct.pack("<d", sent) == struct.pack("<d", got) or (sent != sent and got != got)
    if type(sent) is complex:
        return identical([sent.real, sent.imag], [got.real, got.imag])
    if type(sent) in (list, tuple):
        return len(sent) == len(got) and all(map(identical, sent, got))
    if type(sent) is dict:
        return identical(list(sent.items()), list(got.items()))
    if type(sent) in (set, frozenset):
        return len(sent) == len(got) and all(any(identical(one, other) for other in got) for one in sent)
    return bool(sent == got)


PLAIN = (type(None), bool, int, float, complex, str, bytes)


def is_inert(value: Any) -> bool:
    """Whether *value* is built of exact plain types, closed dtypes and inert records only."""
    kind = type(value)
    if kind in PLAIN or kind in (Opaque, Raised, Ref):
        return True
    if kind in (list, tuple, set, frozenset):
        return all(map(is_inert, value))
    if kind is dict:
        return all(map(is_inert, value)) and all(map(is_inert, value.values()))
    if kind is np.ndarray or kind.__module__ == "numpy":
        return value.dtype.kind in "biufcmMUS" and bool(repr(value))
    return False


def has_no_surrogates(array: Any) -> bool:
    """Whether an array of text or bytes can be sent: hypothesis makes halves of surrogate pairs at times."""
    return not any(isinstance(item, str) and re.search("[\ud800-\udfff]", item) for item in array.flat)


# what may cross, as hypothesis strategies
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
whole = st.integers(-(10**60), 10**60) | st.sampled_from([2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64])
scalars = (
    st.none() | st.booleans() | whole | st.floats() | st.complex_numbers() | text | st.binary(max_size=20)
)
numeric_dtypes = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
    hnp.complex_number_dtypes(endianness="?", sizes=(64, 128)),
)
date_units = st.sampled_from(["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns"])
date_dtypes = st.builds(lambda kind, unit: np.dtype(f"{kind}8[{unit}]"), st.sampled_from("mM"), date_units)
text_dtypes = st.builds(
    lambda kind, size: np.dtype(f"{kind}{size}"), st.sampled_from("US"), st.integers(1, 5)
)
small_shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
raw_dates = hnp.arrays(np.int64, small_shapes, elements=st.integers(-(2**63), 2**63 - 1))
arrays = (
    hnp.arrays(numeric_dtypes, small_shapes)
    | st.builds(lambda array, dtype: array.view(dtype), raw_dates, date_dtypes)
    | hnp.arrays(text_dtypes, small_shapes).filter(has_no_surrogates)
)
number_scalars = hnp.arrays(numeric_dtypes, ()).map(lambda array: array[()])
numpy_scalars = (
    number_scalars
    | hnp.arrays(date_dtypes, ()).map(lambda array: array[()])
    | text.map(np.str_)
    | st.binary(max_size=20).map(np.bytes_)
)
keys = st.recursive(
    scalars | number_scalars, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4
)
values = st.recursive(
    scalars | arrays | numpy_scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
        | st.sets(keys, max_size=4)
        | st.frozensets(keys, max_size=4)
    ),
    max_leaves=20,
)
