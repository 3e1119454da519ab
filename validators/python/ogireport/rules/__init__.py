"""What a rule means: when it applies, when it holds, what it finds, and the verdict of all."""
