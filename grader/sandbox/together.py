"""What the processes of a control group cannot do together, found out by trying it from inside one."""

import os

from grader.sandbox.effects import count_forks
from grader.sandbox.groups import enter

__all__ = ["TRIAL_MEMORY", "TRIAL_PROCESSES", "try_together"]

TRIAL_MEMORY, TRIAL_PROCESSES = 32 << 20, 8  # bytes; processes and threads: of the group that is tried
_HELD = b"held"


def try_together(entrances: tuple[int, ...]) -> str:
    """What a throw-away process and its children could do after all; empty where the group held.

    Args:
        entrances: Of a group with the bounds above.
    """
    said, saying = os.pipe()
    member = os.fork()
    if member == 0:
        try:
            os.close(said)
            enter(entrances)
            os.write(saying, (_use_memory() or _use_processes()).encode() or _HELD)
        finally:
            os._exit(0)
    os.close(saying)
    answer = os.read(said, 4096)
    os.close(said)
    os.waitpid(member, 0)
    return "" if answer == _HELD else answer.decode() or "the trial itself was ended"


def _use_memory() -> str:
    """Four processes use twice what the group may, and each of them alone half of it."""
    children = []
    waits, other_end = os.pipe()
    for _ in range(4):
        told, telling = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(other_end)
            block = b"x" * (TRIAL_MEMORY // 2)
            os.write(telling, block[:1])
            os.read(waits, 1)  # until all of them have theirs
            os._exit(0)
        os.close(telling)
        children.append(child)
        os.read(told, 1)
        os.close(told)
    os.close(other_end)
    os.close(waits)
    # whichever was the largest: not always the one that asked for more
    ended = [os.waitpid(child, 0)[1] for child in children]
    return "" if any(ended) else "all processes together could use more memory than the group may"


def _use_processes() -> str:
    forked = count_forks(at_most=TRIAL_PROCESSES)
    return "" if forked < TRIAL_PROCESSES else "more processes could be forked than the group may have"
