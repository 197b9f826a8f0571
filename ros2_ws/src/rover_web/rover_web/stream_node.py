"""Stream a live view of the rover over UDP, for OBS, VLC or ffplay."""

from typing import Annotated

import rclpy
import typer
from mars_world.camera import CameraError
from mars_world.ros_stop import leave, quiet_stop
from mars_world.views import VIEWS, View, open_view
from mars_world.world import World
from nav_msgs.msg import Odometry
from rclpy.node import Node
from rclpy.utilities import remove_ros_args
from rover_env.ros_polled_topic import PolledTopic

from rover_web.camera.moment import Moment
from rover_web.camera.render import HEIGHT_PX, WIDTH_PX
from rover_web.ros_rover_watch import NEWEST, RoverWatch
from rover_web.ros_world_watch import WorldWatch
from rover_web.udp_stream import StreamError, UdpStream


class Stream(Node):
    """In: ground_truth/odom (Odometry), joint_states (JointState); service world/info. Out: UDP."""

    def __init__(self, view: str, stream: UdpStream, rate_hz: float) -> None:
        super().__init__('stream')
        self._view_name, self._stream = view, stream
        self._view: View | None = None
        self._world: World | None = None
        self._rover = RoverWatch(self)
        self._odometry = PolledTopic(
            self, Odometry, 'ground_truth/odom', self._rover.show_odometry, NEWEST
        )
        self._world_watch = WorldWatch(self, self._rover.show_world)
        self.create_timer(1.0 / rate_hz, self._on_timer)

    def _on_timer(self) -> None:
        self._world_watch.look()
        self._rover.look(watched=True)
        self._odometry.deliver()
        moment = self._rover.moment
        if moment.world is None or moment.pose is None:
            self.get_logger().info(f'waiting for {_missing(moment)}', throttle_duration_sec=10.0)
            return
        if self._view is None or self._world is not moment.world:
            self._world = moment.world
            self._view = open_view(self._view_name, self._world, WIDTH_PX, HEIGHT_PX)
            self.get_logger().info(f'streaming {self._view_name}')
        self._stream.send(self._view.picture(moment.pose))


def _missing(moment: Moment) -> str:
    return 'service world/info' if moment.world is None else 'topic ground_truth/odom'


def stream(
    to: Annotated[str, typer.Option(help='Where to: udp://HOST:PORT.')] = 'udp://127.0.0.1:1234',
    view: Annotated[str, typer.Option(help=f'What to show: {", ".join(VIEWS)}.')] = 'chase',
    rate: Annotated[
        float, typer.Option(min=1.0, max=30.0, help='[Hz] most pictures a second.')
    ] = 10.0,
) -> None:
    """Stream a live view of the rover until Ctrl-C.

    Watch it with `ffplay -fflags nobuffer udp://127.0.0.1:1234`, in VLC as udp://@:1234, or in OBS
    as a media source. ROS arguments go behind --ros-args.
    """
    if view not in VIEWS:
        raise StreamError(f'no view is called {view!r}; use one of {", ".join(VIEWS)}')
    node = None
    exit_code = 1
    try:
        with UdpStream(to, rate, WIDTH_PX, HEIGHT_PX) as opened, quiet_stop():
            node = Stream(view, opened, rate)
            rclpy.spin(node)
        exit_code = 0
    finally:
        leave(node, exit_code=exit_code)


def main() -> None:
    """Run the command; what cannot be done is one sentence and exit code 1."""
    rclpy.init()
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(stream)
    try:
        app(remove_ros_args()[1:])
    except (StreamError, CameraError) as error:
        typer.echo(f'stream: {error}', err=True)
        raise SystemExit(1) from None
    finally:
        rclpy.try_shutdown()


if __name__ == '__main__':
    main()
