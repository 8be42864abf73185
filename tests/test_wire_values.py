"""What a value is after it has crossed, and what cannot cross."""

import collections
import enum
import math
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, NamedTuple, NoReturn

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.wire import (
    REPLY,
    Limits,
    Named,
    Opaque,
    ProtocolError,
    Raised,
    Ref,
    SourceText,
    UnsendableError,
    encode,
)
from tests.wire_frames import (
    NONCE,
    PROPERTY,
    arrays,
    crossed,
    frame,
    identical,
    received,
    values,
    written,
)

HUGE = (2**61 - 1) * 2**1_000  # its hash is 0


@PROPERTY
@given(values)
def test_a_value_arrives_with_its_types_dtypes_shapes_and_bytes(value: Any) -> None:
    assert identical(value, crossed(value))


@PROPERTY
@given(arrays)
def test_no_array_that_arrives_to_be_read_can_be_made_writable(array: Any) -> None:
    _refuses_writing(crossed(array))


@PROPERTY
@given(arrays)
def test_an_array_that_arrives_to_be_written_is_writable_and_in_order(array: Any) -> None:
    got = crossed(array, writable=True)
    assert identical(array, got)
    assert got.flags.writeable
    assert got.flags.c_contiguous
    assert got.flags.aligned


LARGEST = {
    "meta_bytes": 200,
    "buffers": 2,
    "buffer_bytes": 64,
    "nodes": 8,
    "depth": 3,
    "items": 3,
    "collisions": 1,
    "int_digits": 60,
    "ndim": 3,
    "itemsize": 8,
}
tight_limits = st.builds(Limits, **{name: st.integers(0, largest) for name, largest in LARGEST.items()})


def test_every_limit_is_drawn_for_the_property_below() -> None:
    assert {field.name for field in fields(Limits)} == {*LARGEST}


@PROPERTY
@given(values, tight_limits)
def test_whatever_is_written_is_taken_by_a_reader_of_the_same_limits(value: Any, limits: Limits) -> None:
    try:
        data = written(value, limits=limits)
    except UnsendableError:
        return
    received(data, limits=limits)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        -0.0,
        1e16,
        1e22,
        5e-324,
        sys.float_info.max,
        math.nan,
        -math.inf,
        complex(-0.0, math.nan),
        complex(math.inf, -0.0),
        0,
        True,
        2**63 - 1,
        2**63,
        -(2**63),
        -(2**63) - 1,
        2**64,
        10**900,
        -(10**900),
        "",
        "a\0b",
        "\U0001f600",
        b"",
        [],
        (),
        {},
        set(),
        frozenset(),
        [1.0, 1, True],
        [1, 2**63],
        [-(2**63), 2**63 - 1],
        [1.5, math.nan],
        {1: "one", "1": 1, 1.5: None, None: 0, (1, ("a",)): 2, b"k": 3, 1j: 4, False: 5},
        {math.inf: 1, 10**400: 2},
        {np.int64(3): 1, np.float32(0.1): 2, 0.1: 3, np.str_("a"): 4, (np.bool_(True), 2): 5},
        {"l", "d", "a"},
        [["l"], ["o", "Opaque"]],
    ],
    ids=lambda value: type(value).__name__,  # a set has no one repr
)
def test_a_notable_plain_value_arrives_exactly(value: object) -> None:
    assert identical(value, crossed(value))


def test_two_nans_stay_two_keys_of_a_dict() -> None:
    got = crossed({float("nan"): 1, float("nan"): 2, (float("nan"),): 3, np.float64("nan"): 4})
    assert [*got.values()] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "array",
    [
        np.array(1.5),
        np.array(True),
        np.array("text"),
        np.zeros((0, 3)),
        np.zeros((2, 0), dtype=bool),
        np.zeros((0, 2**31 - 1)),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(24).reshape(2, 3, 4)[::-1, ::2, ::-1],
        np.arange(6).reshape(2, 3).T,
        np.broadcast_to(np.float32(2), (3, 4)),
        np.arange(3, dtype=">f8"),
        np.array(["ab", "c"], dtype=">U2"),
        np.array(["2020-01-01", "NaT"], dtype="M8[D]"),
        np.array([1, "NaT"], dtype="m8[ns]"),
        np.array([-0.0, np.nan, np.inf]),
        np.array([0x7FF0000000000001], dtype=np.uint64).view(np.float64),  # a signalling NaN
        np.array([1, 2], dtype=np.float16),
        np.array([1j], dtype=np.complex64),
        np.array([b"a\0b", b""], dtype="S3"),
        np.array([2**63], dtype=np.uint64),
        np.zeros((1,) * 8),
        np.asfortranarray(np.arange(12_000.0).reshape(100, 120)),
    ],
    ids=lambda array: f"{array.dtype.str}{array.shape}",
)
def test_a_notable_array_arrives_exactly(array: Any) -> None:
    assert identical(array, crossed(array))


@pytest.mark.parametrize(
    "scalar",
    [
        np.float64(1.5),
        np.float64("nan"),
        np.float16(-0.0),
        np.complex64(1j),
        np.bool_(True),
        np.int8(-1),
        np.uint64(2**64 - 1),
        np.str_(""),
        np.str_("a\0"),
        np.bytes_(b""),
        np.bytes_(b"a\0"),
        np.datetime64("2020-01-01"),
        np.datetime64("NaT", "s"),
        np.timedelta64(-3, "ms"),
    ],
    ids=repr,
)
def test_a_numpy_scalar_stays_a_scalar_of_its_type(scalar: Any) -> None:
    assert identical(scalar, crossed(scalar))


@pytest.mark.parametrize("kind", [np.longlong, np.ulonglong])
def test_a_c_long_long_arrives_as_the_integer_of_its_size(kind: Any) -> None:
    assert crossed([kind(7), np.array([7], kind)]) == [7, np.array([7])]
    assert crossed(kind(7)).dtype == np.dtype(kind)


class _Colour(enum.IntEnum):
    RED = 1


class _Point(NamedTuple):
    x: int


class _Text(str):
    __slots__ = ()


class _Number(float):
    pass


class _LikeNumpy(np.float64):
    __module__ = "numpy"


class _View(np.ndarray):
    pass


def _refuse(*_arguments: object, **_keywords: object) -> NoReturn:
    raise SystemExit("a method of the value was called")


class _Unhashable:
    __hash__ = _refuse


class _Meta(type):
    __name__ = property(_refuse)
    __module__ = property(_refuse)
    __hash__ = __eq__ = __repr__ = __str__ = __instancecheck__ = _refuse


class _Hostile(metaclass=_Meta):
    __class__ = property(_refuse)
    __getattribute__ = __repr__ = __str__ = __eq__ = __hash__ = __len__ = __iter__ = _refuse
    __bool__ = __index__ = __float__ = __array__ = __reduce__ = __getitem__ = _refuse


class _Impostor(type):
    """Its classes claim to be lists."""

    def __hash__(cls) -> int:
        return hash(list)

    def __eq__(cls, other: object) -> bool:
        return other is list


class _Claims(metaclass=_Impostor):
    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[int]:
        return iter([1])


NOT_PLAIN: dict[str, Callable[[], object]] = {
    "float subclass": lambda: _Number(1),
    "text subclass": lambda: _Text("a"),
    "enumeration": lambda: _Colour.RED,
    "named tuple": lambda: _Point(1),
    "ordered dict": collections.OrderedDict,
    "default dict": lambda: collections.defaultdict(int),
    "counter": collections.Counter,
    "deque": collections.deque,
    "range": lambda: range(3),
    "generator": lambda: iter([]),
    "bytearray": bytearray,
    "memoryview": lambda: memoryview(b""),
    "ellipsis": lambda: ...,
    "not implemented": lambda: NotImplemented,
    "function": lambda: len,
    "class": lambda: int,
    "module": lambda: math,
    "hostile": _Hostile,
    "hostile class": lambda: _Hostile,
    "claims to be a list": _Claims,
    "numpy scalar subclass": lambda: _LikeNumpy(1),
    "array subclass": lambda: np.zeros(2).view(_View),
    "record array": lambda: np.rec.array([(1, 2.0)], dtype="i4,f8"),
    "matrix": lambda: np.zeros((2, 2)).view(np.matrix),
    "masked array": lambda: np.ma.masked_array([1, 2], [False, True]),
    "masked constant": lambda: np.ma.masked,
    "text array": lambda: np.char.array(["a"]),
    "object array": lambda: np.array([1, "a"], dtype=object),
    "structured array": lambda: np.zeros(2, "i4,f8"),
    "structured scalar": lambda: np.zeros(2, "i4,f8")[0],
    "void array": lambda: np.zeros(2, "V4"),
    "long double": lambda: np.longdouble(1),
    "long double array": lambda: np.zeros(2, np.longdouble),
    "complex long double": lambda: np.clongdouble(1),
    "date without a unit": lambda: np.datetime64("NaT"),
    "date of 25 seconds": lambda: np.array([0], "M8[25s]"),
    "array of 9 axes": lambda: np.zeros((1,) * 9),
    "array of long text": lambda: np.array(["a" * 1_025]),
    "empty array with a huge axis": lambda: np.zeros((0, 2**31), np.int8),
    "dtype": lambda: np.dtype("f8"),
    "random generator": np.random.default_rng,
    "dict with a frozenset for a key": lambda: {frozenset(): 1},
    "dict with a function for a key": lambda: {"a": 1, len: 2},
    "dict with a date for a key": lambda: {np.datetime64("2020-01-01"): 1},
    "dict with an enumeration for a key": lambda: {_Colour.RED: 1},
    "set with a named tuple": lambda: {(1, _Point(1))},
    "frozenset of frozensets": lambda: frozenset({frozenset()}),
}

if hasattr(np.dtypes, "StringDType"):  # since NumPy 2
    NOT_PLAIN["variable-width text array"] = lambda: np.array(
        ["a"], np.dtypes.StringDType(na_object=_Unhashable())
    )


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_is_not_plain_arrives_as_its_types_name_and_nothing_more(name: str) -> None:
    value = NOT_PLAIN[name]()
    name_of = type.__dict__["__name__"].__get__(type(value))
    assert crossed(value) == Opaque(name_of)


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_is_not_plain_is_given_to_leaf_wherever_it_stands(name: str) -> None:
    value = NOT_PLAIN[name]()
    met: list[object] = []

    def leaf(part: object) -> Ref:
        met.append(part)
        return Ref(len(met) - 1, "Part")

    assert crossed([1, {"a": (value,)}, value], leaf=leaf) == [1, {"a": (Ref(0, "Part"),)}, Ref(1, "Part")]
    assert met[0] is value
    assert met[1] is value


def _refuses_writing(array: Any) -> None:
    parts = [array, array.view(), array[...], array.reshape(-1), array.T]
    base = array.base
    while isinstance(base, np.ndarray):
        parts.append(base)
        base = base.base
    for part in parts:
        assert not part.flags.writeable
        with pytest.raises(ValueError, match="WRITEABLE"):
            part.setflags(write=True)
        with pytest.raises(ValueError, match="WRITEABLE"):
            part.flags.writeable = True
        with pytest.raises(ValueError, match="read-only"):
            part[...] = part.copy()


@pytest.mark.parametrize("buffer", [bytes, bytearray, memoryview], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", ["b1", "f8", "U2"])
def test_an_array_is_read_only_whatever_its_buffer_was(buffer: Callable[[bytes], Any], name: str) -> None:
    from grader.wire import FROM_WORKER, decode

    tree = f'["a","{name}",[1],0]'.encode()
    data = buffer(bytes(np.dtype(name).itemsize))
    _refuses_writing(decode(tree, [data], accept=FROM_WORKER))


@pytest.mark.parametrize("shape", [[3], [3, 1], []], ids=str)
@pytest.mark.parametrize("first", [1, 2])
def test_a_bool_array_of_odd_bytes_is_canonical_and_read_only(shape: list[int], first: int) -> None:
    data = bytes([first, 0, 255])[: math.prod(shape)]
    got = received(frame(["a", "b1", shape, 0], data))
    assert got.tobytes() == bytes(map(bool, data))
    _refuses_writing(got)


def test_a_bool_array_of_odd_bytes_can_be_written_where_that_was_asked_for() -> None:
    got = received(frame(["a", "b1", [2], 0], b"\x02\x00"), writable=True)
    got[1] = True
    assert got.tolist() == [True, True]


def test_a_bool_scalar_of_an_odd_byte_is_canonical() -> None:
    assert received(frame(["n", "b1", "02"])).tobytes() == b"\x01"


def test_an_array_over_bytes_is_copied_where_it_is_to_be_written() -> None:
    from grader.wire import FROM_TRUSTED, decode

    data = bytes(8)
    got = decode(b'["a","f8",[1],0]', [data], accept=FROM_TRUSTED, writable=True)
    got[0] = 1.0
    assert data == bytes(8)


RECORDS: list[Any] = [
    Opaque("Dense"),
    Raised("error", "ValueError", "no such luck", (("dense", 3, "x = 1"), ("dense", 4, ""))),
    Ref(0, "Dense"),
    Named("np.random.randn"),
    SourceText("f", "def f(x): return x + shift", {"shift": 1.5, "names": [Named("halve")]}),
]
RECORD = pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)


@RECORD
def test_a_record_arrives_as_it_was_sent(record: object) -> None:
    assert crossed([{"key": record}]) == [{"key": record}]


@RECORD
def test_a_record_that_is_not_accepted_is_refused(record: Any) -> None:
    with pytest.raises(ProtocolError, match="does not take"):
        received(written(record), accept=frozenset({type(other) for other in RECORDS} - {type(record)}))


@RECORD
def test_what_resolve_returns_stands_in_the_records_place(record: object) -> None:
    assert received(written([record, 1]), resolve=lambda _: len) == [len, 1]


def test_resolve_is_not_asked_about_a_record_that_is_a_key() -> None:
    asked: list[object] = []
    with pytest.raises(ProtocolError, match="a key of a type"):
        received(frame(["d", ["r", 0, "Key"], 1]), resolve=asked.append)
    assert not asked


def test_an_error_of_resolve_passes_through() -> None:
    def resolve(_record: object) -> object:
        raise LookupError("no such object")

    with pytest.raises(LookupError, match="no such object"):
        received(written(RECORDS[2]), resolve=resolve)


def test_a_records_text_is_cut_and_made_sendable_by_the_sender() -> None:
    raised = Raised("error", _Text("N" * 900), "\ud800" + "m" * 9_000, (("c" * 900, 10**30, "\udfff"),) * 30)
    got = crossed(raised)
    assert len(got.lines) == 20
    assert got.lines[0] == ("c" * 500, 0, "?")
    assert got.type_name == "N" * 200
    assert got.message == "?" + "m" * 1_999


def test_a_records_text_is_cut_by_the_receiver_too() -> None:
    data = frame(["e", "k" * 900, "N" * 900, "m" * 9_000, [["c" * 900, 1, "t" * 900]]])
    expected = Raised("k" * 200, "N" * 200, "m" * 2_000, (("c" * 500, 1, "t" * 500),))
    assert received(data) == expected
    assert received(frame(["l", ["o", "N" * 900], ["r", 1, "N" * 900]])) == [
        Opaque("N" * 200),
        Ref(1, "N" * 200),
    ]


def _deep(depth: int) -> object:
    value: object = None
    for _ in range(depth):
        value = [value]
    return value


def _endless() -> object:
    value: list[object] = []
    value.append(value)
    return value


def _wide() -> object:
    value: object = [0, 0]
    for _ in range(30):
        value = [value, value]
    return value


UNSENDABLE: dict[str, Callable[[], object]] = {
    "33 lists deep": lambda: _deep(33),
    "a list within itself": _endless,
    "a billion parts that are shared": _wide,
    "50,001 parts": lambda: [0] * 50_001,
    "5,001 items": lambda: dict.fromkeys(range(5_001)),
    "102 keys of one hash": lambda: dict.fromkeys(HUGE * n for n in range(102)),
    "a whole number of 1,001 digits": lambda: 10**1_000,
    "half of a surrogate pair": lambda: "\ud800",
    "half of a surrogate pair in a key": lambda: {"\ud800": 1},
    "half of a surrogate pair in NumPy's text": lambda: np.str_("\ud800"),
    "half of a surrogate pair in an array": lambda: np.array(["\ud800"]),
    "1,025 arrays": lambda: [np.zeros(0)] * 1_025,
    "an array of 8 TiB": lambda: np.broadcast_to(0.0, (2**20, 2**20)),
    "arrays of more than 256 MiB together": lambda: [np.broadcast_to(np.int8(0), (2**28,)), np.zeros(1)],
    "more than 1 MiB of text": lambda: "a" * 2**20,
}


@pytest.mark.parametrize("name", UNSENDABLE)
def test_what_exceeds_a_limit_cannot_be_sent_and_costs_little_to_find_out(name: str) -> None:
    value = UNSENDABLE[name]()
    if name.startswith("arrays of more"):
        value = value[::-1]  # type: ignore[index]  # the small one first: the large one is not copied
    tracemalloc.start()
    try:
        with pytest.raises(UnsendableError):
            written(value)
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()


def test_32_lists_deep_can_be_sent() -> None:
    assert crossed(_deep(32)) == _deep(32)


def test_101_keys_of_one_hash_can_be_sent() -> None:
    assert len(crossed({HUGE * n for n in range(101)})) == 101


def test_a_value_met_deep_in_a_recursion_cannot_be_sent_and_raises_nothing_else() -> None:
    def deeper(left: int) -> object:
        return deeper(left - 1) if left else encode(REPLY, NONCE, _deep(32))

    with pytest.raises(UnsendableError, match="RecursionError"):
        deeper(sys.getrecursionlimit() - len(_frames()) - 40)


def _frames() -> list[object]:
    frame_object: Any = sys._getframe()
    found: list[object] = []
    while frame_object is not None:
        found.append(frame_object)
        frame_object = frame_object.f_back
    return found


@pytest.fixture
def few_digits() -> Iterator[None]:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    yield
    sys.set_int_max_str_digits(before)


@pytest.mark.usefixtures("few_digits")
def test_a_process_that_writes_no_long_numbers_cannot_send_one() -> None:
    with pytest.raises(UnsendableError, match="cannot be written"):
        written(10**700)


@pytest.mark.usefixtures("few_digits")
def test_a_process_that_reads_no_long_numbers_refuses_one() -> None:
    with pytest.raises(ProtocolError, match="too long for this process"):
        received(frame(["i", "9" * 700]))


def test_what_is_sent_is_not_what_the_sender_changes_later() -> None:
    array = np.zeros(3)
    data = written(array)
    array[0] = 1.0
    assert received(data).tolist() == [0.0, 0.0, 0.0]
