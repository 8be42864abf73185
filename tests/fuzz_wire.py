"""Coverage-guided fuzzing of the wire, with atheris (``pip install atheris``; no test imports this).

    python -m tests.fuzz_wire -max_total_time=600 /tmp/corpus tests/fixtures/wire

The bytes of the fuzzer are taken for a frame, or spent on a tree of tags, numbers and texts: bytes alone are
hardly ever JSON. Whatever arrives must be refused with `ProtocolError`, or be inert data that crosses once
more as it is.
"""

import contextlib
import sys
from collections.abc import Callable
from typing import Any

import atheris
import msgspec

with atheris.instrument_imports(include=["grader.wire"]):
    from grader.wire import FROM_WORKER, ProtocolError, decode

from tests.wire_frames import crossed, frame, identical, is_inert, received

TAGS = "ltszdficbanoergx"
WORDS = ["", "nan", "inf", "-inf", "00", "ff" * 8, "f8", "<f8", "b1", "i1", "u8", "c16", "M8[ns]", "m8[D]"]
WORDS += ["U2", "S3", "O", "V8", "i4,i4", "U99999", "S0", "f16", "9" * 30, "1e400", "\u0100", "0x"]
NUMBERS = [0, 1, -1, 2, 3, 2**26, 2**31, 2**53, 2**62, 2**63, -(2**63), 2**64, 10**20]
DEPTH = 6


def one_input(data: bytes) -> None:
    """Decode *data*: as a frame, or as what a tree and its buffers are made of."""
    choices = atheris.FuzzedDataProvider(data)
    if choices.ConsumeIntInRange(0, 9) == 0:
        _judge(lambda: received(data[:100_000], accept=FROM_WORKER))
        return
    count = choices.ConsumeIntInRange(0, 3)
    buffers = [choices.ConsumeBytes(choices.ConsumeIntInRange(0, 40)) for _ in range(count)]
    meta = msgspec.json.encode(_tree(choices, DEPTH))
    _judge(lambda: decode(meta, buffers, accept=FROM_WORKER))
    _judge(lambda: received(frame(meta, *buffers), accept=FROM_WORKER))


def _tree(choices: Any, depth: int) -> Any:
    match choices.ConsumeIntInRange(0, 9 if depth else 4):
        case 0:
            return choices.PickValueInList(WORDS)
        case 1:
            return choices.ConsumeIntInRange(-2, 5)
        case 2:
            return choices.PickValueInList(NUMBERS)
        case 3:
            return choices.PickValueInList([None, True, False, 0.5, -0.0])
        case 4:
            return choices.ConsumeUnicodeNoSurrogates(6)
        case 5:  # an array, nearly right
            shape = [choices.ConsumeIntInRange(-1, 4) for _ in range(choices.ConsumeIntInRange(0, 3))]
            return ["a", choices.PickValueInList(WORDS), shape, choices.ConsumeIntInRange(-1, 3)]
        case _:
            items = [_tree(choices, depth - 1) for _ in range(choices.ConsumeIntInRange(0, 5))]
            return [choices.PickValueInList([*TAGS]), *items]


def _judge(make: Callable[[], Any]) -> None:
    with contextlib.suppress(ProtocolError):
        value = make()
        assert is_inert(value), type(value)
        with contextlib.suppress(ProtocolError):  # a record goes one way only
            assert identical(value, crossed(value))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
