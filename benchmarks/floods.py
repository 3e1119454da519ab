"""What the reading of a hostile narrative costs as it grows: CPU time per MiB must not.

python benchmarks/floods.py [MIB]
"""

import json
import sys
import time
from pathlib import Path

from sections import record

from ogireport import Report, judge

MINIMAL = Path(__file__).parents[1] / "samples" / "reports" / "2021-minimal" / "report.json"
FLOODS = {
    "statements, one after another": "受理政府信息公开申请3件",
    "statements, each with a guard": "2019年全市累计受理政府信息公开申请3件，",
    "one run of digits": "7",
    "digits, commas and points": "1,1.1",
    "Chinese numerals": "一百零",
    "words of phrases without a number": "受理申请结转上年度予以公开行政复议",
    "an unclosed bracket after a word": "不予公开（",
    "unclosed quotation marks": "受理“申请",
    "none, and none again": "未发生",
    "years": "2019年",
    "one character per line": "受\n理\n申\n请\n3\n件\n",
    "blanks": " \n",
}


def seconds(text: str) -> float:
    """CPU time of judging a report with this narrative."""
    document = json.loads(MINIMAL.read_text("utf-8"))
    document["sections"]["overview"] = text
    started = time.process_time()
    judge(Report(document), formed=True, suggesting=False)
    return time.process_time() - started


def main(mib: float) -> None:
    seconds("受理政府信息公开申请3件")  # what is loaded and compiled once
    lines = ["| text | s per MiB at a quarter | at the whole | ratio |", "|---|---|---|---|"]
    for name, piece in FLOODS.items():
        small, large = (
            seconds(piece * int(size * 2**20 / len(piece.encode()))) / size
            for size in (mib / 4, mib)
        )
        lines.append(f"| {name} | {small:.2f} | {large:.2f} | {large / small:.2f} |")
        print(lines[-1], flush=True)
    record("Floods", f"Narratives of {mib} MiB.", ["jsonschema"], lines)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
