"""As ckanext-dcat's harvester reads a catalogue: the dataset of CKAN, as JSON; python harvest.py FILE."""

import json
import sys
from pathlib import Path

from ckanext.dcat.processors import RDFParser

parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(Path(sys.argv[1]).read_text("utf-8"), _format="json-ld")
(dataset,) = parser.datasets()
print(json.dumps(dataset))
