r"""curl's `--write-out '%{json}'`: an object a transfer.

Source: curl, src/tool_writeout_json.c and the manual's list of variables. It has no time of its
own: one is to be put beside it (`-w '%{json}' | jq -c '. + {ts: now}'`). `remote_ip` is the server's
address, `local_ip` that from which curl called.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import Format, Sample, json_object, row, share_of_lines
from analyzer.mapping.aliases import Place
from analyzer.mapping.json_fields import JsonFields

_OWN = {"url_effective", "http_code", "time_total"}
_SURENESS = 0.9
_CHOSEN = {
    "local_ip": Place("client_ip", 0),
    "url_effective": Place("url", 0),
    "num_retries": Place("attempt", 0),
    "time_total": Place("duration", 0, 1000.0),
    "size_download": Place("response_bytes", 0),
    "size_upload": Place("request_bytes", 0),
}


def _detect(beginning: str) -> float:
    return _SURENESS * share_of_lines(beginning, lambda line: json_object(line).keys() >= _OWN)


def _fit(beginning: str) -> Format:
    del beginning
    fields = JsonFields(_CHOSEN)
    return replace(
        FORMAT, select=fields.select, unmapped=fields.unmapped, plain_fields=fields.plain
    )


FORMAT = Format(
    name="curl_write_out",
    title="curl --write-out '%{json}'",
    detect=_detect,
    select=lambda con: JsonFields(_CHOSEN).select(con),
    fit=_fit,
    samples=(
        Sample(
            '{"errormsg":null,"exitcode":0,"http_code":429,"local_ip":"10.0.0.7","method":"GET",'
            '"num_retries":1,"remote_ip":"93.184.216.34","response_code":429,"scheme":"https",'
            '"size_download":57,"size_upload":0,"time_total":0.25,"url":"http://api.tickdb.ai/v1/x",'
            '"url_effective":"https://api.tickdb.ai/v1/x","ts":"2026-11-19T10:00:00.25Z"}\n'
            '{"errormsg":"Operation timed out after 1000 milliseconds","exitcode":28,"http_code":0,'
            '"local_ip":"10.0.0.7","method":"POST","remote_ip":"93.184.216.34","response_code":0,'
            '"time_total":1.0,"url_effective":"https://api.tickdb.ai/v1/y","ts":1795082405}\n'
            '{"http_code":200,"time_total":1.0,"url_effective":"https://api.tickdb.ai/v1/z"}\n',
            rows=(
                row(
                    "10:00:00 GET https:// -> 429 with 57 B in 250 ms",
                    client_ip="10.0.0.7",
                    attempt=1,
                ),
                row("POST /v1/y -> timeout"),
            ),
            rejects=1,
        ),
    ),
)
