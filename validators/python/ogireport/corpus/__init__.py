"""Many reports at once: JSONL line by line, and tables."""
