"""A worker of a cluster: grades what it is sent, with grader processes of its own that stay warm.

An assignment is unpacked once, into a folder that only this user can read; it is found again by its digest.
A submission lies there while it is graded. The machine decides how it confines: what it cannot enforce, it
refuses or reports, as the command asked.
"""

import atexit
import functools
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path

import msgspec

from grader.batch import prepare_work, write_checks
from grader.errors import GraderError, InfrastructureError
from grader.executors.errand import Answer, Errand, Greeting, Terms
from grader.executors.parcel import Parcel
from grader.graders import Graders
from grader.journal import surroundings
from grader.sandbox.probe import Machine, probe
from grader.sandbox.scratch import Scratch
from grader.work import Chunk, Settled

__all__ = ["greet", "run_errand"]

MOST_PLACES = 2  # assignments that are kept warm: each may hold gigabytes of setup data
MOST_JOBS = 256  # errands at a time; the cluster decides how many it sends


class _Place:
    """One assignment under one command's terms, and who grades for it."""

    def __init__(self, terms: Terms, parcel: Parcel, folder: Path) -> None:
        self.folder = folder
        self.users = 0
        assignment = parcel.unpack(folder)
        module, _ = write_checks(assignment, folder / "build")
        work = prepare_work(assignment, module, isolation=terms.isolation, machine=_machine())
        work = msgspec.structs.replace(work, profile=terms.profile, transcripts=terms.transcripts)
        self.graders = Graders(work, jobs=MOST_JOBS)

    def grade(self, errand: Errand) -> Answer:
        settled: list[Settled] = []
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="submissions-") as folder:
            chunk = _laid_out(errand, Path(folder))
            problem = self.graders.submit(chunk, settled.append).result()
        return Answer(settled=tuple(settled), problem=problem)


class _Bench:
    """The places of this process, the least recently used first."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._places: OrderedDict[bytes, _Place] = OrderedDict()
        self._lock = threading.Lock()

    def enter(self, terms: Terms, parcel: bytes | None) -> _Place | None:
        """The place for *terms*; None where it is not made yet and there is no *parcel* to make it of."""
        key = msgspec.msgpack.encode(terms)
        with self._lock:
            place = self._places.pop(key, None)
            if place is None:
                if parcel is None:
                    return None
                self._make_room()
                folder = Path(tempfile.mkdtemp(dir=self._scratch.path, prefix=f"{terms.parcel[:16]}-"))
                place = _Place(terms, Parcel.decode(parcel, digest=terms.parcel), folder)
            self._places[key] = place
            place.users += 1
        return place

    def leave(self, place: _Place) -> None:
        with self._lock:
            place.users -= 1

    def close(self) -> None:
        for place in self._places.values():
            place.graders.close(now=True)
        self._scratch.close()

    def _make_room(self) -> None:
        idle = [key for key, place in self._places.items() if place.users == 0]
        for key in idle[: max(0, len(self._places) - MOST_PLACES + 1)]:
            place = self._places.pop(key)
            place.graders.close()


def greet() -> bytes:
    """What this worker can enforce, and what it runs: a `Greeting` as JSON."""
    return msgspec.json.encode(Greeting(machine=_machine(), surroundings=surroundings()))


def run_errand(errand: bytes, parcel: bytes | None) -> bytes:
    """Grade *errand*; an `Answer` as JSON.

    Args:
        parcel: The assignment, where this worker is known to lack it.
    """
    return msgspec.json.encode(_answer(Errand.decode(errand), parcel))


def _answer(errand: Errand, parcel: bytes | None) -> Answer:
    try:
        if errand.terms.surroundings != surroundings():
            raise InfrastructureError(
                "its package, Python or NumPy is of another version than other workers': install the same"
            )
        place = _bench().enter(errand.terms, parcel)
    except GraderError as error:
        return Answer(refusal=str(error))
    if place is None:
        return Answer(wants_parcel=True)
    try:
        return place.grade(errand)
    finally:
        _bench().leave(place)


def _laid_out(errand: Errand, folder: Path) -> Chunk:
    """The errand's chunk, its submissions written below *folder* under their own names."""
    chunk = errand.unpack_chunk()
    submissions = []
    for (position, path), content in zip(chunk.submissions, errand.contents, strict=True):
        if content is not None:
            place = folder / str(position) / path.path.name
            place.parent.mkdir()
            place.write_bytes(content)
            path = msgspec.structs.replace(path, path=place)
        submissions.append((position, path))
    return msgspec.structs.replace(chunk, submissions=tuple(submissions))


@functools.cache
def _machine() -> Machine:
    return probe(every_rung=False)


_STARTING = threading.Lock()
_STARTED: list[_Bench] = []


def _bench() -> _Bench:
    with _STARTING:
        if not _STARTED:
            _STARTED.append(_Bench())
            atexit.register(_STARTED[0].close)
        return _STARTED[0]
