import av
import numpy as np
import pytest
from mars_world.video import write_video


def moving_bar(n_frames, height=64, width=96):
    """Yield black frames with a white bar that moves 4 pixels a frame."""
    for number in range(n_frames):
        frame = np.zeros((height, width, 3), np.uint8)
        frame[:, 4 * number : 4 * number + 8] = 255
        yield frame


def test_a_video_holds_the_frames_in_their_order(tmp_path):
    path = tmp_path / 'bar.mp4'
    assert write_video(path, moving_bar(12), 10.0) == 12
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert (stream.codec.name, stream.format.name) == ('h264', 'yuv420p')
        assert float(stream.average_rate) == 10.0
        frames = [frame.to_ndarray(format='rgb24') for frame in file.decode(stream)]
    assert len(frames) == 12
    for frame, drawn in zip(frames, moving_bar(12), strict=True):
        assert np.abs(frame.astype(int) - drawn).mean() < 6.0


def test_a_browser_can_begin_to_play_before_it_has_the_whole_file(tmp_path):
    path = tmp_path / 'bar.mp4'
    write_video(path, moving_bar(12), 10.0)
    content = path.read_bytes()
    assert content.index(b'moov') < content.index(b'mdat')


def test_an_odd_size_loses_its_last_row_and_column(tmp_path):
    path = tmp_path / 'odd.mp4'
    write_video(path, moving_bar(3, 65, 97), 10.0)
    with av.open(str(path)) as file:
        assert (file.streams.video[0].width, file.streams.video[0].height) == (96, 64)


def test_the_same_frames_make_the_same_bytes(tmp_path):
    files = [tmp_path / name for name in ('a.mp4', 'b.mp4')]
    for path in files:
        write_video(path, moving_bar(5), 10.0)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_without_frames_there_is_no_file(tmp_path):
    with pytest.raises(ValueError, match='none.mp4: a video needs at least one frame'):
        write_video(tmp_path / 'none.mp4', iter(()), 10.0)
    assert not list(tmp_path.iterdir())


def test_a_frame_of_another_size_is_refused_and_leaves_no_file(tmp_path):
    frames = [*moving_bar(2), *moving_bar(1, 32, 32)]
    with pytest.raises(ValueError, match='frame 2 is uint8.*needs uint8 \\(64, 96, 3\\)'):
        write_video(tmp_path / 'bad.mp4', frames, 10.0)
    assert not list(tmp_path.iterdir())
