"""The official form printed with made figures, and made a mess of as published files do."""
