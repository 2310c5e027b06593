"""What `dev/faults` does to a database at work, and how it judges what is left."""
