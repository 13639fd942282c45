"""Other tools for the same task: each a script from INPUT.csv to CLUSTERS.csv, run as a process."""
