-- Takes credentials out of texts. A macro writes its argument wherever it names it, and what begins a
-- statement costs as much as it is long. Yet what is asked about many rows stands in no lambda: DuckDB
-- compiles the patterns of one anew for each chunk of rows, which costs as much as redacting a
-- thousand texts. `redact_text` has one, and is asked about few.
-- `{{…}}` is made from forms.toml, see macros.py.

-- Whether a text may hold a secret. Most hold none, and one quick look tells: a word of one of the
-- forms or names, a letter or digit that somebody encoded, or a long run
-- where paths and keys have one.
CREATE MACRO is_suspicious(value) AS regexp_matches(value, '{{suspicious}}');

-- Names of secrets, wherever they are named; `_` and `-` may be encoded.
CREATE MACRO secret_name() AS '{{strong}}';

-- What is known by its form. A text that may hold any is told by a word of it.
CREATE MACRO may_hold_forms(value) AS regexp_matches(value, '{{words_of_forms}}');
CREATE MACRO without_forms(text) AS CASE WHEN may_hold_forms(text) THEN {{forms of text}} ELSE text END;

-- What is known by the name before it: lists and values that have a telling name, or stand beside it
-- as another field, as in what servers say of a field that they refuse (`loc` and `input` of FastAPI,
-- `field` and `rejectedValue` of Spring, `path` and `value` of Express); a long token after a telling word.
CREATE MACRO without_names(value) AS regexp_replace(regexp_replace(regexp_replace(regexp_replace(value,
    '(?i)("[\w.-]*' || secret_name() || '[\w.-]*\\*"\s*:\s*)\[[^\]]*\]?', '\1["REDACTED"]', 'g'),
    '(?i)(value\\*"\s*:\s*\\*")[^"\\]*(\\*"\s*,\s*\\*"name\\*"\s*:\s*\\*"[^"\\]*(?:key|auth|token|cookie|secret|sign|pass|sid)'
    || '|\\*"\s*,[^{}]*?\\*"(?:key|field|param(?:eter)?|property(?:name)?|header|path)\\*"\s*:\s*\\*"(?:[\w.-]*' || secret_name() || '|(?:{{whole}})\\*"))',
        '\1REDACTED\2', 'g'),
    '(?i)('
    || '[\w.-]*' || secret_name() || '[\w.-]*(?:\]|%(?:25)*5d)?(?:\\*["'']|%(?:25)*22)?\s*(?:=>|[:：=]|%(?:25)*3[da])(?:\s|%20)*(?:\\*["'']|%(?:25)*22)?(?:(?:bearer|basic|token|hmac) )?'
    || '|"(?:{{whole}})\\*"\s*:\s*\\*"?'
    || '|(?:\b(?:key|field|param(?:eter)?|property(?:name)?|header|path)\\*"\s*:\s*|\bloc\\*"\s*:\s*\[[^\[\]]*)\\*"(?:[\w.-]*' || secret_name() || '[\w.-]*|(?:{{whole}}))\\*"\s*\]?\s*,[^{}]*?\\*"(?:\w*value|input)\\*"\s*:\s*\\*"'
    || '|name\\*"\s*:\s*\\*"[^"\\]*(?:key|auth|token|cookie|secret|sign|pass|sid)[^"\\]*\\*"\s*,\s*\\*"value\\*"\s*:\s*\\*"(?:(?:bearer|basic|token|hmac) )?'
    || '|name=\\*["''][^"''\\>]*(?:key|auth|token|secret|sign|pass)[^"''\\>]*\\*["''][^>]*\bvalue=\\*["'']'
    || ')[^\s,;&"''\\}\])]+', '\1REDACTED', 'g'),
    '(?i){{after a word}}',
        '\1REDACTED', 'g');
-- Tokens that are counted (`max_tokens: 4096`) stay.
CREATE MACRO without_named(value) AS regexp_replace(
    without_names(regexp_replace(value, '{{counted}}', '\1' || chr(1) || '\2', 'g')), '(?i)(tokens)\x01', '\1', 'g');

-- The same where names are written without blanks around them.
CREATE MACRO without_spoken(value) AS regexp_replace(value,
    '((?:{{spoken}})["''”」]?\s*(?:[:：=]|是|为|為)\s*["''“「]?)[\w.~+/%=$@!*-]{4,}'
    || '|((?:{{spoken}})\s*["''“「]?)(?:[\w.~+/=-]*[0-9][\w.~+/=-]{7,}|[\w.~+/=-]{7,}[0-9][\w.~+/=-]*)'
    || '|((?:{{spoken}})\s*(?:{{said}}\s*[:：]?|[(（【])\s*["''“「]?)(?:{{long with a digit}})',
    '\1\2\3REDACTED', 'g');

CREATE MACRO redact_as_written(value) AS without_spoken(without_named(without_forms(value)));

-- Percent-encoding undone. An escape that stands for no UTF-8 stays as it is: `url_decode` would end
-- the statement over it, so a `%` that begins none is escaped itself.
CREATE MACRO with_escaped_percents(value) AS array_to_string(list_transform(regexp_extract_all(value,
        '(?i)[^%]+|%[0-7][0-9a-f]|%(?:c[2-9a-f]|d[0-9a-f])%[89ab][0-9a-f]'
        || '|%(?:e0%[ab][0-9a-f]|e[1-9abcef]%[89ab][0-9a-f]|ed%[89][0-9a-f])%[89ab][0-9a-f]'
        || '|%(?:f0%[9ab][0-9a-f]|f[1-3]%[89ab][0-9a-f]|f4%8[0-9a-f])%[89ab][0-9a-f]%[89ab][0-9a-f]|%'),
    lambda part: if(part = '%', '%25', part)), '');
CREATE MACRO percent_decoded(value) AS list_transform([value], lambda text: url_decode(CASE
    WHEN regexp_matches(text, '%[89A-Fa-f][0-9A-Fa-f]') THEN with_escaped_percents(text) ELSE text END))[1];

-- HTML's references to ASCII (`&#95;` `&#x5f;`) as percent-encoding. Browsers miss no semicolon.
CREATE MACRO character_number(reference) AS coalesce(
    try_cast(regexp_extract(reference, '^&#0*([0-9]{2,3})(?:;|$)', 1) AS INTEGER),
    try_cast('0x' || nullif(regexp_extract(reference, '(?i)^&#x0*([2-7][0-9a-f])(?:;|$)', 1), '') AS INTEGER));
CREATE MACRO with_percents(value) AS array_to_string(list_transform(regexp_extract_all(value,
        '(?i)&#(?:[0-9]+|x[0-9a-f]+);?|[^&]+|&'),
    lambda part: if(character_number(part) BETWEEN 32 AND 127,
        '%' || to_hex(character_number(part)), part)), '');

-- Twice decoded: percent, JSON's \u and HTML's references to ASCII.
CREATE MACRO is_encoded(value) AS regexp_matches(value, '{{encoded}}');
CREATE MACRO decoded(value) AS coalesce(percent_decoded(percent_decoded(
    replace(replace(replace(replace(regexp_replace(with_percents(value), '(?i)\\u00([2-7][0-9a-f])', '%\1', 'g'),
    '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&amp;', '&'))), value);

-- Secrets in free text, as they are written; and where any is seen under an encoding, there.
CREATE MACRO redact_text(value) AS coalesce(list_filter(
    list_transform(CASE WHEN is_encoded(value) THEN [decoded(value), value] ELSE [value] END,
        lambda text: {'was': text, 'is': redact_as_written(text)}),
    lambda text: text['is'] <> text['was'])[1]['is'], value);

-- The spellings of a credential in which logs repeat it; base64 at each of the places where it can
-- begin, without the letters that it shares with what stands around it.
CREATE MACRO base64_of(secret) AS list_filter([
    to_base64(encode(secret))[:strlen(secret) // 3 * 4],
    to_base64(encode('0' || secret))[5:(strlen(secret) + 1) // 3 * 4],
    to_base64(encode('00' || secret))[5:(strlen(secret) + 2) // 3 * 4]],
    lambda text: strlen(text) >= 8);
CREATE MACRO escaped_forms(secret) AS CASE
    WHEN regexp_full_match(secret, '[A-Za-z0-9._~-]*') THEN []::VARCHAR[]
    ELSE [url_encode(url_encode(secret)), url_encode(secret), replace(secret, '/', '\/'),
        replace(replace(replace(replace(replace(replace(secret, '&', '\u0026'), '/', '\u002f'),
            '=', '\u003d'), '+', '\u002b'), '''', '\u0027'), '"', '\"'),
        replace(replace(secret, '&', '&amp;'), '"', '&quot;'),
        replace(replace(replace(secret, '+', '&#x2B;'), '=', '&#x3D;'), '/', '&#x2F;'),
        replace(replace(replace(secret, '+', '&#43;'), '=', '&#61;'), '/', '&#47;')] END;
CREATE MACRO spellings(secret) AS
    [secret, lower(secret), upper(secret)] || escaped_forms(secret) || base64_of(secret);

-- Whether the request's own credential is echoed, in whatever spelling.
CREATE MACRO is_echoed(value, secret) AS contains(lower(value), lower(secret)) IS TRUE
    OR list_bool_or(list_transform(escaped_forms(secret) || base64_of(secret),
        lambda text: contains(value, text))) IS TRUE;
CREATE MACRO without(value, secret) AS CASE WHEN secret IS NULL THEN value ELSE list_reduce(
    spellings(secret), lambda text, one: replace(text, one, 'REDACTED'), value) END;
CREATE MACRO without_spellings(value, secrets) AS
    list_reduce(secrets, lambda text, one: without(text, one), value);

-- What else of a request is secret by its name: an answer may repeat that as well. Short ones would
-- be found everywhere, and a body's `token` may be a coin: its name or address.
CREATE MACRO secrets_in_body(body) AS CASE WHEN strlen(body) <= 65_536 THEN list_filter(
    regexp_extract_all(body, '(?i)(?:{{strong}}|"(?:{{whole}}))\\*"\s*:\s*\\*"([^"\\]{8,})', 1)
    || list_transform(regexp_extract_all(body,
        '(?i)(?:^|[&;])(?:[^=&;"\s]*(?:{{strong}})|{{whole}})=([^&;"\s]{8,})', 1),
        lambda one: percent_decoded(one)),
    lambda one: NOT regexp_full_match(one, '[a-z _/-]*|[A-Z _/-]*|{{public id}}')) END;
CREATE MACRO other_secrets(headers, query, body) AS list_distinct(
    coalesce(regexp_extract_all(headers, '(?i)(?:{{strong}})"\s*:\s*\[?\s*"([^"\\]{8,})"', 1), [])
    || list_transform(coalesce(regexp_extract_all(query, '(?i)(?:{{strong}})=([^&;]{8,})', 1), []),
        lambda one: percent_decoded(one))
    || coalesce(secrets_in_body(body), []));

-- What is redacted already, as a query string: by the parameter's name, which stays (OTel url.query).
CREATE MACRO redact_query_as_written(query) AS regexp_replace(query,
    '(?i)(^|[&;?])([^=&;]*key|{{asked}}|x-amz-[a-z-]+|awsaccesskeyid|[^=&;]*(?:key(?:id|%5d|[\]])|secret|token|passw|signature|credential|session|jwt|{{strong}})[^=&;]*)=[^&;]*',
    '\1\2=REDACTED', 'g');
-- The same where letters of a name are encoded: it is read decoded, and stays as it is.
CREATE MACRO redact_query(query) AS CASE
    WHEN regexp_matches(query, '(?i)(?:^|[&;?])[^=&;]*(?:{{hidden}})[^=&;]*=') THEN array_to_string(
        list_transform(regexp_extract_all(query, '[&;?]+|[^&;?]+'), lambda part: CASE
            WHEN contains(part, '=') AND ends_with(
                redact_query_as_written(decoded(split_part(part, '=', 1)) || '='), '=REDACTED')
            THEN split_part(part, '=', 1) || '=REDACTED' ELSE redact_query_as_written(part) END), '')
    ELSE redact_query_as_written(query)
END;

-- What is redacted already, as a path: what follows a telling segment, the tokens of web hooks (Slack's and
-- Teams' by their form; else a hook's UUID is its name), and long segments that nobody reads (lower and upper case and digits: no hash,
-- no file, no id of a chain).
CREATE MACRO redact_segments(path) AS regexp_replace(regexp_replace(path,
    '(?i)(/(?:(?:api[-_]?)?(?:keys?|tokens?|secrets?|auth|jwt|sessions?))/)'
    || '(?:[^/]{0,200}[0-9][^/]{7,}|[^/]{7,}[0-9][^/]*)', '\1REDACTED', 'g'),
    '({{web hook}})[A-Za-z0-9/_-]{16,}'
    || '|(/(?i:services)(?:/[A-Z0-9]{1,24}){0,2}/)(?:[^/]{0,200}[0-9][^/]{7,}|[^/]{7,}[0-9][^/]*)'
    || '|(/(?i:web-?hooks?|hooks?)(?:/[A-Za-z0-9@_.-]{1,80}){0,3}?/)(?:'
    || '[^/:]{21,}[0-9][^/:]*[g-z_][^/:]*|[^/:]*[0-9][^/:]*[g-z_][^/:]{21,}|[^/:]*[0-9][^/:]{21,}[g-z_][^/:]*'
    || '|[^/:]{21,}[g-z_][^/:]*[0-9][^/:]*|[^/:]*[g-z_][^/:]*[0-9][^/:]{21,}|[^/:]*[g-z_][^/:]{21,}[0-9][^/:]*)',
    '\1\2\3REDACTED', 'g');
CREATE MACRO is_public_id(segment, before) AS regexp_full_match(segment, '{{public id}}')
    OR (regexp_full_match(before, '{{before chain id}}') IS TRUE AND regexp_full_match(segment, '{{chain id}}'));
CREATE MACRO redact_path(path) AS CASE
    WHEN regexp_matches(path, '/[A-Za-z0-9_-]{{long}}') THEN list_transform(
        [string_split(redact_segments(path), '/')], lambda segments: array_to_string(
            list_transform(segments, lambda segment, i: CASE
                WHEN regexp_full_match(segment, '[A-Za-z0-9_-]{{long}}') AND regexp_matches(segment, '[A-Z]')
                    AND regexp_matches(segment, '[a-z]') AND regexp_matches(segment, '[0-9]')
                    AND NOT is_public_id(segment, segments[i - 1])
                THEN 'REDACTED' ELSE segment END), '/'))[1]
    ELSE redact_segments(path)
END;

-- An excerpt of what could not be read, where names may be cut off: everything that looks like a
-- key goes as well.
CREATE MACRO excerpt_of(value) AS regexp_replace(regexp_replace(value,
    '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{5,}', 'REDACTED', 'g'),
    '[A-Za-z0-9_~+=-]*[0-9][A-Za-z0-9_~+=-]{15,}|[A-Za-z0-9_~+=-]{15,}[0-9][A-Za-z0-9_~+=-]*',
    'REDACTED', 'g')[:500];
CREATE MACRO redact_excerpt(value) AS excerpt_of(redact_text(value[:2000]));
