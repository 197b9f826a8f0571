"""The rewards that come with the environment. Copy one to start your own reward file."""
