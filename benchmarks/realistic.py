"""A corpus in the shape of published reports: 6 to 25 kB, texts that state the figures, half of them with findings.

    python benchmarks/realistic.py FILE.jsonl [REPORTS] [SHARE] [SEED]

What is wrong with SHARE of the reports (0.5 unless given) is what is wrong with published ones.
"""

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from defects import Document, dumped, report

OVERVIEW = """\
{year}年，{organ}坚持以习近平新时代中国特色社会主义思想为指导，认真落实《中华人民共和国政府信息公开条例》和上级关于政务公开工作的部署，围绕中心工作和群众关切，不断提高公开的质量和实效。现将有关情况报告如下。
（一）主动公开。全年通过政府网站发布信息{a}条，其中部门动态{b}条、通知公告{c}条；政务微信公众号推送文章{b}篇，阅读量{a}万次。网站设置专题专栏{c}个，均按要求及时更新。
（三）政府信息管理。严格执行“先审查、后公开”，落实信息发布三审三校制度，对拟公开的信息逐条把关，全年未发生失泄密事件；定期对历史信息开展梳理，对失效内容及时标注，对错敏信息立行立改，做到来源可溯、去向可查。
（四）平台建设。优化网站栏目设置，完善检索和互动功能，新建“一老一小”“优化营商环境”等专题{c}个，网站无障碍改造通过验收。加强政务新媒体监管，关停整合账号{c}个，保留账号{b}个，内容更新保障到位。
（五）监督保障。调整领导小组成员，明确分管领导{c}名、专职工作人员{c}名；召开推进会{c}次，举办业务培训{c}期，培训{a}人次；开展季度检查4次，发现并整改问题{b}个，整改率100%。
围绕重点领域，公开财政预决算、重大建设项目、公共资源配置、社会公益事业建设等信息。其中，公开项目信息{b}条，公共资源交易信息{a}条，教育、医疗卫生、社会保障、就业信息{a}条，生态环境信息{b}条，食品药品监管信息{c}条。
加强政策解读和回应。坚持政策文件与解读方案、解读材料同步组织、同步审签、同步部署，发布解读材料{b}篇，其中图解、视频等形式{c}篇；组织新闻发布会{c}场，领导干部在线访谈{c}期，回复网民留言{a}条，办结率100%。
推进基层政务公开标准化规范化，编制完善{c}个试点领域的事项目录，设立政务公开专区{b}个，配备查询终端{c}台，发放办事指南{a}份，方便群众就近查阅、咨询和办理。
深化行政权力公开。对照权责清单，及时公开行政许可、行政处罚、行政强制等事项的依据、条件、程序和结果，接受社会监督，相关数据见本报告第二部分。"""
REQUESTS = """\
（二）依申请公开。{lead}新收政府信息公开申请{received}件，上年结转{brought}件，办结{handled}件，结转下年度继续办理{carried}件，{about}均在法定期限内办理。
（二）依申请公开工作。{lead}共收到政府信息公开申请{received}件，全部按照规定的程序登记、审核、办理和答复，{about}申请人的满意程度进一步提高。
（二）依申请公开。{lead}已办结政府信息公开申请{handled}件，其中予以公开{granted}件，部分公开{part}件。{about}另有{carried}件结转下年度继续办理。
（二）依申请公开。{about}{lead}受理政府信息公开申请{received}件，均已依法答复。
（二）规范依申请公开办理。{lead}没有收取信息处理费。{about}畅通当面、信函、网络等渠道，完善登记、审核、办理、答复、归档各环节。"""
LEADS = "本年度", "全年", "{year}年，", "{year}年度，本机关", "本年度，我单位"
TOPICS = """\
征地补偿 房屋征收 城乡规划 土地出让 工程建设 环境影响评价 义务教育 就业补助 养老保险 医疗保障 住房公积金 物业管理
食品安全 道路交通 水利工程 林地权属 农业补贴 产业扶持 财政资金 机构编制 退役军人安置 社会救助 殡葬管理 户籍管理"""
PROBLEMS = """\
{year}年，政府信息公开工作取得了一定成效，但仍存在一些不足：一是主动公开的意识还不够强，个别科室对应公开尽公开的认识不到位；二是公开的内容与群众的需求相比仍有差距，政策解读的形式较为单一；三是业务人员变动较快，能力有待提升。
下一步，我们将重点做好以下工作：一是加强学习培训，全年计划开展专题培训不少于{c}次；二是拓展公开的广度和深度，聚焦群众关注的热点问题；三是健全考核和责任追究机制，推动工作再上新台阶。
针对上年度报告中提出的问题，本年度完善制度{c}项，修订公开指南，规范目录编制，压实各股室责任，推动整改落实到位。"""
OTHER = (
    "本年度未收取信息处理费。",
    "按照《政府信息公开信息处理费管理办法》，{year}年没有收取信息处理费。",
)
CLOSE = (
    "如对本报告有疑问，请与办公室联系，联系电话：0000-{a}。",
    "网址：https://www.example.gov.cn/",
    "",
)


def realistic(number: int, draw: random.Random) -> Document:
    """A report without finding, with texts as long as published ones."""
    document = report(number, draw)
    figures = _figures(document, draw)
    first, *rest = OVERVIEW.splitlines()
    overview = [first, _requests(draw), *draw.choices(rest, k=draw.randrange(4, 24))]
    problems = draw.choices(PROBLEMS.splitlines(), k=draw.randrange(1, 6))
    other = [draw.choice(OTHER), *draw.choices(rest[3:], k=draw.randrange(2)), draw.choice(CLOSE)]
    texts = (
        "\n".join(_unlike(part, draw)).format(**figures) for part in (overview, problems, other)
    )
    document["sections"] = dict(zip(document["sections"], texts, strict=True))
    return document


def _requests(draw: random.Random) -> str:
    """What the report says of requests, in one of thousands of ways."""
    about = "、".join(
        draw.sample(TOPICS.split(), draw.randrange(1, 4))
    )  # most are unlike any other
    told = draw.choice(("", f"主要涉及{about}等方面。", f"内容以{about}为主，"))
    return (
        draw.choice(REQUESTS.splitlines())
        .replace("{lead}", draw.choice(LEADS))
        .replace("{about}", told)
    )


def _unlike(paragraphs: list[str], draw: random.Random) -> Iterator[str]:
    """The paragraphs, with other small figures in each."""
    for paragraph in paragraphs:
        a, b, c = draw.randrange(100, 3000), draw.randrange(10, 100), draw.randrange(2, 10)
        yield paragraph.replace("{a}", str(a)).replace("{b}", str(b)).replace("{c}", str(c))


def _figures(document: Document, draw: random.Random) -> dict[str, object]:
    rows = document["requests"]["rows"]
    named = {
        "received": "new_received", "brought": "brought_forward", "handled": "total_processed",
        "carried": "carried_forward", "granted": "granted_in_full", "part": "granted_in_part",
    }  # fmt: skip
    totals = {name: rows[row]["total"] for name, row in named.items()}
    return totals | {"year": document["reporting_year"], "organ": document["organ"]["name"]}


# what is wrong -------------------------------------------------------------------------------


def total_wrong(document: Document, draw: random.Random) -> None:
    row = draw.choice(("total_processed", "new_received", "granted_in_full"))
    document["requests"]["rows"][row]["total"] += draw.choice((1, 9, 10))


def one_blank(document: Document, draw: random.Random) -> None:
    rows = document["requests"]["rows"]
    _blank(document, [(row := draw.choice([*rows]), draw.choice([*rows[row]]))])


def zeros_blank(document: Document, draw: random.Random) -> None:
    """Nine zeros of ten are left blank, as many publishers do."""
    rows = document["requests"]["rows"]
    cells = [(row, column) for row in rows for column in rows[row] if rows[row][column] == 0]
    _blank(document, [cell for cell in cells if draw.random() < 0.9])


def _blank(document: Document, cells: list[tuple[str, str]]) -> None:
    for row, column in cells:
        document["requests"]["rows"][row][column] = None
        path = f"requests/{row}/{column}"
        document["notes"].append({"cell": path, "status": "blank", "printed": ""})


def level_unknown(document: Document, draw: random.Random) -> None:
    document["organ"]["level"] = None


def published_late(document: Document, draw: random.Random) -> None:
    document["organ"]["level"] = "county"
    document["published"] = f"{document['reporting_year'] + 1}-03-15"


def publication_unknown(document: Document, draw: random.Random) -> None:
    document["organ"]["level"] = "county"
    document["published"] = None


def section_missing(document: Document, draw: random.Random) -> None:
    document["sections"][draw.choice(("problems_and_improvements", "other_matters"))] = None


def dispute_uncounted(document: Document, draw: random.Random) -> None:
    document["disputes"]["rows"]["reconsideration"]["upheld"] += 1


def text_disagrees(document: Document, draw: random.Random) -> None:
    received = document["requests"]["rows"]["new_received"]["total"]
    said = document["sections"]["overview"].split("\n")
    said = [text for text in said if "申请" not in text]  # what is said once more is not compared
    document["sections"]["overview"] = "\n".join(
        [*said, f"全年共收到政府信息公开申请{received + 30}件。"]
    )


FAULTS: dict[Callable[[Document, random.Random], None], int] = {  # of 55 reports with findings
    total_wrong: 8, one_blank: 8, zeros_blank: 4, level_unknown: 10, published_late: 4,
    publication_unknown: 5, section_missing: 5, dispute_uncounted: 5, text_disagrees: 6,
}  # fmt: skip


def documents(count: int, share: float = 0.5, seed: int = 5) -> Iterator[tuple[Document, str]]:
    """So many reports, each with the name of its fault."""
    draw = random.Random(seed)
    for number in range(count):
        document = realistic(number, draw)
        fault = None
        if draw.random() < share:
            (fault,) = draw.choices([*FAULTS], [*FAULTS.values()])
            fault(document, draw)
        yield document, fault.__name__ if fault else ""


def write(path: Path, count: int, share: float = 0.5, seed: int = 5) -> dict[int, str]:
    """Write the corpus and return the fault on each line with findings, from 1."""
    bad = {}
    with path.open("wb") as file:
        for number, (document, fault) in enumerate(documents(count, share, seed), 1):
            file.write(dumped(document) + b"\n")
            bad |= {number: fault} if fault else {}
    return bad


def main() -> None:
    path, *given = sys.argv[1:]
    count, share, seed = [*given, *("10000", "0.5", "5")[len(given) :]]
    bad = write(Path(path), int(count), float(share), int(seed))
    print(f"{len(bad)} of {count} reports with findings")


if __name__ == "__main__":
    main()
