"""Pictures of the rover as it drives, for whoever looks at the moment."""
