r"""Apache CouchDB 2 and 3: requests that its nodes answered.

Source: couchdb, src/chttpd/src/chttpd.erl (`log_request`: host, peer, user, method, path, status, what
became of the request, milliseconds) and src/couch_log/src/couch_log_writer_stderr.erl (level, time,
node, process and the id of the request before them). Its time is when the answer was sent.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, text_format

FORMAT = text_format(
    "couchdb",
    "Apache CouchDB 2 and 3",
    (
        rf"[\w.-]{{1,64}}@[\w.-]{{1,100}} <[0-9.]+> (?:(?P<request_id>[0-9a-f]{{10}})|-+) (?P<host>[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)? (?P<client_ip>{ADDRESS}) \S+ (?P<method>[A-Z]+) (?P<target>\S+) (?P<status>\d{{3}}) [^\s\d]\S* (?P<ms>\d+)\s*$",
    ),
    (
        Sample(
            """[notice] 2026-11-19T10:00:00.281000Z couchdb@127.0.0.1 <0.17607.12> e1fed412f8 db.example.org:5984 10.0.0.7 bot GET /orders/_all_docs?limit=3 401 ok 31
[notice] 2026-11-19T10:00:01.250000Z nonode@nohost <0.17610.12> 7ec677126a 127.0.0.1:5984 ::1 undefined PUT /orders/17 409 ok 250
[error] 2026-11-19T10:00:01.300000Z nonode@nohost <0.17611.12> 7ec677126b req_err(12) timeout : no answer
[info] 2026-11-19T10:00:02.250000Z nonode@nohost <0.9.0> -------- Application couch started on node nonode@nohost
nonode@nohost <0.17610.12> 7ec677126c 127.0.0.1:5984 ::1 undefined GET / 200 ok 1
""",
            rows=(
                row(
                    "10:00:00.25 GET db.example.org/orders/_all_docs?limit=3 -> 401 in 31 ms",
                    client_ip="10.0.0.7",
                ),
                row(
                    "10:00:01 PUT 127.0.0.1/orders/17 -> 409 in 250 ms",
                    client_ip="::1",
                    request_id="7ec677126a",
                ),
            ),
            rejects=1,
            skipped=2,
        ),
    ),
    complete=r".* \d{3} [a-z]\S* \d",
)
