"""What earlier runs left: finished, taken up or cleared away."""
