"""The live stream over real DDS and real UDP."""

import signal
import socket
from io import BytesIO
from pathlib import Path

import av
from ament_index_python.packages import get_package_prefix
from geometry_msgs.msg import Twist
from rover_interfaces.srv import StepWorld

BUFFER_BYTES = 4_000_000


def start(graph, *arguments: str):
    """Start the command."""
    executable = Path(get_package_prefix('rover_web')) / 'lib' / 'rover_web' / 'stream'
    return graph.start_command('stream', [str(executable), *arguments])


def packets_of(listener: socket.socket) -> bytes:
    """Everything that has arrived by now."""
    packets = []
    listener.setblocking(False)
    try:
        while True:
            packets.append(listener.recv(65536))
    except BlockingIOError:
        return b''.join(packets)


def pictures_in(stream: bytes) -> int:
    """How many pictures a player can show of what it has received."""
    try:
        with av.open(BytesIO(stream), format='mpegts') as file:
            return sum(frame.width == 480 for frame in file.decode(video=0))
    except av.FFmpegError:
        return 0


def test_a_player_on_another_port_sees_the_rover_drive(graph) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        listener.bind(('127.0.0.1', 0))
        address = f'udp://127.0.0.1:{listener.getsockname()[1]}'
        graph.start('mars_world', 'simulation', {'world': 'training_grounds'})
        stream = start(graph, '--to', address, '--view', 'first_person')
        received = b''
        command = Twist()
        command.linear.x, command.angular.z = 0.5, 0.7  # in a circle: pictures may take their time

        def sees_pictures() -> bool:
            nonlocal received
            assert graph.call(StepWorld, 'world/step', physics_steps=60, command=command).success
            received += packets_of(listener)
            return pictures_in(received) >= 3

        graph.wait_until(sees_pictures, 'pictures', 120.0)
        stream.signal(signal.SIGINT)
        assert stream.stop() == 0
    assert 'Traceback' not in stream.output


def test_an_address_that_is_none_is_one_sentence(graph) -> None:
    stream = start(graph, '--to', 'nowhere')

    assert stream.wait() == 1
    assert "'nowhere' is no address to stream to" in stream.output
    assert 'Traceback' not in stream.output
