"""Reports as people know them: the printed form."""
