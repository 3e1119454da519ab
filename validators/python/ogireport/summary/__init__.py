"""Series and plots over the tables of many reports."""
