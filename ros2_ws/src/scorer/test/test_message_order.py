"""Messages of several topics come out in one order, however they arrive."""

from itertools import permutations

from scorer.message_order import MessageOrder


def test_what_may_still_be_overtaken_is_held_back() -> None:
    order = MessageOrder(['scan', 'imu'])
    order.add('scan', 10, b'')
    order.add('scan', 20, b'')
    order.add('imu', 10, b'')
    assert order.complete_until_ns == 10
    assert [held.stamp_ns for held in order.take(order.complete_until_ns)] == [10, 10]
    assert [held.stamp_ns for held in order.take(20)] == [20]


def test_the_order_of_arrival_of_topics_changes_nothing() -> None:
    sent = [('scan', 10), ('imu', 10), ('imu', 20), ('scan', 20)]
    taken = set()
    for arrival in permutations(sent):
        order = MessageOrder(['scan', 'imu'])
        for topic, stamp_ns in arrival:
            order.add(topic, stamp_ns, b'')
        taken.add(tuple((held.stamp_ns, held.topic) for held in order.take(20)))
    assert taken == {((10, 'imu'), (10, 'scan'), (20, 'imu'), (20, 'scan'))}


def test_what_came_before_a_start_is_dropped() -> None:
    order = MessageOrder(['scan'])
    order.add('scan', 10, b'old')
    order.add('scan', 20, b'new')
    order.drop_before(20)
    assert [held.message for held in order.take(100)] == [b'new']


def test_before_the_first_message_nothing_is_complete() -> None:
    assert MessageOrder(['scan']).complete_until_ns == -1
