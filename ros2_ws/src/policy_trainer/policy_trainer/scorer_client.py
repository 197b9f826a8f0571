"""Ask the scorer for trials of a policy, and never wait for it without end."""

import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from rclpy.action import ActionClient
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.node import Node
from rclpy.task import Future
from rover_interfaces.action import Evaluate
from rover_interfaces.msg import TrialScore

POLL_PERIOD_S = 0.1


class ScorerError(RuntimeError):
    """No trials: names what was missing and what to do."""


class ScorerClient:
    """The scorer's action ``evaluate``, for a thread that is not the executor's.

    silence_s: how long the scorer may say nothing before it counts as gone.
    go_on: asked all the time; False gives up with a ScorerError.
    """

    def __init__(self, node: Node, silence_s: float, go_on: Callable[[], bool]) -> None:
        self._client = ActionClient(
            node, Evaluate, 'evaluate', callback_group=ReentrantCallbackGroup()
        )
        self._name = node.resolve_topic_name('evaluate')
        self._silence_s = silence_s
        self._go_on = go_on
        self._heard_s = monotonic()

    def evaluate(self, policy: Path, trials: int, seed: int, official: bool) -> list[TrialScore]:
        """Drive trials on the graph; returns them in the order driven. Raises ScorerError."""
        self._heard_s = monotonic()
        self._wait(self._client.server_is_ready, 'no scorer offers the action')
        goal = Evaluate.Goal(
            policy=str(policy.resolve()), trials=trials, seed=seed, official=official
        )
        sent = self._client.send_goal_async(goal, feedback_callback=self._on_feedback)
        handle = self._result_of(sent, 'the scorer has not answered the goal of')
        if not handle.accepted:
            raise ScorerError(f'the scorer refused the goal of {self._name}; see its log')
        ended = handle.get_result_async()
        result = self._result_of(ended, 'the scorer has sent nothing on').result
        if not result.success:
            raise ScorerError(f'the scorer failed: {result.message}')
        return list(result.trials)

    def _on_feedback(self, message: Any) -> None:  # noqa: ANN401
        self._heard_s = monotonic()

    def _result_of(self, future: Future, missing: str) -> Any:  # noqa: ANN401
        self._heard_s = monotonic()
        done = threading.Event()
        future.add_done_callback(lambda _: done.set())
        self._wait(done.is_set, missing)
        return future.result()

    def _wait(self, is_there: Callable[[], bool], missing: str) -> None:
        pause = threading.Event()
        while not is_there():
            if not self._go_on():
                raise ScorerError('the trials were broken off')
            if monotonic() - self._heard_s > self._silence_s:
                raise ScorerError(
                    f'{missing} {self._name} for {self._silence_s:g} s; '
                    'start the scorer, or set evaluate_trials to 0'
                )
            pause.wait(POLL_PERIOD_S)
