"""What `dev/bench` measures, and how: each figure is one entry in `figures/`."""
