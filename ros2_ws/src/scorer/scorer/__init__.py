"""Scores episodes, checks that they are official and keeps the leaderboard."""
