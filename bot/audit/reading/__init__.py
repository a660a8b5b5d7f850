"""What auditors read: one release, the whole population, a sample with evidence."""
