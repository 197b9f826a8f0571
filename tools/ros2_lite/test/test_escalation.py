"""When which signal is due."""

import signal

from ros2_lite.launch.escalation import Escalation


def test_signals_come_at_0_5_and_10_seconds():
    stop = Escalation(now_s=100.0)
    assert stop.due(100.0).signum == signal.SIGINT
    assert stop.due(104.9) is None
    assert stop.due(105.0).signum == signal.SIGTERM
    assert stop.due(109.9) is None
    assert stop.due(110.0).signum == signal.SIGKILL


def test_the_last_signal_is_repeated_every_tenth_of_a_second():
    stop = Escalation(now_s=0.0)
    stages = [stop.due(100.0) for _ in range(4)]
    assert [stage.signum.name for stage in stages] == ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGKILL']
    assert [stage.again for stage in stages] == [False, False, False, True]
    assert stop.due(100.05) is None
    assert stop.due(100.15).again


def test_hurry_begins_the_next_stage_now():
    stop = Escalation(now_s=0.0)
    stop.due(0.0)
    stop.hurry(1.0)
    assert stop.due(1.0).signum == signal.SIGTERM
    assert stop.next_s == 6.0
