"""Many reports at once: a JSONL corpus, one canonical report per line."""
