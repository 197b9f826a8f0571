"""Calling a service from a thread that is not the executor's, never without a timeout."""

import threading
from time import monotonic
from typing import Any

from rclpy.node import Node

from scorer.faults import NoAnswerError, ShuttingDownError

POLL_PERIOD_S = 0.2  # how soon a waiting call notices that the process is being shut down
RETRY_PERIOD_S = 1.0


class RemoteService:
    """A service of another node.

    timeout_s: wall time that a call may take. The node must be spun by another thread.
    """

    def __init__(self, node: Node, kind: type, name: str, timeout_s: float) -> None:
        self._node = node
        self._kind = kind
        self._timeout_s = timeout_s
        self._client = node.create_client(kind, name)
        self._name = node.resolve_service_name(name)

    def wait_until_there(self, timeout_s: float) -> None:
        """Return once somebody offers it; raises NoAnswerError or ShuttingDownError."""
        deadline_s = monotonic() + timeout_s
        while not self._client.wait_for_service(timeout_sec=POLL_PERIOD_S):
            self._check_running()
            if monotonic() > deadline_s:
                raise NoAnswerError(
                    f'nobody offers {self._name} (waited {timeout_s:g} s); start the node that does'
                )

    def call(self, **fields: Any) -> Any:  # noqa: ANN401
        """Send a request of these fields and return the reply.

        Raises:
            NoAnswerError: no reply in time.
            ShuttingDownError: this process is being stopped.
        """
        return self._call(self._timeout_s, fields)

    def ask_until_back(self, timeout_s: float) -> Any:  # noqa: ANN401
        """Send an empty request again and again, for a node that may be starting anew.

        A request gets lost when it meets a node that has just died or is not up yet. Raises as
        ``call`` does.
        """
        deadline_s = monotonic() + timeout_s
        while True:
            try:
                return self._call(min(RETRY_PERIOD_S, timeout_s), {})
            except NoAnswerError:
                if monotonic() > deadline_s:
                    raise NoAnswerError(
                        f'{self._name} has not answered for {timeout_s:g} s'
                    ) from None

    def _call(self, timeout_s: float, fields: dict[str, Any]) -> Any:  # noqa: ANN401
        answered = threading.Event()
        future = self._client.call_async(self._kind.Request(**fields))
        future.add_done_callback(lambda _: answered.set())
        deadline_s = monotonic() + timeout_s
        while not answered.wait(POLL_PERIOD_S):
            self._check_running()
            if monotonic() > deadline_s:
                self._client.remove_pending_request(future)
                raise NoAnswerError(f'{self._name} did not answer within {timeout_s:g} s')
        return future.result()

    def _check_running(self) -> None:
        if not self._node.context.ok():
            raise ShuttingDownError
