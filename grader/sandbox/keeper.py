"""Where there is no pid namespace: a process between zygote and submission that ends all the latter starts.

It adopts every orphan below it, runs none of the student's code, and takes the submission along when it is
told to end or the zygote dies.
"""

import contextlib
import os
import resource
import signal
from types import FrameType

import msgspec

from grader.sandbox import syscalls
from grader.sandbox.confinement import Confinement, Place
from grader.sandbox.ending import describe_ending, end_descendants, scope_own_signals
from grader.sandbox.rungs import Rung
from grader.sandbox.submission import Body, Descriptors, become_submission, write_reason

__all__ = ["start_keeper"]

_KEEPER_FAILED = 70  # exit status; what went wrong stands in the output


def start_keeper(confinement: Confinement, place: Place, body: Body, descriptors: Descriptors) -> int:
    """Fork a keeper, which forks a confined process for *body*.

    SIGTERM makes it end the submission. It says how that ended on the report pipe when nothing of it is left.

    Returns:
        The keeper's process id.
    """
    starter = os.getpid()
    keeper = os.fork()
    if keeper:
        return keeper
    status = _KEEPER_FAILED
    try:
        # not SIGKILL: when the zygote dies there is still a submission to end
        syscalls.die_with_parent(signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        if os.getppid() == starter:
            _keep(confinement, place, body, descriptors)
        status = 0
    except BaseException:
        write_reason(descriptors.output)
    finally:
        os._exit(status)


def _keep(confinement: Confinement, place: Place, body: Body, descriptors: Descriptors) -> None:
    os.setsid()
    syscalls.become_subreaper()
    shares_user = place.uid is None and confinement.rung is not Rung.NONE
    signals_are_scoped = shares_user and scope_own_signals()
    syscalls.hide_memory()
    keeper = os.getpid()
    submission = os.fork()
    if submission == 0:
        syscalls.die_with_parent()
        if os.getppid() != keeper:
            os._exit(_KEEPER_FAILED)
        become_submission(confinement, place, body, descriptors)
    for descriptor in (descriptors.channel, descriptors.descriptors):
        os.close(descriptor)

    def stop(_number: int, _frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(submission, signal.SIGKILL)

    signal.signal(signal.SIGTERM, stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    # not reaped before the last signal was sent to it: its id would be free for another
    os.waitid(os.P_PID, submission, os.WEXITED | os.WNOWAIT)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _, status = os.waitpid(submission, 0)
    left = end_descendants(uid=place.uid, group=submission, signals_are_scoped=signals_are_scoped)
    ending = describe_ending(status, resource.getrusage(resource.RUSAGE_CHILDREN), left=left)
    os.write(descriptors.report, msgspec.json.encode(ending))
