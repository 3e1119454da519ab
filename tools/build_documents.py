"""Write samples/documents: one published shape each, with the report it must convert to.

python tools/build_documents.py
"""

import json
import shutil
from pathlib import Path

from documents import blanks, containers, figures, losses, mixtures, wordings
from documents.specimen import SAMPLES, finished

FOLDER = Path(__file__).parents[1] / "samples" / "documents"
MESS = (containers, figures, blanks, losses, wordings, mixtures)  # each registers its samples


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, make in SAMPLES.items():
        made = make()
        folder = FOLDER / name
        folder.mkdir(parents=True)
        (folder / f"document.{made.suffix}").write_bytes(made.data)
        text = json.dumps(finished(made), ensure_ascii=False, indent=1, default=float)
        (folder / "report.json").write_text(text + "\n", "utf-8")
    print(f"{len(SAMPLES)} documents in {FOLDER}")


if __name__ == "__main__":
    main()
