"""The system call filter, run by a small interpreter of its instructions: what is answered to what."""

import errno
import platform
import re
import signal
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.sandbox import seccomp
from grader.sandbox.syscall_numbers import (
    ARCHITECTURES,
    AUDIT,
    DENIED,
    HIGHEST_KNOWN,
    NUMBERS,
    TRIED,
    number,
)

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NEW_USERS, THREAD, FORK = 0x10000000, 0x10000, signal.SIGCHLD


@pytest.fixture(params=sorted(MACHINES))
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name = str(request.param)
    monkeypatch.setattr(platform, "machine", lambda: name)
    monkeypatch.setattr(seccomp, "AUDIT_ARCHITECTURE", MACHINES[name])
    return name


def answer(program: seccomp.Program, call: int | None, *arguments: int, architecture: int = 0) -> int:
    """What *program* returns for a call, after the rules of the kernel's classic BPF."""
    assert call is not None
    data = struct.pack("<iIQ6Q", call, architecture or MACHINES[platform.machine()], 0, *_padded(arguments))
    accumulator, at = 0, 0
    while True:
        code, if_true, if_false, operand = program[at]
        at += 1
        match code:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", data, operand)
            case 0x05:
                at += operand
            case 0x15:
                at += if_true if accumulator == operand else if_false
            case 0x35:
                at += if_true if accumulator >= operand else if_false
            case 0x45:
                at += if_true if accumulator & operand else if_false
            case 0x06:
                return operand
            case _:
                raise AssertionError(f"no such instruction here: {code:#x}")


def _padded(arguments: Sequence[int]) -> list[int]:
    return [argument & (1 << 64) - 1 for argument in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]


def refused(code: int) -> int:
    return 0x00050000 | code


def test_a_foreign_calling_convention_is_killed(machine: str) -> None:
    foreign = next(value for name, value in MACHINES.items() if name != machine)
    assert answer(seccomp.submission_filter(), 0, architecture=foreign) == seccomp.KILL


def test_calls_that_are_not_known_do_not_exist(machine: str) -> None:
    for unknown in (HIGHEST_KNOWN + 1, 512, 0x40000000, 0x40000000 | 41, -1):
        assert answer(seccomp.submission_filter(), unknown) == refused(errno.ENOSYS)


def test_every_denied_call_is_refused(machine: str) -> None:
    program = seccomp.submission_filter()
    numbers = [number(name) for name in DENIED]
    assert {answer(program, which) for which in numbers if which is not None} == {refused(errno.EPERM)}


def test_reading_writing_and_mapping_are_allowed(machine: str) -> None:
    numbers = {"x86_64": (0, 1, 9, 11, 257, 202), "aarch64": (63, 64, 222, 215, 56, 98)}[machine]
    assert {answer(seccomp.submission_filter(), which) for which in numbers} == {seccomp.ALLOW}


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (FORK, seccomp.ALLOW),
        (THREAD, seccomp.ALLOW),
        (NEW_USERS | FORK, refused(errno.EPERM)),
        (0x8000 | FORK, refused(errno.EPERM)),  # CLONE_PARENT
    ],
)
def test_a_process_may_fork_but_gets_no_namespace_by_it(machine: str, flags: int, expected: int) -> None:
    assert answer(seccomp.submission_filter(), number("clone"), flags) == expected


def test_the_newer_clone_does_not_exist_because_its_flags_cannot_be_read(machine: str) -> None:
    assert answer(seccomp.submission_filter(), number("clone3")) == refused(errno.ENOSYS)


@pytest.mark.parametrize(("flags", "expected"), [(FORK, refused(errno.EPERM)), (THREAD, seccomp.ALLOW)])
def test_the_second_filter_leaves_threads_only(machine: str, flags: int, expected: int) -> None:
    assert answer(seccomp.no_new_processes(), number("clone"), flags) == expected


@pytest.mark.parametrize("name", ["prlimit64", "sched_setaffinity", "sched_setscheduler", "sched_setattr"])
def test_limits_and_scheduling_are_for_the_caller_alone(machine: str, name: str) -> None:
    program = seccomp.submission_filter()
    assert answer(program, number(name), 0) == seccomp.ALLOW
    assert answer(program, number(name), 1234) == refused(errno.EPERM)


@pytest.mark.parametrize("command", [8, 10, 15])
def test_a_descriptor_gets_no_owner_to_signal(machine: str, command: int) -> None:
    program = seccomp.submission_filter()
    assert answer(program, number("fcntl"), 5, command, 1234) == refused(errno.EPERM)
    assert answer(program, number("fcntl"), 5, 4) == seccomp.ALLOW  # F_SETFL


@pytest.mark.parametrize("command", [0x8901, 0x8902, 0x5412, 0x541C, 0xFFFFFFFF_00008901])
def test_a_socket_gets_no_owner_and_a_terminal_no_input(machine: str, command: int) -> None:
    program = seccomp.submission_filter()
    assert answer(program, number("ioctl"), 5, command) == refused(errno.EPERM)
    assert answer(program, number("ioctl"), 5, 0x5401) == seccomp.ALLOW  # TCGETS: isatty


@pytest.mark.parametrize("name", ["kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"])
def test_with_no_other_bound_only_the_own_process_can_be_signalled(machine: str, name: str) -> None:
    program = seccomp.submission_filter(only_pid=77)
    assert answer(program, number(name), 77, 9) == seccomp.ALLOW
    assert {answer(program, number(name), other, 9) for other in (1, 78, 0, -1, -77)} == {
        refused(errno.EPERM)
    }


def test_with_no_other_bound_nothing_leaves_the_process_group_that_is_ended_as_one(machine: str) -> None:
    program = seccomp.submission_filter(only_pid=77)
    assert {answer(program, number(name), 0, 0) for name in ("setsid", "setpgid")} == {refused(errno.EPERM)}


def test_the_death_signal_can_be_set_to_nothing_weaker(machine: str) -> None:
    program = seccomp.submission_filter()
    assert answer(program, number("prctl"), 1, 9) == seccomp.ALLOW
    assert {answer(program, number("prctl"), 1, weaker) for weaker in (0, 17)} == {refused(errno.EPERM)}
    assert answer(program, number("prctl"), 15, 0) == seccomp.ALLOW  # PR_SET_NAME


def test_socket_pairs_are_local_only(machine: str) -> None:
    program = seccomp.submission_filter()
    assert answer(program, number("socketpair"), 1, 1, 0) == seccomp.ALLOW
    assert answer(program, number("socketpair"), 2, 1, 0) == refused(errno.EPERM)


def test_disk_cannot_be_reserved_past_the_file_limit(machine: str) -> None:
    assert answer(seccomp.submission_filter(), number("fallocate"), 5, 1, 0, 1) == refused(errno.EOPNOTSUPP)


def test_no_jump_is_longer_than_an_instruction_can_say(machine: str) -> None:
    for program in (seccomp.submission_filter(only_pid=1), seccomp.no_new_processes()):
        assert all(0 <= jump < 256 for instruction in program for jump in instruction[1:3])


def test_both_machines_tables_name_the_same_calls_but_for_those_that_only_x86_ever_had() -> None:
    tables = DENIED | NUMBERS
    assert not DENIED.keys() & NUMBERS.keys()
    only_x86 = {name for name, (_, aarch64) in tables.items() if aarch64 is None}
    assert only_x86 == {"fork", "vfork", "inotify_init", "modify_ldt", "iopl", "ioperm"}
    assert not [name for name, (x86_64, _) in tables.items() if x86_64 is None]


@pytest.mark.parametrize("column", range(len(ARCHITECTURES)), ids=ARCHITECTURES)
def test_no_two_calls_of_a_machine_have_the_same_number(column: int) -> None:
    numbers = [pair[column] for pair in (*DENIED.values(), *NUMBERS.values()) if pair[column] is not None]
    assert len(set(numbers)) == len(numbers)


def test_every_machine_with_a_table_has_the_constant_that_its_calls_are_checked_by() -> None:
    assert set(ARCHITECTURES) == set(MACHINES) > TRIED
    for name, constant in MACHINES.items():
        assert AUDIT[name] == constant


def test_a_machine_without_a_table_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        seccomp.submission_filter()


@pytest.mark.parametrize(
    ("machine", "header"),
    [
        ("x86_64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        ("aarch64", "/usr/include/asm-generic/unistd.h"),
    ],
)
def test_the_numbers_are_those_of_the_kernel_headers(
    machine: str, header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path(header).exists():
        pytest.skip(f"no {header}")
    defined = {
        name: int(value)
        for name, value in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", Path(header).read_text())
    }
    monkeypatch.setattr(platform, "machine", lambda: machine)
    ours = {name: number(name) for name in (*DENIED, *NUMBERS)}
    newest = max(defined.values())
    known = {name: value for name, value in ours.items() if value is None or value <= newest}
    assert known == {name: defined.get(name) for name in known}
