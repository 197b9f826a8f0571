"""Who listens to an evaluation: the log, the leaderboard and the client of the action."""

from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node
from rover_interfaces.action import Evaluate

from scorer.database import StoreError
from scorer.evaluation import Progress, ServedPolicy
from scorer.ros_messages import to_trial_score
from scorer.store import Store
from scorer.trial import Trial


class RosWatcher:
    """Logs trials and enters them into the store; a store that fails stops no trial.

    goal: the action goal that gets feedback and may cancel; None when nobody asked.
    """

    def __init__(self, node: Node, store: Store | None, goal: ServerGoalHandle | None) -> None:
        self._log = node.get_logger()
        self._store = store
        self._goal = goal
        self._evaluation_id: int | None = None

    def is_cancelled(self) -> bool:
        """Say whether the client of the action cancelled."""
        return self._goal is not None and self._goal.is_cancel_requested

    def on_begin(self, policy: ServedPolicy, differences: list[str]) -> None:
        """Log which policy drives, and enter it."""
        self._log.info(f'driving {policy.name} ({policy.sha256[:12]})')
        if differences:
            self._log.warning(f'these trials are not official: {", ".join(differences)}')
        if self._store:
            try:
                self._evaluation_id = self._store.begin_evaluation(policy.name, policy.sha256)
            except StoreError as error:
                self._log.error(f'{error}; these trials are not entered')

    def on_step(self, progress: Progress) -> None:
        """Send feedback."""
        if self._goal:
            self._goal.publish_feedback(
                Evaluate.Feedback(
                    trial=progress.trial,
                    step=progress.step,
                    distance_to_checkpoint=progress.distance_to_checkpoint_m,
                    finished=[to_trial_score(trial) for trial in progress.finished],
                )
            )

    def on_end(self, number: int, trial: Trial) -> None:
        """Announce the trial and enter it."""
        self._log.info(trial.line(number))
        self._log.info(trial.summary())
        if self._store and self._evaluation_id is not None:
            try:
                self._store.add_trial(self._evaluation_id, number, trial)
            except StoreError as error:
                self._log.error(f'{error}; trial {number} is not entered')
