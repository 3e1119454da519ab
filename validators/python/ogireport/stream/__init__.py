"""JSONL corpora at parsing speed: source, screen, pool, journal, run."""
