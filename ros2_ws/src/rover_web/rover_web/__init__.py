"""Live view, leaderboard and reports of rover runs in the browser."""
