"""The statistics that `ros2 topic hz` prints."""

from ros2_lite.rate import Rate

SECOND_NS = 1_000_000_000


def reports_of(rate, times_ns):
    reports = []
    for time_ns in times_ns:
        rate.add(time_ns)
        reports.append(rate.report())
    return [report for report in reports if report]


def test_a_report_comes_once_a_second():
    reports = reports_of(Rate(window_size=100), range(0, 3 * SECOND_NS, SECOND_NS // 10))
    assert reports == [
        'average rate: 10.000\n\tmin: 0.100s max: 0.100s std dev: 0.00000s window: 11',
        'average rate: 10.000\n\tmin: 0.100s max: 0.100s std dev: 0.00000s window: 21',
    ]


def test_the_window_forgets_old_messages():
    slow = range(0, 5 * SECOND_NS, SECOND_NS)
    fast = range(5 * SECOND_NS, 8 * SECOND_NS, SECOND_NS // 4)
    reports = reports_of(Rate(window_size=4), [*slow, *fast])
    assert reports[-1].startswith('average rate: 4.000')
    assert reports[-1].endswith('window: 4')


def test_a_clock_that_jumps_back_starts_anew():
    rate = Rate(window_size=100)
    reports_of(rate, [0, SECOND_NS])
    assert reports_of(rate, [10, SECOND_NS // 2, SECOND_NS]) == []
