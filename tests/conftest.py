"""Real nodes in real processes, on a ROS graph that no other test or run can see."""

import fcntl
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest
import rclpy
from ament_index_python.packages import get_package_prefix
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.qos import QoSProfile
from ros2_lite.launch.process_tree import die_with_parent

DOMAINS = range(1, 102)
STOP_TIMEOUT_S = 15.0
POLL_S = 0.005
NO_LOSS = QoSProfile(depth=1000)


class Process:
    """One executable in its own process group; its output goes to a file.

    It dies with the process that has started it, even if that is killed.
    """

    def __init__(
        self, name: str, command: list[str], environment: dict, log: Path, folder: Path | None
    ) -> None:
        self.name = name
        self._log = log
        parent = os.getpid()
        with log.open('wb') as output:
            self._popen = subprocess.Popen(
                command,
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGKILL, parent),
            )

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self._log.read_text(errors='replace')

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def running(self) -> bool:
        return self._popen.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to the whole group."""
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, number)

    def kill(self) -> None:
        """End it as a crash would."""
        self.signal(signal.SIGKILL)
        self._popen.wait()

    def wait(self, timeout_s: float = STOP_TIMEOUT_S) -> int:
        """Wait for its end by itself; returns the exit code."""
        return self._popen.wait(timeout_s)

    def stop(self, timeout_s: float = STOP_TIMEOUT_S) -> int:
        """Ask it to stop as Ctrl-C does; returns the exit code."""
        self.signal(signal.SIGINT)
        return self.wait(timeout_s)

    def clean_up(self) -> None:
        """Leave nothing of it behind."""
        if self.running:
            self.signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._popen.wait(STOP_TIMEOUT_S)
        self.kill()


class Recorder:
    """Every message of a topic, in order."""

    def __init__(self) -> None:
        self.messages: list = []
        self._arrived = threading.Condition()

    def on_message(self, message: object) -> None:
        with self._arrived:
            self.messages.append(message)
            self._arrived.notify_all()

    def wait_for(
        self, fits: Callable[[object], bool] = lambda _: True, timeout_s: float = 20.0
    ) -> object:
        """Return the first message that fits, now or later."""
        with self._arrived:
            found = self._arrived.wait_for(
                lambda: [message for message in self.messages if fits(message)], timeout_s
            )
        assert found, f'no such message in {timeout_s} s; {len(self.messages)} others came'
        return found[0]


class Graph:
    """The test's own node, and the processes it starts, in one ROS domain.

    node: for publishers, clients and subscriptions; spun by a thread of its own.
    """

    def __init__(self, domain: int, folder: Path) -> None:
        self.domain = domain
        self._folder = folder
        self._processes: list[Process] = []
        self._clients: dict = {}
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        self.node = rclpy.create_node(f'graph_test_{domain}', context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self.node)
        self._thread = threading.Thread(target=self._spin)
        self._thread.start()

    def start(
        self,
        package: str,
        executable: str,
        params: dict | None = None,
        *,
        words: Sequence[str] = (),
        name: str | None = None,
        namespace: str | None = None,
        remaps: dict[str, str] | None = None,
    ) -> Process:
        """Start an executable of a package; name and namespace replace its node's own.

        words: of its own command line, before the ROS arguments.
        """
        arguments = []
        for key, value in (params or {}).items():
            arguments += [
                '-p',
                f'{key}:={str(value).lower() if isinstance(value, bool) else value}',
            ]
        renamed = dict(remaps or {})
        renamed |= {'__node': name} if name else {}
        renamed |= {'__ns': namespace} if namespace else {}
        for source, target in renamed.items():
            arguments += ['-r', f'{source}:={target}']
        path = Path(get_package_prefix(package)) / 'lib' / package / executable
        command = [str(path), *words, *(['--ros-args', *arguments] if arguments else [])]
        return self.start_command(name or executable, command)

    def start_command(self, name: str, command: list[str], folder: Path | None = None) -> Process:
        """Start any command in this domain, in a working folder of choice."""
        log = self._folder / f'{len(self._processes)}_{name}.log'
        environment = dict(os.environ, ROS_DOMAIN_ID=str(self.domain), PYTHONUNBUFFERED='1')
        process = Process(name, command, environment, log, folder)
        self._processes.append(process)
        return process

    def call(self, kind: type, name: str, *, timeout_s: float = 60.0, **fields: object) -> object:
        """Call a service, waiting for it to come up; fields make the request."""
        deadline = monotonic() + timeout_s
        future = self.call_async(kind, name, timeout_s=timeout_s, **fields)
        self.wait_until(future.done, f'{name} to answer', max(deadline - monotonic(), 1.0))
        return future.result()

    def call_async(self, kind: type, name: str, *, timeout_s: float = 60.0, **fields: object):  # noqa: ANN201
        """Call a service once it is up, without waiting for its answer; returns the future."""
        client = self._clients.get(name)
        if client is None:
            client = self._clients[name] = self.node.create_client(kind, name)
        self.wait_until(
            lambda: client.wait_for_service(timeout_sec=0.1), f'service {name}', timeout_s
        )
        return client.call_async(kind.Request(**fields))

    def record(self, kind: type, topic: str, qos: QoSProfile = NO_LOSS) -> Recorder:
        """Keep every message of a topic from now on."""
        recorder = Recorder()
        self.node.create_subscription(kind, topic, recorder.on_message, qos)
        return recorder

    def wait_until(self, holds: Callable[[], bool], what: str, timeout_s: float = 30.0) -> None:
        """Poll a condition; fails with what was waited for and what the processes said."""
        deadline = monotonic() + timeout_s
        pause = threading.Event()
        while not holds():
            assert monotonic() < deadline, f'{what}: not in {timeout_s} s\n{self.logs()}'
            pause.wait(POLL_S)

    def wait_for_subscriber(self, topic: str, count: int = 1) -> None:
        """Wait until a topic has at least so many subscriptions."""
        self.wait_until(
            lambda: self.node.count_subscribers(topic) >= count, f'{count} subscribers of {topic}'
        )

    def wait_for_publisher(self, topic: str, count: int = 1) -> None:
        """Wait until a topic has at least so many publishers."""
        self.wait_until(
            lambda: self.node.count_publishers(topic) >= count, f'{count} publishers of {topic}'
        )

    def logs(self) -> str:
        """What all processes have printed."""
        return '\n'.join(f'--- {process.name}\n{process.output}' for process in self._processes)

    def close(self) -> None:
        for process in self._processes:
            if process.running:
                process.signal(signal.SIGINT)
        for process in self._processes:
            process.clean_up()
        # To leave while others do can hang, see mars_world.ros_stop.leave.
        with suppress(AssertionError):
            self.wait_until(lambda: len(self.node.get_node_names()) == 1, 'all to leave', 1.0)
        self._executor.shutdown()
        self._thread.join()
        self.node.destroy_node()
        rclpy.try_shutdown(context=self._context)

    def _spin(self) -> None:
        with suppress(ExternalShutdownException):
            self._executor.spin()


def _free_domain() -> tuple[int, object]:
    """Lock a domain id against every other test process of this machine."""
    for domain in DOMAINS:
        lock = (Path(tempfile.gettempdir()) / f'jezero_domain_{domain}.lock').open('w')
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        return domain, lock
    raise RuntimeError(f'all ROS domains {DOMAINS[0]}..{DOMAINS[-1]} are in use by other tests')


def _running_graph(folder: Path) -> Iterator[Graph]:
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    os.environ['ROS_LOG_DIR'] = str(folder / 'ros_log')
    domain, lock = _free_domain()
    graph = Graph(domain, folder)
    try:
        yield graph
    finally:
        graph.close()
        lock.close()


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    """A graph of one test."""
    yield from _running_graph(tmp_path)


@pytest.fixture(scope='module')
def shared_graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """A graph that all tests of a file share, for nodes that are slow to start."""
    yield from _running_graph(tmp_path_factory.mktemp('graph'))
