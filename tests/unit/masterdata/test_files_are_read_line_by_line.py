"""A file of master data is read row by row, and each line that is not sound is told by its number."""

import io
import json

import pytest

from ocr_service.usecases.masterdata.read_rows import Format, RowReader
from ocr_service.usecases.masterdata.row_problems import MOST_PROBLEMS, RowsUnreadable
from ocr_service.usecases.masterdata.text_lines import MOST_LINE_BYTES


def read(
    content: bytes | str, *, key: str = "no", format: Format = "csv"
) -> tuple[list[list[str]], list[tuple[str, int]]]:
    data = content.encode() if isinstance(content, str) else content
    reader = RowReader(io.BytesIO(data), format=format)
    rows = [row.values for row in reader.rows(key)]
    return rows, [(problem["code"], problem["params"]["line"]) for problem in reader.problems.found]


def refusal(content: bytes | str) -> str:
    with pytest.raises(RowsUnreadable) as refused:
        read(content)
    return str(refused.value.problems[0]["code"])


@pytest.mark.parametrize(
    "content",
    [
        "no,name\nC1,华明\n".encode(),
        "\ufeffno,name\r\nC1,华明\r\n".encode(),
        "no,name\nC1,华明\n".encode("gb18030"),
        "\ufeffno,name\nC1,华明".encode("gb18030"),
        "no;name\n C1 ;华明\n".encode(),
        "no\tname\n\nC1\t华明\n\n".encode(),
        'no,name\n"C1","华明"\n'.encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "gb18030 with mark", "semicolon", "tab and blank lines", "quoted"],
)
def test_what_other_systems_write_is_understood(content: bytes) -> None:
    assert read(content) == ([["C1", "华明"]], [])


def test_a_cell_over_two_lines_is_one_line_of_text() -> None:
    assert read('no,address\nC1,"Long Road 1\nShenzhen"\nC2,x\n') == (
        [["C1", "Long Road 1 Shenzhen"], ["C2", "x"]],
        [],
    )


def test_a_formula_is_only_text() -> None:
    assert read('no,name\nC1,"=HYPERLINK(""http://x"")"\n')[0] == [["C1", '=HYPERLINK("http://x")']]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("no,name\nC1\nC2,b\n", ("masterdata_row_cells", 2)),
        ("no,name\nC2,b\nC1,a,b\n", ("masterdata_row_cells", 3)),
        ("no,name\nC2,b\n,a\n", ("masterdata_row_no_key", 3)),
        ("no,name\nC2,b\nC1,a\0b\n", ("masterdata_control_characters", 3)),
        ("no,name\nC2,b\n" + "x" * 201 + ",a\n", ("masterdata_key_too_long", 3)),
        ("no,name\nC2,b\nC1," + "x" * 1001 + "\n", ("masterdata_cell_too_long", 3)),
        ('no,name\nC2,b\nC1,"a"b\n', ("masterdata_csv_broken", 3)),
        ('no,name\nC2,b\nC1,"never closed\n', ("masterdata_csv_broken", 3)),
    ],
)
def test_a_broken_line_is_told_by_its_number(content: str, problem: tuple[str, int]) -> None:
    rows, problems = read(content)

    assert problem in problems
    assert ["C2", "b"] in rows


def test_a_line_of_ten_megabytes_is_passed_over_without_being_held() -> None:
    class Counting(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            self.longest = max(self.longest, len(line))
            return line

    file = Counting(b"no,name\nC1,a\nC2," + b"x" * 10_000_000 + b"\nC3,c\n")
    reader = RowReader(file, format="csv", encoding="utf-8")

    assert [row.values for row in reader.rows("no")] == [["C1", "a"], ["C3", "c"]]
    assert [problem["params"]["line"] for problem in reader.problems.found] == [3]
    assert file.longest <= max(1 << 20, MOST_LINE_BYTES + 1)


def test_after_many_broken_lines_the_rest_is_not_looked_at() -> None:
    file = io.BytesIO(b"no,name\n" + b"x\n" * 100_000)
    reader = RowReader(file, format="csv", encoding="utf-8")

    assert list(reader.rows("no")) == []
    assert len(reader.problems.found) == MOST_PROBLEMS
    assert file.tell() < 10_000


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    with pytest.raises(RowsUnreadable) as refused:
        read(b"no,name\nC1,a\nC2,\xff\xff\n")

    assert refused.value.problems == [{"code": "masterdata_encoding", "params": {"line": 3}}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "masterdata_no_columns"),
        ("no,name\nC1,a\n".encode("utf-16"), "masterdata_encoding"),
        ("no,,name\n", "masterdata_column_unusable"),
        ("no,name,no\n", "masterdata_column_twice"),
        (",".join(f"c{number}" for number in range(101)), "masterdata_no_columns"),
    ],
)
def test_a_head_that_cannot_be_used_is_refused(content: bytes | str, code: str) -> None:
    assert refusal(content) == code


def test_one_json_object_a_line_is_understood() -> None:
    lines = [{"no": "C1", "name": "华明", "limit": 12.50}, {"no": 7, "limit": None}, {"no": "C3", "name": True}]
    content = "\n".join(json.dumps(line) for line in lines)

    rows, problems = read(content.replace("12.5", "12.50"), format="ndjson")

    assert (rows, problems) == ([["C1", "华明", "12.50"], ["7", "", ""], ["C3", "true", ""]], [])


@pytest.mark.parametrize(
    "line", ["{", "[1]", '{"no": {"a": 1}}', '{"other": 1}', '{"no": "\\ud800"}', '{"no": "a\\u0000"}', "[" * 50_000]
)
def test_a_line_that_is_no_flat_object_is_told(line: str) -> None:
    rows, problems = read('{"no": "C1"}\n' + line + '\n{"no": "C2"}\n', format="ndjson")

    assert rows == [["C1"], ["C2"]]
    assert [problem[1] for problem in problems] == [2]
