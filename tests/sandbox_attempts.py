"""What the sandbox's tests try from inside: texts for ``sandbox_worker``, by name."""

__all__ = ["ATTEMPTS", "DAEMON", "FLOOD", "FORK_BOMB", "HOSTILE_TREE", "KILL_EVERYBODY", "TOGETHER"]

ATTEMPTS = {
    "sockets": """
import itertools, socket
families = sorted(name for name in dir(socket) if name.startswith("AF_"))
kinds = [socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET]
result = sorted({outcome(lambda: socket.socket(getattr(socket, family), kind))
                 for family, kind in itertools.product(families, kinds)})
""",
    "read": """
import os
def read(path):
    try:
        return os.listdir(path) if path.endswith("/") else open(path, "rb").read(1).hex()
    except OSError:
        return None
result = {path: read(path) for path in outside}
""",
    "stat": """
import os
result = {path: outcome(lambda: os.stat(path)) for path in outside}
""",
    "watch": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.inotify_init1(0) >= 0
""",
    "lazy import": """
import importlib
names = ("colorsys", "numpy.polynomial", "numpy.fft")
result = [outcome(lambda: importlib.import_module(name)) for name in names]
""",
    "signals": """
import ctypes, os, resource, signal
libc = ctypes.CDLL(None, use_errno=True)
def raw(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
tgkill, queue = (234, 129) if os.uname().machine == "x86_64" else (131, 138)
result = {
    "kill": outcome(lambda: os.kill(victim, 0)),
    "tgkill": outcome(lambda: raw(tgkill, victim, victim, 0)),
    "queue": outcome(lambda: raw(queue, victim, 0, ctypes.create_string_buffer(128))),
    "pidfd": outcome(lambda: os.pidfd_open(victim)),
}
""",
    "signals by another name": """
import fcntl, os, socket, struct
one, other = socket.socketpair()
result = {
    "F_SETOWN": outcome(lambda: fcntl.fcntl(one, fcntl.F_SETOWN, victim)),
    "F_SETOWN_EX": outcome(lambda: fcntl.fcntl(one, 15, struct.pack("<ii", 1, victim))),
    "F_SETSIG": outcome(lambda: fcntl.fcntl(one, 10, 9)),
    "FIOSETOWN": outcome(lambda: fcntl.ioctl(one, 0x8901, struct.pack("<i", victim))),
    "SIOCSPGRP": outcome(lambda: fcntl.ioctl(one, 0x8902, struct.pack("<i", victim))),
}
fcntl.fcntl(one, fcntl.F_SETFL, fcntl.fcntl(one, fcntl.F_GETFL) | fcntl.FASYNC)
other.send(b"x")  # whoever owns the socket now gets a signal
""",
    "hold on others": """
import ctypes, os, resource
libc = ctypes.CDLL(None, use_errno=True)
def checked(value):
    if value < 0:
        raise OSError(ctypes.get_errno(), "")
here = ctypes.create_string_buffer(8)
vector = (ctypes.c_void_p * 2)(ctypes.addressof(here), 8)
result = {
    "ptrace": outcome(lambda: checked(libc.ptrace(0x4206, victim, None, None))),
    "read memory": outcome(lambda: checked(libc.process_vm_readv(victim, vector, 1, vector, 1, 0))),
    "prlimit": outcome(lambda: resource.prlimit(victim, resource.RLIMIT_CPU, (1, 1))),
    "affinity": outcome(lambda: os.sched_setaffinity(victim, {0})),
    "priority": outcome(lambda: os.setpriority(os.PRIO_PROCESS, victim, 19)),
    "priority of user": outcome(lambda: os.setpriority(os.PRIO_USER, 0, 19)),
}
""",
    "identity": """
import ctypes, os, struct
libc = ctypes.CDLL(None)
data = ctypes.create_string_buffer(24)
libc.capget(struct.pack("<Ii", 0x20080522, 0), data)
result = {"uids": sorted({*os.getresuid(), *os.getresgid(), *os.getgroups()}),
          "capabilities": data.raw != bytes(24),
          "no_new_privs": libc.prctl(39, 0, 0, 0, 0), "dumpable": libc.prctl(3, 0, 0, 0, 0),
          "leads its session": os.getsid(0) == os.getpid()}
""",
    "programs": """
import os, sys
paths = (sys.executable, "/bin/true", "/usr/bin/env")
result = [outcome(lambda: os.execv(path, [path, "-c", ""])) for path in paths]
""",
    "namespaces": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def raw(*arguments):
    if libc.syscall(*map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "")
import os
clone, unshare = (56, 272) if os.uname().machine == "x86_64" else (220, 97)
result = {"clone": outcome(lambda: raw(clone, 0x10000000 | 17, 0, 0, 0, 0)),
          "clone3": outcome(lambda: raw(435, 0, 0)),
          "unshare": outcome(lambda: raw(unshare, 0x10000000))}
""",
    "kernel": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def raw(number):
    if libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6) < 0:
        raise OSError(ctypes.get_errno(), "")
x86 = os.uname().machine == "x86_64"
numbers = {"bpf": 321 if x86 else 280, "io_uring_setup": 425, "keyctl": 250 if x86 else 219,
           "userfaultfd": 323 if x86 else 282, "perf_event_open": 298 if x86 else 241, "from the future": 480}
result = {name: outcome(lambda: raw(number)) for name, number in numbers.items()}
""",
    "outlive the parent": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.prctl(1, 0, 0, 0, 0) == 0
""",
    "descriptors": """
import fcntl
result = [number for number in range(64) if outcome(lambda: fcntl.fcntl(number, fcntl.F_GETFD)) == "done"]
""",
    "environment": "import os; result = dict(os.environ)",
    "directory": """
import os, tempfile
open("mine", "w").write("x")
result = {"names": sorted(os.listdir(".")), "outside": outcome(lambda: open("../not-mine", "w")),
          "root": outcome(lambda: open("/not-mine", "w")), "mode": os.stat(".").st_mode & 0o777,
          "temporary": outcome(lambda: tempfile.NamedTemporaryFile().write(b"x"))}
os.unlink("mine")
""",
    "released file": """
result = {"text": open("data/points.txt").read(), "write": outcome(lambda: open("data/points.txt", "w"))}
""",
    "memory": """
import mmap
result = {"heap": outcome(lambda: bytearray(300 << 20)), "shared": outcome(lambda: mmap.mmap(-1, 300 << 20))}
""",
    "file size": """
import os
def write():
    with open("large", "wb", buffering=0) as file:
        file.write(bytes(1 << 20))
        file.write(b"1")
result = {"write": outcome(write),
          "truncate": outcome(lambda: os.truncate("large", (1 << 20) + 1)),
          "allocate": outcome(lambda: os.posix_fallocate(os.open("large", os.O_RDWR), 0, (1 << 20) + 1))}
os.unlink("large")
""",
    "disk": """
import os
written = 0
def fill():
    global written
    for number in range(64):
        with open(f"block{number}", "wb", buffering=0) as file:
            written += file.write(bytes(1 << 20)) or 0
result = [outcome(fill), written]
for number in range(64):
    if os.path.exists(f"block{number}"):
        os.unlink(f"block{number}")
""",
    "inodes": """
import os
made = 0
def fill():
    global made
    for number in range(5000):
        os.close(os.open(f"i{number}", os.O_CREAT))
        made += 1
result = [outcome(fill), made]
for number in range(made):
    os.unlink(f"i{number}")
""",
    "processes": """
import os, signal
children = []
def fill():
    while len(children) < 300:
        child = os.fork()
        if child == 0:
            signal.pause()
            os._exit(0)
        children.append(child)
result = [outcome(fill), len(children)]
""",
    "effects": """
from grader.sandbox.effects import Bait, try_everything
from grader.sandbox.rungs import Limits
result = try_everything(Bait(file=outside[-1], victim=victim), Limits(**limits))
result = {str(effect): text for effect, text in result.items()}
""",
    "sealed": """
import os, threading
def go():
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
before = os.fork()
if before == 0:
    os._exit(0)
os.waitpid(before, 0)
seal()
result = {"fork": outcome(os.fork), "thread": outcome(go)}
""",
}

FORK_BOMB = """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""

DAEMON = """
import os, signal, time
for number in range(3):
    child = os.fork()
    if child == 0:
        outcome(os.setsid)
        if os.fork() == 0:
            for which in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(which, signal.SIG_IGN)
            for descriptor in range(10):
                try:
                    os.close(descriptor)
                except OSError:
                    pass
            time.sleep(600)
        os._exit(0)
    os.waitpid(child, 0)
result = "started"
"""

FLOOD = """
import os
def flood():
    for _ in range(3200):
        os.write(1, b"spam" * 16384)
result = outcome(flood)
"""

TOGETHER = """
import os
children = []
waits, other_end = os.pipe()
for number in range(4):
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(other_end)
        block = b"x" * (200 << 20)
        os.write(telling, block[:1])
        os.read(waits, 1)
        os._exit(0)
    os.close(telling)
    children.append(child)
    os.read(told, 1)
    os.close(told)
os.close(other_end)
result = sorted({os.waitpid(child, 0)[1] for child in children})
"""

HOSTILE_TREE = """
import os
here = os.getcwd()
deep = 200 * "d"
for number in range(30):  # longer than any path may be
    os.mkdir(deep)
    os.chdir(deep)
open(b"\\xff\\n", "w").close()
os.chdir(here)
os.makedirs("closed/inside/more")
os.symlink("/", "closed/inside/root")
os.chmod("closed/inside/more", 0)
os.chmod("closed/inside", 0)
os.chmod("closed", 0)
os.chmod(deep, 0o100)
result = "made"
"""

KILL_EVERYBODY = """
import os, signal
os.kill(-1, signal.SIGKILL)
os.kill(0, signal.SIGKILL)
os.kill(os.getppid(), signal.SIGKILL)
"""
