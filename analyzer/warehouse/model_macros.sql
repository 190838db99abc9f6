-- What several models say of a request, each said once.

-- What makes two requests the same operation; `whose` is who sent it, as the model counts. Parameters
-- say the same in any order.
CREATE OR REPLACE MACRO operation_of(vendor, method, path, query, whose) AS hash(
    vendor, method, path, whose,
    coalesce(array_to_string(list_sort(string_split(regexp_replace('&' || query,
        '(?i)&(timestamp|ts|nonce|signature|sign|recvWindow|_)=[^&]*', '', 'g'), '&')), '&'), ''));

-- A message without what a service may put behind a documented text: a full stop, `(max 5)`.
-- As `_bare` of catalog/classifier.py.
CREATE OR REPLACE MACRO bare_text(message) AS
    rtrim(regexp_replace(rtrim(message, ' .!'), '\([^()]*\)$', ''), ' .!');

-- Who waits, and who is told to: a program (or an address) with a key.
CREATE OR REPLACE MACRO caller_of(vendor, client, client_ip, key_id) AS
    hash(vendor, coalesce(client, client_ip), key_id);

-- When the caller had its answer: after the request, also where the log gives no duration.
CREATE OR REPLACE MACRO answered_at_of(ts, duration_ms) AS
    ts + to_microseconds(greatest(coalesce(duration_ms, 0) * 1000, 1)::BIGINT);

-- Whether the caller sent it: the close of a connection may be anybody's.
CREATE OR REPLACE MACRO is_sent(command) AS command IS DISTINCT FROM 'close';

-- Whether it is known to have succeeded: of a request without an answer nobody knows.
CREATE OR REPLACE MACRO has_succeeded(failing, status, protocol) AS
    NOT failing AND (status IS NOT NULL OR protocol IS NOT DISTINCT FROM 'websocket');

-- Whether the vendor did what was asked: an open and a close say nothing.
CREATE OR REPLACE MACRO is_answered(failing, status, protocol, command) AS
    has_succeeded(failing, status, protocol) AND coalesce(command NOT IN ('open', 'close'), TRUE);

-- What finds a request again by its row: of what the lake keeps, not of whose host it is.
CREATE OR REPLACE MACRO request_digest(
    ts, client, client_ip, key_id, method, path, query, status, duration_ms, code, message, trace_id,
    request_id) AS left(md5(concat_ws(chr(31), epoch_us(ts), coalesce(client, ''),
        coalesce(client_ip, ''), coalesce(key_id, ''), coalesce(method, ''), coalesce(path, ''),
        coalesce(query, ''), coalesce(status, 0), coalesce(duration_ms, -1), coalesce(code, ''),
        coalesce(message, ''), coalesce(trace_id, ''), coalesce(request_id, ''))), 16);

-- What a trace id is looked for as, however it was written: raw or without dashes, as the whole of a
-- `traceparent` or of a `b3` header, as an URN, or in braces.
CREATE OR REPLACE MACRO trace_key_of(written) AS replace(regexp_replace(lower(trim(written)),
    '^(?:(?:[0-9a-f]{2}-)?([0-9a-f]{32}|[0-9a-f]{16})-[0-9a-f]{16}(?:-.*)?|(?:urn:uuid:|\{)?(.*?)\}?)$',
    '\1\2'), '-', '');
