"""A Dask cluster by the address of its scheduler."""

import asyncio
import contextlib
import logging
import threading
import time
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from grader.errors import InfrastructureError, UsageError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["DaskCluster", "connect"]

CONNECT_S = 60.0  # for a scheduler to be there: one that was restarted takes a while
RETRY_S = 1.0


class DaskCluster:
    """A connection to a scheduler; workers come and go."""

    def __init__(self, client: "Client", name: str) -> None:
        from distributed.scheduler import KilledWorker

        self.name = name
        self.gave_up: tuple[type[Exception], ...] = (KilledWorker,)
        self.executor: Executor = client.get_executor(pure=False)  # equal errands are two errands
        self._client = client
        self._closing = threading.Lock()
        self._is_closed = False

    def workers(self) -> int:
        """Threads of all workers that the scheduler knows now; none while it is out of reach."""
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError, RuntimeError):
            return 0

    def close(self) -> None:
        """Give the connection up, and what is asked over it."""
        with self._closing:
            if not self._is_closed:
                self._is_closed = True
                # where the scheduler is gone, so is the one to say good-bye to
                with contextlib.suppress(OSError, TimeoutError, RuntimeError, asyncio.CancelledError):
                    self._client.close(timeout=1)


def connect(address: str) -> DaskCluster:
    """Connect to the scheduler at *address*, such as ``tcp://host:8786``.

    Raises:
        UsageError: Dask is not installed here, or the address is none.
        InfrastructureError: Nobody answers.
    """
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--executor dask needs the package distributed: pip install 'welldone[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is lost is made good, or said by us
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"})  # notebooks are what is sent
    give_up_at = time.monotonic() + CONNECT_S
    while True:
        try:
            client = Client(address, timeout=CONNECT_S, set_as_default=False)
            break
        except ValueError as error:
            raise UsageError(f"--scheduler {address}: {error}; expected such as tcp://host:8786") from None
        except OSError as error:
            if time.monotonic() > give_up_at:
                raise InfrastructureError(f"{address}: no Dask scheduler answers: {error}") from None
            time.sleep(RETRY_S)
    return DaskCluster(client, address)
