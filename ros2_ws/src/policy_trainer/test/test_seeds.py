"""Seeds of a run: repeatable, and never the same for two uses."""

from policy_trainer.seeds import Stream, derived_seed


def test_a_seed_follows_from_run_use_and_block_alone() -> None:
    assert derived_seed(3, Stream.EPISODES, 7) == derived_seed(3, Stream.EPISODES, 7)


def test_no_two_uses_blocks_or_neighbouring_runs_share_a_seed() -> None:
    seeds = [
        derived_seed(run_seed, stream, block)
        for run_seed in range(5)
        for stream in Stream
        for block in range(200)
    ]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**31 for seed in seeds)
