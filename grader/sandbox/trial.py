"""The process that tries the rungs, one after another, each in throw-away children of its own.

    python -P -m grader.sandbox.trial

It reads a `Request` as JSON from standard input and writes an `Answer` to standard output.

It starts processes exactly as a zygote does, with a trial in the place of a student's code.
"""

import os
import signal
import socket
import sys
import traceback

import msgspec

from grader.sandbox.confinement import Confinement, Place
from grader.sandbox.effects import TRIAL_LIMITS, Bait, Effect, try_everything
from grader.sandbox.limits import mapped_bytes
from grader.sandbox.rungs import Policy, Rung
from grader.sandbox.starting import leave_host, prepare_to_start, start
from grader.sandbox.submission import CHANNEL, Descriptors, Seal
from grader.sandbox.together import try_together

__all__ = ["Answer", "Request", "Result", "RungToTry"]


class RungToTry(msgspec.Struct, frozen=True, kw_only=True):
    """A rung, and what a submission on it would have to itself."""

    rung: Rung
    place: Place


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to try, in this order."""

    rungs: tuple[RungToTry, ...]
    bait: str  # a file that must not be read
    readable: tuple[str, ...]
    stop_at_first: bool  # that holds all a rung must
    group: tuple[int, ...] = ()  # inherited descriptors: entrances of the group to try


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out about one rung."""

    rung: Rung
    problem: str = ""  # why no process could be confined; then nothing was tried
    possible: dict[Effect, str] = {}  # what could be done after all, per effect; empty: the effect holds


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request."""

    results: list[Result]
    beyond_group: str = ""  # what a group's processes could do after all; empty: it holds, or was not tried


def main() -> None:
    """Try what standard input asks for."""
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    victim = os.fork()
    if victim == 0:
        signal.alarm(60)
        signal.pause()
    bait = Bait(file=request.bait, victim=victim)
    results = []
    try:
        for rung in request.rungs:
            results.append(_try_rung(rung, bait, request.readable))
            if request.stop_at_first and not (results[-1].problem or any(results[-1].possible.values())):
                break
    finally:
        os.kill(victim, signal.SIGKILL)
    beyond_group = try_together(request.group) if request.group else ""
    sys.stdout.buffer.write(msgspec.json.encode(Answer(results=results, beyond_group=beyond_group)))


def _try_rung(what: RungToTry, bait: Bait, readable: tuple[str, ...]) -> Result:
    """In a fork: what a rung does to the process that starts it must not reach the next."""
    ours, theirs = socket.socketpair()
    starter = os.fork()
    if starter == 0:
        try:
            ours.close()
            _start_trial(what, bait, readable, theirs)
        except BaseException:
            reason = traceback.format_exception_only(*sys.exc_info()[:2])[-1].strip()
            theirs.sendall(msgspec.json.encode(Result(rung=what.rung, problem=reason)))
        finally:
            os._exit(0)
    theirs.close()
    said = b"".join(iter(lambda: ours.recv(1 << 16), b""))
    ours.close()
    os.waitpid(starter, 0)
    if not said:
        return Result(rung=what.rung, problem="the confined process ended without a word")
    return msgspec.json.decode(said, type=Result)


def _start_trial(what: RungToTry, bait: Bait, readable: tuple[str, ...], channel: socket.socket) -> None:
    prepare_to_start(what.rung)
    leave_host(what.rung)
    policy = Policy(rung=what.rung, limits=TRIAL_LIMITS)
    confinement = Confinement(policy, readable=readable, mapped=mapped_bytes())
    output = os.memfd_create("output", os.MFD_CLOEXEC)
    unused, report = os.pipe2(os.O_CLOEXEC)

    def body(_seal: Seal) -> None:
        result = Result(rung=what.rung, possible=try_everything(bait, TRIAL_LIMITS))
        os.write(CHANNEL, msgspec.json.encode(result))

    passed = Descriptors(channel=channel.fileno(), descriptors=unused, output=output, report=report)
    _, status = os.waitpid(start(confinement, what.place, body, passed), 0)
    if complaint := os.pread(output, 1 << 16, 0):
        raise OSError(complaint.decode("utf-8", "replace").strip().splitlines()[-1])
    if status and os.WIFSIGNALED(status):
        raise OSError(f"the confined process was ended by signal {os.WTERMSIG(status)}")


if __name__ == "__main__":
    main()
