"""Scorer: scores every episode on the graph, and drives policies for trials."""

import threading
from collections.abc import Sequence
from pathlib import Path

from mars_world.ros_run import run
from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from rclpy.task import Future
from rover_env.ros_qos import NO_LOSS
from rover_env.ros_worker import Worker
from rover_interfaces.action import Evaluate
from rover_interfaces.msg import EpisodeResult, StepReport, TrialScore
from rover_interfaces.srv import Score

from scorer.database import StoreError
from scorer.error_codes import ErrorCode
from scorer.evaluation import Evaluator, Goal, Result
from scorer.faults import ShuttingDownError
from scorer.gold import load_gold
from scorer.recent_episodes import RecentEpisodes, UnknownEpisodeError
from scorer.results_file import write_results
from scorer.ros_environment import RosEnvironment
from scorer.ros_messages import to_episode, to_pose, to_step, to_trial_score
from scorer.ros_params import ScorerParams
from scorer.ros_policy import RosPolicy
from scorer.ros_recorder import RosRecorder
from scorer.ros_watcher import RosWatcher
from scorer.store import Store
from scorer.trial import Trial

DEFAULT_TRIALS = 3
# Whoever comes late gets the scores of an evaluation.
LAST_SCORES = QoSProfile(depth=10, durability=DurabilityPolicy.TRANSIENT_LOCAL)


class Scorer(Node):
    """In: step_report, episode_result. Out: score (TrialScore, latched). Service: score.

    While it drives trials also in: all that a replay shows, see SAMPLED in replay_topics.

    Action: evaluate, one at a time; calls env/*, policy/* and world/info.
    Params: see ScorerParams. ``finished`` gets the exit code when the node's own trials are over
    and ``shutdown_when_done`` is set, or when they cannot be driven at all.
    """

    def __init__(self) -> None:
        super().__init__('scorer')
        self._params = ScorerParams.declared_by(self)
        self.finished = Future()
        self._busy = threading.Lock()
        self._worker = Worker(self)
        self._store = self._open_store()
        gold = load_gold()
        self._episodes = RecentEpisodes(gold, self._params.keep_episodes, self._on_scored)
        self._score_pub = self.create_publisher(TrialScore, 'score', LAST_SCORES)
        params = self._params
        self._recorder = RosRecorder(self, params.replays) if params.replays else None
        self._evaluator = Evaluator(
            RosEnvironment(self, params.step_timeout, params.return_timeout),
            RosPolicy(self, params.policy_timeout, params.return_timeout),
            self._episodes,
            gold,
            recorder=self._recorder,
            start_timeout_s=params.start_timeout,
            result_timeout_s=params.result_timeout,
        )
        self.create_subscription(StepReport, 'step_report', self._on_step_report, NO_LOSS)
        self.create_subscription(EpisodeResult, 'episode_result', self._on_episode_result, NO_LOSS)
        self.create_service(Score, 'score', self._on_score)
        self._evaluate_server = ActionServer(
            self,
            Evaluate,
            'evaluate',
            self._on_evaluate,
            callback_group=ReentrantCallbackGroup(),
            goal_callback=self._on_goal,
            cancel_callback=lambda _: CancelResponse.ACCEPT,
        )
        if self._params.autostart_trials:
            threading.Thread(target=self._autostart, name='autostart', daemon=True).start()

    def _open_store(self) -> Store | None:
        if not self._params.store:
            return None
        try:
            return Store(self._params.store)
        except StoreError as error:
            self.get_logger().error(f'{error}; scoring goes on without a leaderboard')
            return None

    def _on_step_report(self, report: StepReport) -> None:
        self._episodes.report(to_step(report), to_pose(report))
        if self._recorder:
            self._recorder.on_step(report)

    def _on_episode_result(self, result: EpisodeResult) -> None:
        self._episodes.end(to_episode(result))

    def _on_scored(self, trial: Trial) -> None:
        self._score_pub.publish(to_trial_score(trial))

    def _on_score(self, request: Score.Request, reply: Score.Response) -> Score.Response:
        try:
            trial = self._episodes.find(request.episode_id)
            reply.success = True
            reply.message = trial.summary()
            reply.trial = to_trial_score(trial)
        except UnknownEpisodeError as error:
            reply.error_code = int(ErrorCode.UNKNOWN_EPISODE)
            reply.message = str(error)
        return reply

    def _on_goal(self, request: Evaluate.Goal) -> GoalResponse:
        if self._busy.locked():
            self.get_logger().warning(
                'evaluate refused: an evaluation is going on; cancel it first'
            )
            return GoalResponse.REJECT
        return GoalResponse.ACCEPT

    async def _on_evaluate(self, handle: ServerGoalHandle) -> Evaluate.Result:
        return await self._worker.run(self._evaluate_goal, handle)

    def _evaluate_goal(self, handle: ServerGoalHandle) -> Evaluate.Result:
        request = handle.request
        goal = Goal(
            policy=request.policy,
            trials=request.trials or DEFAULT_TRIALS,
            seed=request.seed,
            official=request.official,
        )
        try:
            result = self._evaluate(goal, handle)
        except ShuttingDownError:
            return Evaluate.Result()
        if result.error_code in (ErrorCode.NONE, ErrorCode.TRIAL_FAULT):
            handle.succeed()
        elif handle.is_cancel_requested:
            handle.canceled()
        else:
            handle.abort()
        return Evaluate.Result(
            success=result.error_code is ErrorCode.NONE,
            error_code=int(result.error_code),
            message=result.message,
            trials=[to_trial_score(trial) for trial in result.trials],
        )

    def _autostart(self) -> None:
        params = self._params
        goal = Goal(params.policy, params.autostart_trials, params.seed, params.official)
        try:
            result = self._evaluate(goal, None)
        except ShuttingDownError:
            return
        exit_code = 0 if result.error_code is ErrorCode.NONE else 1
        if params.shutdown_when_done or not result.trials:
            self.finished.set_result(exit_code)

    def _evaluate(self, goal: Goal, handle: ServerGoalHandle | None) -> Result:
        """Drive an evaluation; raises ShuttingDownError when the process is stopped meanwhile."""
        if not self._busy.acquire(blocking=False):
            return Result(ErrorCode.BUSY, 'an evaluation is going on; cancel it first')
        try:
            result = self._evaluator.run(goal, RosWatcher(self, self._store, handle))
        except Exception:
            if self.context.ok():
                raise
            raise ShuttingDownError from None  # whatever rclpy says of what is being destroyed
        finally:
            self._busy.release()
        if result.error_code is not ErrorCode.NONE:
            self.get_logger().error(f'evaluation: {result.message}')
        if self._params.results and result.trials:
            self._write_results(Path(self._params.results), result.trials)
        return result

    def _write_results(self, file: Path, trials: Sequence[Trial]) -> None:
        try:
            write_results(file, trials)
        except OSError as error:
            self.get_logger().error(f'{file} cannot be written: {error.strerror or error}')

    def close(self) -> None:
        """Leave no half-written replay behind."""
        if self._recorder:
            self._recorder.discard()


def main() -> None:
    """Score until Ctrl-C or until the node's own trials are over; returns their exit code."""
    run('scorer', Scorer)
