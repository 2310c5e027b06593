"""What comes from elsewhere: files read, and what their names mean here."""
