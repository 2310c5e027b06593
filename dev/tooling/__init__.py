"""What the scripts in `dev/` share: one file per subject."""
