"""AWS WAF: what a web ACL did with each request, as its logs hold it.

Source: AWS WAF Developer Guide, "Log fields for protection pack (web ACL) traffic". What it refused was
answered by it: with the status that a custom response says (`responseCodeSent`), else with 403, and 405 or
202 for a CAPTCHA or a challenge. What it let through is answered by what stands behind it, whose answer
the log does not tell. `timestamp` is in milliseconds; the client's address is that of the connection.
"""

from __future__ import annotations

from analyzer.formats import Fields, Format, Sample, by_lines, json_object, row

_FIELDS: Fields = {
    "timestamp": "VARCHAR",
    "action": "VARCHAR",
    "responseCodeSent": "VARCHAR",
    "captchaResponse": {"responseCode": "VARCHAR"},
    "challengeResponse": {"responseCode": "VARCHAR"},
    "httpRequest": {
        "clientIp": "VARCHAR",
        "headers": "VARCHAR",
        "uri": "VARCHAR",
        "args": "VARCHAR",
        "httpMethod": "VARCHAR",
        "requestId": "VARCHAR",
        "scheme": "VARCHAR",
        "host": "VARCHAR",
    },
}
_SELECT = """
WITH with_answer AS (
    SELECT *, time_of(timestamp) AS seen, httpRequest AS asked,
        headers_of_list(httpRequest.headers) AS sent_headers,
        coalesce(status_of(responseCodeSent), CASE action
            WHEN 'BLOCK' THEN 403
            WHEN 'CAPTCHA' THEN coalesce(status_of(captchaResponse.responseCode), 405)
            WHEN 'CHALLENGE' THEN coalesce(status_of(challengeResponse.responseCode), 202)
        END) AS answered
    FROM input
)
SELECT
    seen AS ts,
    address_of(asked.clientIp) AS client_ip,
    asked.httpMethod AS method,
    asked.uri || coalesce('?' || nullif(asked.args, ''), '') AS url,
    asked.scheme AS scheme,
    coalesce(asked.host, json_extract_string(lower(sent_headers), '$.host')) AS host,
    answered AS status,
    sent_headers AS request_headers,
    asked.requestId AS request_id,
    CASE
        WHEN asked.uri IS NULL THEN 'skip: no request'
        WHEN answered IS NULL THEN 'skip: tells of no answer'
        WHEN seen IS NULL THEN 'reject: no time'
    END AS verdict
FROM with_answer
"""

FORMAT = Format(
    name="aws_waf",
    title="AWS WAF web ACL logs",
    detect=by_lines(
        lambda line: json_object(line).keys() >= {"webaclId", "action", "httpRequest"},
        sureness=0.95,
    ),
    fields=_FIELDS,
    select=_SELECT,
    samples=(
        Sample(
            """{"timestamp":1795082400250,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:123456789012:regional/webacl/x/1","terminatingRuleId":"rate","terminatingRuleType":"RATE_BASED","action":"BLOCK","httpSourceName":"ALB","responseCodeSent":429,"httpRequest":{"clientIp":"10.0.0.7","country":"US","headers":[{"name":"Host","value":"api.tickdb.ai"},{"name":"User-Agent","value":"curl/8"}],"uri":"/v1/x","args":"a=1","httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"r1","scheme":"https","host":"api.tickdb.ai"},"labels":[]}
{"timestamp":1795082401250,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:123456789012:regional/webacl/x/1","terminatingRuleId":"Default_Action","action":"ALLOW","responseCodeSent":null,"httpRequest":{"clientIp":"10.0.0.7","headers":[{"name":"Host","value":"api.tickdb.ai"}],"uri":"/v1/y","args":"","httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"r2"}}
{"timestamp":1795082402250,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:123456789012:regional/webacl/x/1","terminatingRuleId":"sqli","action":"BLOCK","responseCodeSent":null,"httpRequest":{"clientIp":"fd00::1","headers":[{"name":"Host","value":"api.tickdb.ai"}],"uri":"/v1/z","args":"","httpVersion":"HTTP/1.1","httpMethod":"POST","requestId":"r3"}}
{"timestamp":1795082403250,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:123456789012:regional/webacl/x/1","action":"CAPTCHA","responseCodeSent":null,"captchaResponse":{"responseCode":405,"failureReason":"TOKEN_MISSING"},"httpRequest":{"clientIp":"10.0.0.8","headers":[],"uri":"/v1/w","args":"","httpMethod":"GET","requestId":"r4"}}
{"timestamp":1795082404250,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-ea
""",
            rows=(
                row(
                    "10:00:00.25 GET https://api.tickdb.ai/v1/x?a=1 -> 429",
                    client_ip="10.0.0.7",
                    request_id="r1",
                ),
                row("10:00:02.25 POST api.tickdb.ai/v1/z -> 403", client_ip="fd00::1"),
                row("10:00:03.25 GET /v1/w -> 405", client_ip="10.0.0.8"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
)
