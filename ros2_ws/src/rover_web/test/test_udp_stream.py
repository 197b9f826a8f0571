"""A live stream as a player receives it."""

import socket
from io import BytesIO

import av
import numpy as np
import pytest
from rover_web.udp_stream import StreamError, UdpStream

RED = np.full((320, 480, 3), (200, 30, 20), np.uint8)


def received(listener: socket.socket) -> bytes:
    packets = []
    listener.settimeout(0.2)
    try:
        while True:
            packets.append(listener.recv(65536))
    except TimeoutError:
        return b''.join(packets)


def test_a_listener_gets_pictures_that_it_can_decode() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(('127.0.0.1', 0))
        address = f'udp://127.0.0.1:{listener.getsockname()[1]}'
        with UdpStream(address, 10.0, 480, 320) as stream:
            for _ in range(12):
                stream.send(RED)
        packets = received(listener)

    assert packets[0] == 0x47  # how every packet of MPEG-TS begins
    with av.open(BytesIO(packets), format='mpegts') as file:
        pictures = [frame.to_ndarray(format='rgb24') for frame in file.decode(video=0)]
    assert len(pictures) == 12
    assert pictures[0].shape == RED.shape
    assert np.abs(pictures[-1].astype(int) - RED).mean() < 10.0


@pytest.mark.parametrize(
    'address', ['http://127.0.0.1:1', 'udp://127.0.0.1', 'udp://:1', 'udp://a:b', '/etc/passwd']
)
def test_an_address_that_is_none_is_refused_in_one_sentence(address: str) -> None:
    with pytest.raises(StreamError, match='udp://HOST:PORT'):
        UdpStream(address, 10.0, 480, 320)
