"""A real SLURM cluster of two nodes on the loopback interface of this machine.

It needs Debian's packages slurmctld, slurmd, slurm-client and munge, and root. Only one can exist at a time, since
SLURM's programs look for their configuration in one place.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

NODES = ("node1", "node2")
CPUS_PER_NODE = 2
MEMORY_PER_NODE_MB = 4000
_CONFIGURATION = Path("/etc/slurm/slurm.conf")
"""Where jobs find it: SLURM_CONF does not reach them, as Snakemake removes SLURM's variables from their environment."""
_PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "srun")
_FIRST_PORT = 26817
_SECONDS_TO_START = 30.0
_SECONDS_TO_SPAWN = 2.0


def reason_against() -> str | None:
    """Return why no cluster can be started here; None if it can."""
    if missing := [program for program in _PROGRAMS if not shutil.which(program)]:
        return f"SLURM is not installed: no {', '.join(missing)} (apt-get install slurmctld slurmd slurm-client munge)"
    if os.geteuid() != 0:
        return "SLURM's daemons need root"
    if _CONFIGURATION.exists() and not _CONFIGURATION.is_symlink():
        return f"{_CONFIGURATION} belongs to another cluster"
    return None


class SlurmCluster:
    """The daemons of a cluster, as children of this process; `with` starts them and ends all that runs on them."""

    def __init__(self, folder: Path):
        """Describe a cluster.

        Args:
            folder: Where it keeps its configuration, state and logs.
        """
        self._folder = folder
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "SlurmCluster":
        for name in ("log", "run", "state", *(f"spool/{node}" for node in NODES)):
            (self._folder / name).mkdir(parents=True)
        (self._folder / "run").chmod(0o755)
        self._write_configuration()
        try:
            self._start("munged", *self._munged())
            _wait_until((self._folder / "run/munge.socket").exists)
            self._start("slurmctld", "slurmctld", "-D", "-c")
            for node in NODES:
                self.start_node(node)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        for node in NODES:
            self.crash(node)
        for daemon in self._daemons.values():
            daemon.kill()
            daemon.wait()
        _CONFIGURATION.unlink(missing_ok=True)

    def restart_controller(self) -> None:
        """Start the controller again, without what it knew of jobs, as if it had died before it wrote that down."""
        controller = self._daemons.pop("slurmctld")
        controller.kill()
        controller.wait()
        with _CONFIGURATION.open("a") as file:  # A number that is given again would belong to two jobs.
            file.write("FirstJobId=1000\n")
        self._start("slurmctld", "slurmctld", "-D", "-c")
        _wait_until(lambda: all(self.state_of(node) == "idle" for node in NODES))

    def suspend_controller(self) -> None:
        """Let nothing answer the programs of SLURM. Jobs run on."""
        self._daemons["slurmctld"].send_signal(signal.SIGSTOP)

    def resume_controller(self) -> None:
        """Let the programs of SLURM be answered again."""
        self._daemons["slurmctld"].send_signal(signal.SIGCONT)

    def start_node(self, node: str) -> None:
        """Start a node, and wait until SLURM sends jobs to it."""
        self._start(node, "slurmd", "-D", "-N", node)
        _wait_until(lambda: self.state_of(node) in ("idle", "mixed"))

    def crash(self, node: str) -> None:
        """End a node and all its jobs at once, as a power failure does; also those that it is just starting."""
        if node not in self._daemons:
            return
        daemon = self._daemons.pop(node)
        daemon.kill()
        daemon.wait()
        end = time.monotonic() + _SECONDS_TO_SPAWN
        while time.monotonic() < end:
            for process in self._processes_of(node):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            time.sleep(0.05)

    def give_to_another(self, node: str) -> None:
        """Submit a job that takes a node for some seconds from all others, which SLURM cancels."""
        script = ["--wrap", "sleep 5", "--output", "/dev/null"]
        submitted = _output("sbatch", "--partition", "urgent", "--nodelist", node, "--exclusive", *script)
        assert submitted.startswith("Submitted"), submitted

    def requeue(self, node: str) -> str:
        """Put a job of a node back into SLURM's queue, where SLURM holds it for minutes, and return its number."""
        number = _output("squeue", "--noheader", "--states", "RUNNING", "--nodelist", node, "--format", "%A").split()[0]
        subprocess.run(["scontrol", "requeue", number], check=True)
        return number

    def start_now(self, number: str) -> None:
        """Let a job that SLURM holds start at once."""
        subprocess.run(["scontrol", "update", f"JobId={number}", "StartTime=now"], check=True)

    def state_of(self, node: str) -> str:
        """Return a node's state: idle, mixed, allocated, down."""
        return _output("sinfo", "--noheader", "--nodes", node, "--format", "%T").rstrip("*\n")

    def jobs_at_work(self) -> dict[str, str]:
        """Return the nodes of the jobs that are running, by what Snakemake calls the jobs: rule_merge_dataset."""
        lines = _output("squeue", "--noheader", "--states", "RUNNING", "--format", "%k|%N").splitlines()
        return dict(line.split("|") for line in lines)

    def cpus_of(self, job: str) -> set[int]:
        """Return how many CPUs the jobs of a name have been given, as far as SLURM remembers."""
        lines = _output("squeue", "--noheader", "--states", "all", "--format", "%k|%C").splitlines()
        return {int(cpus) for name, cpus in (line.split("|") for line in lines) if name == job}

    def _processes_of(self, node: str) -> list[psutil.Process]:
        """Return the processes of a node's jobs, and the step daemons above them, which outlive the node's daemon."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("SLURMD_NODENAME") == node:
                    found.append(process)
                    found += [parent for parent in process.parents() if parent.name().startswith("slurmstepd")]
        return list(dict.fromkeys(found))

    def _munged(self) -> list[str]:
        key = self._folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o600)
        files = {
            "key-file": key,
            "socket": self._folder / "run/munge.socket",
            "pid-file": self._folder / "run/munged.pid",
            "seed-file": self._folder / "state/munge.seed",
            "log-file": self._folder / "log/munge.log",
        }
        return ["munged", "--foreground", "--force", *(f"--{option}={path}" for option, path in files.items())]

    def _start(self, name: str, *command: str) -> None:
        with open(self._folder / "log" / f"{name}.txt", "ab") as screen:
            self._daemons[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=screen, stderr=screen, start_new_session=True
            )

    def _write_configuration(self) -> None:
        host = socket.gethostname()
        settings = {
            "ClusterName": "loopback",
            "SlurmctldHost": f"{host}(127.0.0.1)",
            "SlurmctldPort": _FIRST_PORT,
            "CommunicationParameters": "NoInAddrAny,NoCtldInAddrAny",
            "SlurmUser": "root",
            "SlurmdUser": "root",
            "AuthType": "auth/munge",
            "AuthInfo": f"socket={self._folder}/run/munge.socket",
            "CredType": "cred/munge",
            "StateSaveLocation": self._folder / "state",
            "SlurmdSpoolDir": self._folder / "spool/%n",
            "SlurmctldPidFile": self._folder / "run/slurmctld.pid",
            "SlurmdPidFile": self._folder / "run/%n.pid",
            # A container has neither control groups nor a database for accounting.
            "ProctrackType": "proctrack/linuxproc",
            "TaskPlugin": "task/none",
            "JobAcctGatherType": "jobacct_gather/none",
            "AccountingStorageType": "accounting_storage/none",
            "SelectType": "select/cons_tres",
            "SelectTypeParameters": "CR_CPU_Memory",
            "SchedulerParameters": "sched_interval=1,sched_min_interval=100000,batch_sched_delay=0",
            "MinJobAge": 300,  # SLURM's default: how long `squeue` remembers jobs that have ended
            "SlurmdTimeout": 6,  # A lost node is noticed within seconds; one that comes back is used again.
            "SlurmdParameters": "config_overrides",
            "ReturnToService": 2,
            "KillWait": 2,
            "PreemptType": "preempt/partition_prio",
            "PreemptMode": "CANCEL",
            "MpiDefault": "none",
            "SwitchType": "switch/none",
        }
        lines = [f"{key}={value}" for key, value in settings.items()]
        lines += [
            f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={_FIRST_PORT + number} "
            f"CPUs={CPUS_PER_NODE} RealMemory={MEMORY_PER_NODE_MB}"
            for number, node in enumerate(NODES, 1)
        ]
        lines.append("PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP")
        lines.append("PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=2")
        own = self._folder / "slurm.conf"
        own.write_text("\n".join(lines) + "\n")
        _CONFIGURATION.parent.mkdir(exist_ok=True)
        _CONFIGURATION.unlink(missing_ok=True)
        _CONFIGURATION.symlink_to(own)


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout


def _wait_until(is_done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while not is_done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"SLURM has not started within {_SECONDS_TO_START:.0f} s")
        time.sleep(0.05)
