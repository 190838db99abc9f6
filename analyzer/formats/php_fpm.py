r"""PHP-FPM's access log, in its default form and others that keep its first fields.

Source: php/php-src, sapi/fpm/www.conf.in, `access.format`: `%R - %u %t "%m %r" %s` is the
default; images and frameworks put the query, the script, times and memory behind it, in an order of their own.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, CLF, METHOD, text_format

_BEFORE = rf'^(?:(?P<client_ip>{ADDRESS})|-) - \S* ?(?P<start>{CLF}) "'

FORMAT = text_format(
    "php_fpm",
    "PHP-FPM access log",
    (rf'{_BEFORE}(?P<method>{METHOD}) (?P<target>/[^"\s]*)" (?P<status>\d{{3}})(?:\s|$)',),
    (
        Sample(
            """[19-Nov-2026 10:00:00] NOTICE: ready to handle connections
10.0.0.7 -  19/Nov/2026:10:00:00 +0000 "GET /index.php" 200
- - bot 19/Nov/2026:11:00:01 +0100 "POST /v1/x?a=1" 502 /app/public/index.php 12.345 2048 81.00%
10.0.0.7 -  19/Nov/2026:10:00:02 +0000 "GET /inde
""",
            rows=(
                row("10:00:00 GET /index.php -> 200", client_ip="10.0.0.7"),
                row("10:00:01 POST /v1/x?a=1 -> 502", client_ip=None),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r'.*" \d{3}',
    broken=_BEFORE,
)
