"""How a confined process is started on each rung: as process 1 of a pid namespace, or below a keeper."""

import os

from grader.sandbox.confinement import Confinement, Place
from grader.sandbox.keeper import start_keeper
from grader.sandbox.namespaces import become_first_process, fork_first_process, leave_network
from grader.sandbox.rungs import Rung
from grader.sandbox.submission import Body, Descriptors, become_submission
from grader.sandbox.syscalls import become_subreaper, empty_bounding_set

__all__ = ["has_keepers", "leave_host", "prepare_to_start", "start"]


def has_keepers(rung: Rung) -> bool:
    """Whether what `start` starts is a keeper, which says itself how its submission ended."""
    return not rung.has_namespaces


def prepare_to_start(rung: Rung) -> None:
    """Called once, in a process that has copied little yet and goes on to call `start`.

    Raises:
        OSError: The machine does not allow what the rung needs.
    """
    if rung is Rung.NAMESPACES:  # on rung 1 bubblewrap has done it
        become_first_process(as_ordinary_user=os.geteuid() != 0)
    if rung is not Rung.NONE:
        empty_bounding_set()
    become_subreaper()  # of what a keeper leaves behind that was itself killed


def leave_host(rung: Rung) -> None:
    """Called once, after setup, which may still need the host, and before `start`.

    Raises:
        OSError: The machine does not allow what the rung needs.
    """
    if rung.has_namespaces:
        leave_network()


def start(confinement: Confinement, place: Place, body: Body, descriptors: Descriptors) -> int:
    """Fork a process that confines itself and calls *body*.

    Returns:
        The process to wait for: a keeper, or the confined process where a pid namespace ends with it.
    """
    if has_keepers(confinement.rung):
        return start_keeper(confinement, place, body, descriptors)
    process = fork_first_process()
    if process == 0:
        become_submission(confinement, place, body, descriptors)
    return process
