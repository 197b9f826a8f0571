"""The topics that tell how long the policy takes."""

from array import array
from math import inf
from time import monotonic

from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rclpy.qos import QoSProfile
from rover_env.ros_qos import LATCHED
from rover_interfaces.msg import LatencyHistogram as HistogramMessage
from rover_interfaces.msg import PolicyLatency

from policy_server.latency_histogram import UPPER_BOUNDS_S, LatencyHistogram

HISTOGRAM_PERIOD_S = 1.0
LOOK_PERIOD_S = 0.1  # whether anybody listens


class LatencyTopics:
    """Out: policy/latency (one per request, if anybody listens), policy/latency_histogram."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._latency_pub = node.create_publisher(
            PolicyLatency, 'policy/latency', QoSProfile(depth=100)
        )
        self._histogram_pub = node.create_publisher(
            HistogramMessage, 'policy/latency_histogram', LATCHED
        )
        self._histogram, self._policy_hash = LatencyHistogram(), ''
        self._is_new = self._is_heard = False
        self._looked_s = -inf
        wall = Clock(clock_type=ClockType.STEADY_TIME)  # simulated time may stand still
        node.create_timer(HISTOGRAM_PERIOD_S, self._on_timer, clock=wall)

    def begin(self, policy_hash: str) -> None:
        """Count anew: another policy serves."""
        self._histogram, self._policy_hash = LatencyHistogram(), policy_hash
        self._is_new = True

    def add(self, batch: int, inference_time_s: float) -> None:
        """Count a request; a message about it waits until its reply is on the way."""
        self._histogram.add(inference_time_s)
        self._is_new = True
        if self._has_listeners() and self._node.executor is not None:
            self._node.executor.create_task(self._publish, batch, inference_time_s)

    def _has_listeners(self) -> bool:
        """Look now and then only: a look takes 20 us, as much as a policy."""
        now_s = monotonic()
        if now_s - self._looked_s > LOOK_PERIOD_S:
            self._looked_s = now_s
            self._is_heard = self._latency_pub.get_subscription_count() > 0
        return self._is_heard

    def _publish(self, batch: int, inference_time_s: float) -> None:
        message = PolicyLatency(batch=batch, inference_time=inference_time_s)
        message.header.stamp = self._node.get_clock().now().to_msg()
        self._latency_pub.publish(message)

    def _on_timer(self) -> None:
        if not self._is_new:
            return
        self._is_new = False
        message = HistogramMessage(
            policy_hash=self._policy_hash,
            upper_bounds=array('d', UPPER_BOUNDS_S),
            counts=array('Q', self._histogram.counts),
            p50=self._histogram.quantile_s(0.5),
            p99=self._histogram.quantile_s(0.99),
        )
        message.header.stamp = self._node.get_clock().now().to_msg()
        self._histogram_pub.publish(message)
