"""What a narrative states is compared at a glance, with the outcome of the reference."""

import json
import random

import msgspec
import pytest
import realistic
from conftest import assign
from test_statements import FLOW, SENTENCES, WORDS, report
from test_stream_screen import TODAY, dumped, is_good

from ogireport import Report
from ogireport.kinds import Statement
from ogireport.rules import contradictions
from ogireport.rules.claims import narrative
from ogireport.rules.fields import tree
from ogireport.rules.templates import Phrases
from ogireport.rules.verdict import validate
from ogireport.spec import standard
from ogireport.stream import shapes
from ogireport.stream.screen import Screen
from ogireport.stream.silence import Silence

SCREEN = Screen(standard(), TODAY)
DECODE = shapes.decoder(shapes.report(tree(standard()), filled=False))
SILENCE = Silence(standard())
RULES = [rule for rule in standard().in_force if isinstance(rule.kind, Statement)]
CLASSES = [words.split() for words in standard().statements["words"].values() if words]
NUMBERS = ["9", "412", "23", "398", "435", "12", "31", "12345", "1,295", "1，295", "12.5", "０", "４１２", "十二", "2万", "2024", "2023年", "0.5", "00", "9 8"]  # fmt: skip
JOINTS = ["件", "份", "元", "%", "个工作日", "，", "。", "；", "、", "\n", "。\n", " ", "\u2003", "的", "共", "为", "（", "）", "其中", "占", "申請", "結轉", "¶", "A"]  # fmt: skip
CELLS = [
    "requests/new_received/total",
    "requests/new_received/natural_person",
    "requests/total_processed/total",
    "disclosure/normative_documents/issued",
]
FIGURES = [*FLOW.values(), 435, 0, 9, 12]


def is_sure(document) -> bool:
    made = DECODE(dumped(document))
    return SILENCE.surely(made, msgspec.structs.astuple(made.sections))


def agrees(text: str) -> bool:
    return is_sure(report(text).document)


def words(draw: random.Random) -> str:
    """Words, numbers and what joins them, in any order; whole sentences among them."""
    parts = []
    for _ in range(draw.randrange(1, 14)):
        kind = draw.random()
        if kind < 0.35:
            parts.append(sentence(draw, draw.choice(FIGURES)))
        elif kind < 0.5:
            parts.append(draw.choice(draw.choice(CLASSES)))
        else:
            parts.append(draw.choice(NUMBERS if kind < 0.75 else JOINTS))
    return "".join(parts)


def sentence(draw: random.Random, number: int) -> str:
    pattern = draw.choice([*SENTENCES])
    for name, choices in WORDS.items():
        pattern = pattern.replace(f"{{{name}}}", draw.choice(choices))
    return pattern.replace("{n}", f"{number}{draw.choice(['件', '宗', '', '万件'])}") + draw.choice(
        JOINTS
    )


@pytest.mark.parametrize("seed", range(4))
def test_text_that_is_sure_to_agree_contradicts_nothing(seed):
    """Most of the texts repeat the words of others with other numbers: what is kept is used."""
    draw = random.Random(seed)
    texts = [words(draw) for _ in range(60)]
    stated = 0
    for _ in range(600):
        masks = str.maketrans({d: draw.choice(["9", "4", "1", "2", d]) for d in "3456789"})
        document = report(draw.choice(texts).translate(masks)).document
        if draw.random() < 0.3:
            assign(document, draw.choice(CELLS), None)
        document["scope"] = draw.choice(["own_organ", "unknown", "government_aggregate"])
        if is_sure(document):
            read = narrative(Report(document), standard())
            contradicted = [r for r in RULES if contradictions.evaluate(r, read)]

            assert not contradicted, document["sections"]
            stated += bool(read.claims)

    assert stated > 5


@pytest.mark.parametrize("seed", range(4))
def test_no_word_and_no_number_goes_beyond_a_clause(seed):
    draw, lexer = random.Random(seed), standard().phrases(Phrases).lexer
    for _ in range(300):
        text = words(draw)
        said, whole = lexer.sentences(text, 2023), lexer.clause("".join(text.split()), 2023)

        assert said.letters == whole.letters
        assert said.starts == [*whole.starts, whole.length]
        assert said.numbers == dict(whole.numbers)


@pytest.mark.parametrize("pattern", SENTENCES)
def test_sentence_with_the_number_of_the_report_is_sure_and_with_another_is_not(pattern):
    draw, number = random.Random(pattern), SENTENCES[pattern]
    for name, choices in WORDS.items():
        pattern = pattern.replace(f"{{{name}}}", draw.choice(choices))

    assert agrees(pattern.replace("{n}", f"{number}件") + "。")
    assert not agrees(pattern.replace("{n}", f"{number + 500}件") + "。")


def test_realistic_reports_pass_the_screen_exactly_when_they_have_no_finding():
    passed = []
    for document, _ in realistic.documents(120):
        line = dumped(json.loads(json.dumps(document)))
        good = is_good(line)

        assert good == (validate(Report(json.loads(line)), today=TODAY) == ())
        passed.append(good)

    assert 40 < sum(passed) < 80
