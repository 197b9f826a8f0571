"""The executor that keeps its wait set: every kind of callback, and nodes that change meanwhile."""

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
import rclpy
from mars_world.ros_executor import SteadyExecutor
from rclpy.action import ActionClient, ActionServer, CancelResponse
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup, ReentrantCallbackGroup
from rclpy.event_handler import PublisherEventCallbacks
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from rclpy.task import Future
from rover_interfaces.action import Evaluate
from std_msgs.msg import String
from std_srvs.srv import Trigger


class Looks(SteadyExecutor):
    """Counts how often it waits."""

    looks = 0

    def _wait(self, timeout_ns):
        self.looks += 1
        return super()._wait(timeout_ns)


@pytest.fixture
def node(graph) -> Iterator[Node]:
    """A node beside the test's own, not yet spun."""
    made = rclpy.create_node('steady', context=graph.node.context)
    yield made
    made.destroy_node()


@pytest.fixture
def spun(node) -> Iterator[Looks]:
    """The executor of the node, which a thread spins."""
    executor = Looks(context=node.context)
    executor.add_node(node)

    def spin() -> None:
        with suppress(ExternalShutdownException):
            executor.spin()

    thread = threading.Thread(target=spin)
    thread.start()
    yield executor
    executor.shutdown()
    thread.join(10.0)
    assert not thread.is_alive()


def _say_yes(_, reply):
    reply.success = True
    return reply


def test_what_is_made_while_it_spins_is_served(graph, node, spun):
    graph.wait_until(lambda: spun.looks > 0, 'the executor to wait')
    heard, ticked, woken = threading.Event(), threading.Event(), threading.Event()
    node.create_service(Trigger, 'yes', _say_yes)
    node.create_subscription(String, 'word', lambda _: heard.set(), 1)
    node.create_timer(0.01, ticked.set)
    guard = node.create_guard_condition(woken.set)
    assert graph.call(Trigger, 'yes').success
    graph.wait_for_subscriber('word')
    graph.node.create_publisher(String, 'word', 1).publish(String())
    guard.trigger()
    assert all(event.wait(10.0) for event in (heard, ticked, woken))


def test_what_is_destroyed_while_it_spins_is_gone_from_the_graph(graph, node, spun):
    going = node.create_service(Trigger, 'going', _say_yes)
    node.create_service(Trigger, 'staying', _say_yes)
    silent = node.create_subscription(String, 'word', lambda _: None, 1)
    assert graph.call(Trigger, 'going').success
    node.destroy_service(going)
    node.destroy_subscription(silent)
    client = graph.node.create_client(Trigger, 'going')
    graph.wait_until(lambda: not client.service_is_ready(), 'the service to vanish')
    graph.wait_until(lambda: graph.node.count_subscribers('word') == 0, 'the subscription, too')
    assert graph.call(Trigger, 'staying').success


def test_a_callback_may_destroy_what_is_ready_with_it(node):
    executor = SteadyExecutor(context=node.context)
    executor.add_node(node)
    ran = []

    def on_timer(mine: int) -> None:
        ran.append(mine)
        node.destroy_timer(timers[1 - mine])

    timers = [node.create_timer(0.0, lambda mine=mine: on_timer(mine)) for mine in (0, 1)]
    for _ in range(4):
        executor.spin_once(0.1)
    assert len(ran) > 1
    assert len(set(ran)) == 1
    executor.shutdown()


def test_a_cancelled_timer_rests_until_it_is_reset(node):
    executor = SteadyExecutor(context=node.context)
    executor.add_node(node)
    ticks = []
    timer = node.create_timer(0.0, lambda: ticks.append(0))
    executor.spin_once(1.0)
    timer.cancel()
    executor.spin_once(0.0)
    assert len(ticks) == 1
    timer.reset()
    executor.spin_once(1.0)
    assert len(ticks) == 2
    executor.shutdown()


def test_a_callback_that_waits_for_another_node_holds_up_its_group_only(graph, node, spun):
    began, ended = [], []
    group, other = MutuallyExclusiveCallbackGroup(), MutuallyExclusiveCallbackGroup()
    release = Future(executor=spun)

    async def on_slow(_, reply):
        began.append('slow')
        reply.message = (await ask.call_async(Trigger.Request())).message
        await release
        ended.append('slow')
        return reply

    def on_held_up(_, reply):
        began.append('held up')
        return reply

    graph.node.create_service(Trigger, 'far', lambda _, reply: _answer(reply, 'from far'))
    ask = node.create_client(Trigger, 'far', callback_group=other)
    node.create_service(Trigger, 'slow', on_slow, callback_group=group)
    node.create_service(Trigger, 'held_up', on_held_up, callback_group=group)
    node.create_service(Trigger, 'free', _say_yes, callback_group=other)
    slow = graph.call_async(Trigger, 'slow')
    graph.wait_until(lambda: began == ['slow'], 'the slow one to begin')
    held_up = graph.call_async(Trigger, 'held_up')
    assert graph.call(Trigger, 'free').success
    assert began == ['slow']
    release.set_result(None)
    spun.wake()
    graph.wait_until(lambda: slow.done() and held_up.done(), 'both')
    assert slow.result().message == 'from far'
    assert (began, ended) == (['slow', 'held up'], ['slow'])


def test_an_action_can_be_cancelled(graph, node, spun):
    cancelled = Future(executor=spun)

    async def execute(goal):
        goal.publish_feedback(Evaluate.Feedback(step=3))
        await cancelled
        goal.canceled()
        return Evaluate.Result(message='cancelled')

    def on_cancel(_):
        cancelled.set_result(None)
        return CancelResponse.ACCEPT

    group = ReentrantCallbackGroup()
    server = ActionServer(
        node, Evaluate, 'evaluate', execute, callback_group=group, cancel_callback=on_cancel
    )
    steps = []
    client = ActionClient(graph.node, Evaluate, 'evaluate')
    graph.wait_until(client.server_is_ready, 'the action')
    graph.wait_until(
        lambda: node.count_subscribers('evaluate/_action/feedback') > 0, 'the client of the action'
    )
    sent = client.send_goal_async(
        Evaluate.Goal(), feedback_callback=lambda message: steps.append(message.feedback.step)
    )
    graph.wait_until(lambda: bool(steps), 'feedback')
    sent.result().cancel_goal_async()
    result = sent.result().get_result_async()
    graph.wait_until(result.done, 'the result')
    assert result.result().result.message == 'cancelled'
    assert steps == [3]
    client.destroy()
    server.destroy()


def test_tasks_of_other_threads_run_and_may_await_each_other(graph, spun):
    order = []
    gate = Future(executor=spun)

    async def first() -> str:
        order.append('first waits')
        return f'{await second} and first'

    async def wait_for_gate() -> str:
        order.append('second waits')
        return await gate

    waiting = threading.Event()
    second = Future(executor=spun)
    one = spun.create_task(first)
    two = spun.create_task(wait_for_gate)
    two.add_done_callback(lambda done: second.set_result(done.result()))
    spun.create_task(waiting.set)
    assert waiting.wait(10.0)
    gate.set_result('second')
    spun.wake()
    graph.wait_until(lambda: one.done(), 'the tasks')
    assert one.result() == 'second and first'
    assert order == ['first waits', 'second waits']


def test_it_looks_once_for_each_callback(graph, node, spun):
    node.create_service(Trigger, 'yes', _say_yes)
    graph.call(Trigger, 'yes')
    before = spun.looks
    for _ in range(50):
        graph.call(Trigger, 'yes')
    assert spun.looks - before < 60


def test_a_quality_of_service_that_does_not_fit_is_told_in_the_midst_of_work(graph, node, spun):
    told = threading.Event()
    node.create_timer(0.002, lambda: None)
    events = PublisherEventCallbacks(incompatible_qos=lambda _: told.set())
    node.create_publisher(String, 'talk', qos_profile_sensor_data, event_callbacks=events)
    graph.node.create_subscription(String, 'talk', print, 10)
    graph.wait_until(told.is_set, 'the word that a best-effort publisher has a reliable listener')


def test_what_a_callback_raises_ends_the_spinning_and_frees_its_group(node):
    executor = SteadyExecutor(context=node.context)
    executor.add_node(node)
    calls = []

    def fail() -> None:
        calls.append(1)
        raise ValueError('a callback failed')

    node.create_timer(0.001, fail, callback_group=MutuallyExclusiveCallbackGroup())
    for _ in range(2):
        with pytest.raises(ValueError, match='a callback failed'):
            executor.spin()
    assert len(calls) == 2
    executor.shutdown()


def test_a_callback_that_is_replaced_by_one_that_waits_is_told(node):
    executor = SteadyExecutor(context=node.context)
    executor.add_node(node)
    timer = node.create_timer(0.001, lambda: None)
    executor.spin_once(1.0)

    async def wait() -> None:
        await Future(executor=executor)

    timer.callback = wait
    with pytest.raises(RuntimeError, match='became a coroutine function; make its entity anew'):
        executor.spin()
    executor.shutdown()


def test_spinning_ends_in_time_with_the_future_or_with_the_error(node):
    executor = SteadyExecutor(context=node.context)
    executor.add_node(node)
    executor.spin_once(0.0)
    never, soon = Future(executor=executor), Future(executor=executor)
    executor.spin_until_future_complete(never, 0.01)
    assert not never.done()
    once = node.create_timer(0.01, lambda: soon.set_result(7))
    executor.spin_until_future_complete(soon, 10.0)
    assert soon.result() == 7
    node.destroy_timer(once)
    node.create_timer(0.0, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        executor.spin()
    executor.shutdown()


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_a_node_is_told_to_stop_by_either_signal(graph, number):
    server = graph.start('policy_server', 'policy_server')
    graph.wait_for_publisher('policy/latency')
    server.signal(number)
    assert server.wait() == 0
    assert 'Traceback' not in server.output


def test_an_executor_for_a_context_that_is_shut_down_leaves_nothing_behind():
    context = rclpy.Context()
    with pytest.raises(Exception, match='must be initialized'):
        SteadyExecutor(context=context)
    gc.collect()  # pytest fails a test in which __del__ raises


def test_an_executor_that_is_collected_after_its_guard_of_ctrl_c_leaves_quietly(node):
    executor = SteadyExecutor(context=node.context)
    executor._sigint_gc.__del__()  # in a cycle the garbage collector chooses who is first
    del executor
    gc.collect()


def _answer(reply, message):
    reply.message = message
    return reply
