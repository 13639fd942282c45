"""The only door outside: clock, audit log, files, progress, search, engines."""
