"""What each script in `dev/` does, once inside the virtual environment."""
