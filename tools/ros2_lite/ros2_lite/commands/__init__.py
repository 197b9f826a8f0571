"""One module per command of `ros2`; each offers `add_arguments(parser)`."""
