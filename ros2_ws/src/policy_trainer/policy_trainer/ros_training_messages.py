"""Training as messages."""

from rover_interfaces.msg import TrainingStatus

from policy_trainer.progress import TrainingProgress


def to_training_status(progress: TrainingProgress) -> TrainingStatus:
    """Translate; the header is left to the caller."""
    return TrainingStatus(
        run=progress.run,
        state=progress.state,
        timesteps=progress.timesteps,
        total_timesteps=progress.total_timesteps,
        episodes=progress.episodes,
        steps_per_second=progress.steps_per_second,
        success_rate=progress.success_rate,
        mean_score=progress.mean_score,
        mean_reward=progress.mean_reward,
        time_left=progress.time_left_s,
        policy=progress.policy,
        message=progress.message,
        wall_time=progress.wall_time_s,
        updates=progress.updates,
        policy_loss=progress.losses.policy_loss,
        value_loss=progress.losses.value_loss,
        entropy=progress.losses.entropy,
        approximate_kl=progress.losses.approximate_kl,
        best_score=progress.peaks.best_score,
        best_reward=progress.peaks.best_reward,
        nearest=progress.peaks.nearest_m,
    )
