# attack: C-16, D-5 Looks for other processes: their memory, environment and descriptors.
# verdict: fails number (failed)
# needs: 2
# cell: number
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

def total(values):
    for pid in [1, os.getppid(), int("@PID@"), *range(2, 60)]:
        if pid == os.getpid():
            continue
        for name in ("environ", "cmdline", "mem", "maps", "fd/0", "root/etc/passwd"):
            try:
                open(f"/proc/{pid}/{name}", "rb").read(1)
                return sum(values)
            except OSError:
                pass
        buffer = ctypes.create_string_buffer(8)
        vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
        if libc.process_vm_readv(pid, vector, 1, vector, 1, 0) > 0 or libc.ptrace(16, pid, 0, 0) == 0:
            return sum(values)
    return -1
