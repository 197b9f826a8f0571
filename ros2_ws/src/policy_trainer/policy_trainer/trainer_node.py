"""Trainer: trains policies into run folders, asked by an action or by itself at the start."""

import threading
from dataclasses import replace
from pathlib import Path

from rclpy.action import ActionServer, CancelResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup, ReentrantCallbackGroup
from rclpy.node import Node
from rover_env.ros_qos import LATCHED
from rover_interfaces.action import Train
from rover_interfaces.msg import TrainingStatus

from policy_trainer.config_file import Settings
from policy_trainer.environments import RunEnvironments
from policy_trainer.error_codes import ErrorCode
from policy_trainer.ros_graph_log import GraphLog
from policy_trainer.ros_log import RosLogHandler
from policy_trainer.ros_run_to_end import run_to_end
from policy_trainer.ros_trainer_params import TrainerParams
from policy_trainer.ros_training_messages import to_training_status
from policy_trainer.ros_training_rover import TrainingRover
from policy_trainer.scorer_client import ScorerClient, ScorerError
from policy_trainer.start_run import USER_ERRORS, begin_or_continue_run, settings_from_text
from policy_trainer.train import train
from policy_trainer.training_job import TrainingJob
from policy_trainer.training_result import EndReason

STOP_TIMEOUT_S = 10.0
POLL_PERIOD_S = 0.5


class BusyError(RuntimeError):
    """This node trains already."""


class Trainer(Node):
    """Out: training_status (TrainingStatus, latched). Action: train. Calls the action evaluate.

    Out, while somebody listens and no env_servers drive: training/step_report (StepReport),
    training/collision (CollisionState) and training/scan (LaserScan) of one rover that trains.

    In: /rosout and /clock, for log.jsonl of the run.

    Params: see TrainerParams.

    finished: set when the node should end, after what autostart began or by ``finish``; then
        ``exit_code`` holds.
    """

    def __init__(self) -> None:
        super().__init__('trainer')
        self._params = TrainerParams.declared_by(self)
        self._job: TrainingJob | None = None
        self._job_lock = threading.Lock()
        self._scoring = ''
        self._closing = threading.Event()
        self.finished = threading.Event()
        self.exit_code = 0
        self._log_handler = RosLogHandler(self)
        self._log_handler.attach()
        self._status_pub = self.create_publisher(TrainingStatus, 'training_status', LATCHED)
        self._rover = TrainingRover(self)
        group = ReentrantCallbackGroup()
        self._graph_log = GraphLog(self, MutuallyExclusiveCallbackGroup())
        self._scorer = ScorerClient(self, self._params.scorer_timeout, self._goes_on)
        self._train_server = ActionServer(
            self,
            Train,
            'train',
            self._on_train,
            callback_group=group,
            cancel_callback=lambda _: CancelResponse.ACCEPT,
        )
        self.create_timer(self._params.status_period, self._on_status_due, group)
        self.create_timer(self._params.log_period, self._on_log_due, group)
        if self._params.autostart:
            threading.Thread(target=self._autostart, name='autostart', daemon=True).start()

    def finish(self) -> None:
        """Stop training within a step and set ``finished``; returns at once."""
        self._closing.set()
        if self._job:
            self._job.stop()
        self.finished.set()

    def stop(self) -> None:
        """Wait until training has stopped and its run is safe."""
        self.finish()
        if self._job:
            self._wait_for(self._job)
        self._log_handler.detach()

    def _goes_on(self) -> bool:
        return not self._closing.is_set() and self.context.ok()

    def _start_job(self, run: str, settings: Settings) -> TrainingJob:
        """Begin or continue a run. Raises BusyError, or one of USER_ERRORS in one sentence."""
        with self._job_lock:
            if self._job and not self._job.has_ended:
                raise BusyError(
                    f'run {self._job.run.name!r} is being trained; cancel it or wait for its end'
                )
            folder = begin_or_continue_run(Path(self._params.runs_dir), run, settings)
            self._graph_log.record_to(folder.log)
            self.get_logger().info(f'training in {folder.path}')
            environments = RunEnvironments(folder, self._closing, self._rover.spectator.see)
            self._scoring = ''
            self._job = TrainingJob(
                folder, lambda stop, report: train(folder, environments, stop, report)
            )
            if self._closing.is_set():
                self._job.stop()
            return self._job

    def _autostart(self) -> None:
        succeeded = False
        try:
            job = self._start_job(self._params.run, self._params.settings())
            job.wait()
            if job.error:
                raise job.error
            if job.result and job.result.reason != EndReason.STOPPED:
                self._have_it_scored(job)
                succeeded = True
        except (*USER_ERRORS, BusyError, ScorerError) as error:
            self.get_logger().error(str(error))
        finally:
            if self._params.shutdown_when_done and not self._closing.is_set():
                self.exit_code = 0 if succeeded else 1
                self.finished.set()

    def _have_it_scored(self, job: TrainingJob) -> None:
        params = self._params
        if not params.evaluate_trials:
            return
        self._scoring = 'evaluating'
        self.get_logger().info(f'{params.evaluate_trials} trials of {job.run.policy}')
        trials = self._scorer.evaluate(
            job.run.policy, params.evaluate_trials, params.evaluate_seed, params.evaluate_official
        )
        self._scoring = 'done'
        scored = sum(trial.has_score for trial in trials)
        self.get_logger().info(f'{scored} of {len(trials)} trials have a score')

    def _on_train(self, goal: ServerGoalHandle) -> Train.Result:
        try:
            settings = settings_from_text(goal.request.config)
            job = self._start_job(goal.request.run, settings)
        except BusyError as error:
            goal.abort()
            return _refusal(ErrorCode.BUSY, str(error))
        except USER_ERRORS as error:
            goal.abort()
            return _refusal(ErrorCode.BAD_REQUEST, str(error))
        while not job.wait(POLL_PERIOD_S):
            if goal.is_cancel_requested:
                job.stop()
            goal.publish_feedback(Train.Feedback(status=self._status(job)))
        return _conclude(goal, job)

    def _on_status_due(self) -> None:
        if self._job:
            self._status_pub.publish(self._status(self._job))

    def _on_log_due(self) -> None:
        if self._job and not self._job.has_ended:
            self.get_logger().info(self._job.progress.line())

    def _status(self, job: TrainingJob) -> TrainingStatus:
        progress = job.progress
        if self._scoring and job.has_ended:
            progress = replace(progress, state=self._scoring)
        status = to_training_status(progress)
        status.header.stamp = self.get_clock().now().to_msg()
        return status

    def _wait_for(self, job: TrainingJob) -> None:
        if not job.wait(STOP_TIMEOUT_S):
            self.get_logger().error(f'training has not stopped within {STOP_TIMEOUT_S:g} s')
        elif job.result and job.result.reason == EndReason.STOPPED:
            self.get_logger().info(
                f'stopped; the run is kept, go on with run:={job.run.name} '
                f'or: ros2 run policy_trainer train --resume {job.run.path}'
            )


def _conclude(goal: ServerGoalHandle, job: TrainingJob) -> Train.Result:
    result = Train.Result(run=str(job.run.path), message=job.progress.message)
    if job.error:
        result.error_code = int(ErrorCode.FAILED)
        goal.abort()
    elif job.result and job.result.reason == EndReason.STOPPED:
        result.error_code = int(ErrorCode.STOPPED)
        goal.canceled() if goal.is_cancel_requested else goal.abort()
    else:
        result.success = True
        result.policy = str(job.run.policy)
        goal.succeed()
    return result


def _refusal(code: ErrorCode, message: str) -> Train.Result:
    return Train.Result(success=False, error_code=int(code), message=message)


def main() -> None:
    """Train until the work is done or Ctrl-C; the exit code says whether it succeeded."""
    run_to_end('trainer', Trainer)
