"""Verdicts for people and machines: text, json, sarif, junit, github."""
