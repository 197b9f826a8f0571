"""Launch files and parameters that put the graph together."""
