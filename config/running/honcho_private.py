"""Private parts of honcho: how its manager ends processes and what it prints.

Honcho has no setting for either. When ``tests/config/test_private_parts.py`` says that they moved, look at
``honcho/manager.py``: who calls ``_killall`` and ``_system_print``, and what stands in ``_processes``.
"""

import os
import signal

import honcho.manager

STOP_SECONDS = 25  # a worker finishes the slice of mail it is sending (TASK_SOFT_SECONDS); after this it is killed
honcho.manager.KILL_WAIT = STOP_SECONDS


class Manager(honcho.manager.Manager):  # type: ignore[misc]
    """Honcho, but one signal goes to one process.

    Honcho signals whole process groups. A django-q2 cluster that is told to stop ends its own children after
    the task in hand; children hit by the same signal would die in the middle of sending a mail. Only what has
    not stopped after ``STOP_SECONDS``, or at a second Ctrl-C, is killed with everything it started.
    """

    asked: tuple[str, ...] = ()  # the signals that told us to stop, in order

    def _killall(self, force: bool = False) -> None:
        for process in self._processes.values():
            if "returncode" not in process and process.get("pid"):
                tell(process["pid"], signal.SIGKILL if force else signal.SIGTERM, group=force)

    def _system_print(self, data: str) -> None:
        """Honcho's own remarks: of those only that we were asked to stop interests anybody."""
        name, _, received = data.partition(" ")
        if received.strip() != "received":
            return
        if not self.asked:
            print("\nStopping; what is being sent is finished first. Ctrl-C again stops at once.", flush=True)
        self.asked += (name,)
        if self.insisted:
            self.kill()

    @property
    def insisted(self) -> bool:
        """Whether a person pressed Ctrl-C twice."""
        return self.asked.count("SIGINT") > 1

    def failures(self) -> list[str]:
        """One sentence for each process that stopped by itself or ended badly."""
        ended = {name: process.get("returncode") for name, process in self._processes.items()}
        good = {0, -signal.SIGTERM, 128 + signal.SIGTERM}
        return [f"{name} stopped with exit code {code}" for name, code in ended.items() if code not in good]


def tell(pid: int, number: signal.Signals, group: bool) -> None:
    """Signal a process, or with ``group`` all it started as well; one that is gone already is no error."""
    try:
        (os.killpg if group else os.kill)(pid, number)
    except ProcessLookupError:
        pass
