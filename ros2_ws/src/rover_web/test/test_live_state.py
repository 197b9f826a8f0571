"""What viewers see of the rover and its training."""

import json
import threading
from collections.abc import Callable

from rover_web.records import Episode, Pose, Rover, Scan, Step, TrainingStatus
from rover_web.state import (
    MAX_EVENTS,
    MAX_TRAINING_COLLISIONS,
    TRAINING_LASTS_S,
    LiveState,
)


def test_a_state_that_was_never_fed_has_only_a_revision() -> None:
    """Nothing is invented."""
    snapshot = LiveState().snapshot()

    assert {name for name, value in snapshot if value is not None} == {'revision'}


def test_a_snapshot_holds_only_what_changed(
    make_step: Callable[..., Step], make_scan: Callable[[], Scan]
) -> None:
    """A viewer that has the step gets the scan alone."""
    state = LiveState()
    state.feed_step(0.3, make_step())
    known = state.revision
    state.feed_scan(make_scan())

    changed = {name for name, value in state.snapshot(since=known) if value is not None}

    assert changed == {'revision', 'scan'}


def test_a_viewer_of_an_earlier_server_gets_everything(make_step: Callable[..., Step]) -> None:
    """Its revision is higher than any of this server."""
    state = LiveState()
    state.feed_step(0.3, make_step())

    assert state.snapshot(since=10_000).step == make_step()


def test_unknown_numbers_travel_as_null(
    make_step: Callable[..., Step],
    make_scan: Callable[[], Scan],
    make_training: Callable[..., TrainingStatus],
) -> None:
    """JSON has no infinity and no nan."""
    state = LiveState()
    state.feed_step(0.3, make_step())
    state.feed_scan(make_scan())
    state.feed_training(make_training())

    told = json.loads(state.snapshot().model_dump_json(), parse_constant=_refuse)

    assert told['step']['collision_threshold'] is None
    assert told['scan']['ranges'][0] is None
    assert told['training']['mean_score'] is None


def _refuse(constant: str) -> None:
    raise AssertionError(f'{constant} is no JSON')


def test_a_diverged_step_keeps_the_last_known_pose(make_step: Callable[..., Step]) -> None:
    """The rover stays on the map where it was seen last."""
    state = LiveState()
    state.feed_step(0.3, make_step())
    state.feed_step(0.6, make_step(step=2, pose=None, outcome='diverged'))

    assert state.snapshot().pose == make_step().pose


def test_another_run_starts_other_curves(make_training: Callable[..., TrainingStatus]) -> None:
    """Curves of two runs are not joined."""
    state = LiveState()
    state.feed_training(make_training(timesteps=5000))
    state.feed_training(make_training(run='runs/second', timesteps=6000))

    curve = state.snapshot().curve

    assert curve is not None
    assert [point.timesteps for point in curve.items] == [6000]


def test_a_run_resumed_from_a_checkpoint_starts_its_curves_again(
    make_training: Callable[..., TrainingStatus],
) -> None:
    """Timesteps that go back would draw a loop."""
    state = LiveState()
    state.feed_training(make_training(timesteps=5000))
    state.feed_training(make_training(timesteps=4000))

    curve = state.snapshot().curve

    assert curve is not None
    assert [point.timesteps for point in curve.items] == [4000]


def test_states_of_a_run_are_events_and_its_progress_is_not(
    make_training: Callable[..., TrainingStatus],
) -> None:
    """Otherwise events drown in progress."""
    state = LiveState()
    state.feed_training(make_training(timesteps=1000))
    state.feed_training(make_training(timesteps=2000))
    state.feed_training(make_training(timesteps=2000, state='evaluating'))

    events = state.snapshot().events

    assert events is not None
    assert [event.text for event in events] == ['runs/first: evaluating', 'runs/first: training']


def test_a_score_joins_its_episode(make_episode: Callable[..., Episode]) -> None:
    """One row per episode, whichever of the two messages comes first."""
    scored = make_episode(scored=True, score=9754.2, official=True)
    for order in ([make_episode(), scored], [scored, make_episode()]):
        state = LiveState()
        for episode in order:
            state.feed_episode(episode)

        assert state.snapshot().episodes == (scored,)


def test_a_collision_that_lasts_is_one_event() -> None:
    """The monitor repeats its verdict with every scan."""
    state = LiveState(clock=lambda: 12.0)
    for kind in ('none', 'body', 'body', 'none'):
        state.feed_collision(kind, 'body' * (kind == 'body'), 'rocks_f_1' * (kind == 'body'), 0.5)

    events = state.snapshot().events

    assert events is not None
    assert [(event.wall_time, event.text) for event in events] == [
        (12.0, 'body: body touched rocks_f_1')
    ]


def test_a_rover_in_training_is_shown_until_it_has_rested_for_a_while(
    make_step: Callable[..., Step], make_scan: Callable[[], Scan]
) -> None:
    """Whoever looks is told which rover it is, and gets all of the one that is shown."""
    now_s = 100.0
    state = LiveState(clock=lambda: now_s)
    trained = make_step(episode_id='trained')
    state.feed_step(0.3, trained, Rover.TRAINING)
    state.feed_scan(make_scan(), Rover.TRAINING)
    state.feed_step(0.3, make_step(pose=Pose(x=5.0, y=0.0, yaw=0.0)))

    before = state.snapshot()
    assert (before.rover, before.step) == (Rover.TRAINING, trained)

    now_s += TRAINING_LASTS_S
    driven = make_step(step=2, pose=Pose(x=6.0, y=0.0, yaw=0.0))
    state.feed_step(0.6, driven)

    after = state.snapshot(since=before.revision)
    assert (after.rover, after.step, after.scan) == (Rover.SIMULATION, driven, None)
    assert after.trail is not None
    assert (after.trail.restart, after.trail.items) == (True, ((5.0, 0.0), (6.0, 0.0)))


def test_what_a_rover_does_that_is_not_shown_is_no_news(make_step: Callable[..., Step]) -> None:
    """Viewers are sent nothing for it."""
    state = LiveState()
    state.feed_step(0.3, make_step(), Rover.TRAINING)
    known = state.revision
    state.feed_step(0.3, make_step())

    assert state.revision == known


def test_a_restarted_trainer_starts_its_trail_and_its_curves_again(
    make_step: Callable[..., Step], make_training: Callable[..., TrainingStatus]
) -> None:
    """It names its episodes anew and goes back to its last checkpoint."""
    state = LiveState()
    for episode_id, timesteps in (('before', 2000), ('after', 1000)):
        state.feed_training(make_training(timesteps=timesteps))
        for step in (1, 2):
            pose = Pose(x=-float(step), y=float(timesteps), yaw=0.0)
            report = make_step(episode_id=episode_id, step=step, pose=pose)
            state.feed_step(0.3 * step, report, Rover.TRAINING)

    shown = state.snapshot()
    assert shown.trail is not None
    assert shown.trail.items == ((-1.0, 1000.0), (-2.0, 1000.0))
    assert shown.curve is not None
    assert [point.timesteps for point in shown.curve.items] == [1000]


def test_collisions_in_training_leave_room_for_other_events(
    make_training: Callable[..., TrainingStatus],
) -> None:
    """Each is an event, even with the same rock; the latest few are kept."""
    state = LiveState()
    state.feed_training(make_training())
    for _ in range(2 * MAX_EVENTS):
        state.feed_training_collision('body', 'mast', 'rocks_f_1', 0.5)

    events = state.snapshot().events
    assert events is not None
    kinds = [event.kind for event in events]
    assert kinds == ['training collision'] * MAX_TRAINING_COLLISIONS + ['training']


def test_events_are_bounded() -> None:
    """A week of training does not fill the memory."""
    state = LiveState()
    for number in range(MAX_EVENTS + 50):
        state.feed_collision('lidar', '', f'{number}', 0.4)

    events = state.snapshot().events

    assert events is not None
    assert len(events) == MAX_EVENTS


def test_snapshots_are_whole_while_another_thread_feeds(make_step: Callable[..., Step]) -> None:
    """Pose and trail of one snapshot belong together."""
    state = LiveState()

    def drive() -> None:
        for i in range(1, 500):
            pose = Pose(x=0.1 * i, y=0.0, yaw=0.0)
            state.feed_step(0.3 * i, make_step(step=i, pose=pose))

    driver = threading.Thread(target=drive)
    driver.start()
    while driver.is_alive():
        snapshot = state.snapshot()
        if snapshot.trail is not None and snapshot.pose is not None:
            assert snapshot.trail.items[-1][0] == snapshot.pose.x
    driver.join()

    assert state.snapshot().revision == 499
