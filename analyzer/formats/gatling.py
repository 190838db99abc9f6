r"""Gatling's simulation.log, as text: of Gatling 2 to 3.10 (later ones write a binary file).

Source: Gatling, io.gatling.core.stats.writer.LogFileDataWriter. Times are milliseconds of the epoch,
of the request and of its answer. A request that is OK shows no status; one that is KO shows it where
a check of the status failed. Names that hold a path are the path. Groups and users are skipped.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import METHOD, text_format

_TIMES = r"(?P<start>\d{13})\t(?:\d{13}\t\d{13}\t)?(?P<finish>\d{13})"
_NAME = rf"(?:(?P<method>{METHOD}) )?(?:(?P<target>(?:https?://|/)[^\t]*)|[^\t]*)"
_FOUND = r"(?:[^\t]*?\b(?:found|actually) (?P<status>\d{3})\b|(?P<error>[^\t]+?)) ?"

FORMAT = text_format(
    "gatling",
    "Gatling simulation.log (text)",
    (
        rf"^REQUEST\t(?:[^\t]*\t){{1,3}}{_NAME}\t{_TIMES}\tOK(?:\t.*)?$",
        rf"^REQUEST\t(?:[^\t]*\t){{1,3}}{_NAME}\t{_TIMES}\tKO\t{_FOUND}(?:\t.*)?$",
    ),
    (
        Sample(
            "RUN\tcom.example.Orders\torders\t1795082390000\t \t3.9.5\n"
            "USER\tTraders\tSTART\t1795082391000\n"
            "REQUEST\t\tGET /v1/market/ticker?symbol=BTCUSDT\t1795082400250\t1795082400281\tOK\t \n"
            "REQUEST\tLogin\tPOST /v1/orders\t1795082401000\t1795082401031\tKO\t"
            "status.find.in(200,304), but actually found 429\n"
            "REQUEST\tTraders\t7\t\tplace order\t1795082402000\t1795082462000\tKO\t"
            "i.g.h.c.i.RequestTimeoutException: Request timeout to api.tickdb.ai after 60000 ms\n"
            "REQUEST\t\tplace order\t17950824\n",
            rows=(
                row("10:00:00.25 GET /v1/market/ticker in 31 ms", status=None, error_type=None),
                row("POST /v1/orders -> 429 in 31 ms"),
                row("-> timeout in 60000 ms"),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
    complete=r"^REQUEST\t.*\t(?:OK|KO\t.)",
    broken=r"^REQUEST\t",
)
