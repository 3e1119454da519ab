"""What a document may cost; each limit is far above a report and says what it guards against."""

MEMORY = 1_500 * 2**20  # bytes of address space of the process that reads
SECONDS = 60  # of reading one document, LibreOffice included

MOST_SLOTS = 400_000  # of one document: a table is laid out slot by slot; a report has 400
MOST_COLUMNS = 1_000  # a span or a far cell makes slots out of a few bytes
MOST_LINES = 50_000  # each line is compared with the labels of the form
MOST_TEXT = 50_000_000  # characters of all cells of a workbook, which share what they print

LARGEST_PART = (
    24 * 2**20
)  # bytes of XML once unpacked, a thousandth of it packed; a report has 1 MB
MOST_PARTS = (
    2_000  # of a package: an empty one costs a hundred bytes, its entry a kilobyte of memory
)

DEEPEST_TABLES = 60  # tables within tables of a page
DEEPEST_ELEMENTS = 200  # elements within elements of a Word or OFD document: readers recurse
MOST_UNCLOSED = 1_000  # tags that nothing closes: html.parser looks for each one's end anew

MOST_PAGES = 300  # of a PDF or OFD file
MOST_CHARACTERS = 60_000  # of one page: they are compared with tables

MOST_LETTERS = 2_000_000  # characters of a Word 97 file: its pieces may all be the same text
MOST_RULINGS = 4_000  # of one page: each is compared with those it may cross
DEEPEST_DRAWINGS = 8  # drawings within drawings of a PDF
MOST_DRAWINGS = 1_000  # uses of a drawing that an OFD file keeps: one may use itself
