"""Reports as the CSV tables of a data package, and back without loss."""
