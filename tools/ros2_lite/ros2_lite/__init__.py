"""The `ros2` command for machines without ros2cli: the same words, formats and exit codes."""
