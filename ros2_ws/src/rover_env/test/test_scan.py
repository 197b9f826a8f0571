import numpy as np
from rover_env.scan import distances_m, nearest_m, nose_range_m, sector_minima_m
from rover_env.spec import LIDAR_RANGE_M, N_RAYS, N_SECTORS

INF, NAN = np.inf, np.nan


def seen(*readings):
    return distances_m(np.array(readings, np.float32)).tolist()


def test_plus_infinity_and_beyond_the_range_are_nothing_seen():
    assert seen(INF, 12.0, LIDAR_RANGE_M) == [LIDAR_RANGE_M] * 3


def test_minus_infinity_is_too_close():
    assert seen(-INF) == [0.0]


def test_a_reading_below_the_smallest_range_is_still_near():
    np.testing.assert_allclose(seen(0.2), [0.2])


def test_nan_zero_and_negative_readings_are_bad_rays():
    assert np.isnan(seen(NAN, 0.0, -1.0)).all()


def test_bad_rays_do_not_hide_good_ones():
    assert nearest_m(distances_m(np.array([NAN, 2.0, 3.0], np.float32))) == 2.0


def test_a_scan_of_only_bad_rays_is_as_near_as_can_be():
    assert nearest_m(distances_m(np.full(5, NAN, np.float32))) == 0.0


def test_a_scan_of_only_inf_is_clear():
    scan = distances_m(np.full((1, N_RAYS), INF, np.float32))
    assert (sector_minima_m(scan) == LIDAR_RANGE_M).all()
    assert nose_range_m(scan) == LIDAR_RANGE_M


def test_a_near_ray_shows_in_its_own_sector_only():
    scan = np.full((1, N_RAYS), 3.0, np.float32)
    scan[0, 7] = 1.0
    sectors = sector_minima_m(distances_m(scan))
    assert sectors.shape == (1, N_SECTORS)
    assert sectors[0, 1] == 1.0
    assert (np.delete(sectors[0], 1) == 3.0).all()


def test_the_nose_sees_45_degrees_to_either_side():
    # Ray i looks at -89.5 + i degrees: rays 45 and 134 at -44.5 and 44.5, their neighbours beyond.
    for ray, inside in ((44, False), (45, True), (134, True), (135, False)):
        scan = np.full((1, N_RAYS), 3.0, np.float32)
        scan[0, ray] = 1.0
        assert (nose_range_m(distances_m(scan))[0] == 1.0) == inside
