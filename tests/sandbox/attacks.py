"""Queries that ask for more than reading the lake, and some that only look as if."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.scale


OUTSIDE = "TOPSECRET-outside-the-lake"


PROXY = "hunter2-proxy-password"


REFUSED = {
    # statements that are no query
    "create table": "CREATE TABLE t AS SELECT 1",
    "create temp table": "CREATE TEMP TABLE t AS SELECT 1",
    "create view": "CREATE OR REPLACE VIEW failures AS SELECT 1",
    "create macro": "CREATE MACRO m() AS TABLE FROM read_text('{secret}')",
    "create secret": "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "insert": "INSERT INTO catalog_vendors SELECT * FROM catalog_vendors",
    "update": "UPDATE catalog_codes SET class = 'auth'",
    "delete": "DELETE FROM catalog_codes",
    "truncate": "TRUNCATE catalog_codes",
    "drop": "DROP VIEW requests",
    "alter": "ALTER VIEW requests RENAME TO gone",
    "copy to": "COPY failures TO '{outside}/stolen.csv'",
    "copy into the lake": "COPY (SELECT 1) TO '{lake}/requests/evil.parquet'",
    "copy over a file of the lake": "COPY (SELECT 1) TO '{file}' (FORMAT parquet)",
    "copy from": "COPY catalog_vendors FROM '{outside}/outside.csv'",
    "copy database": "COPY FROM DATABASE memory TO memory",
    "export": "EXPORT DATABASE '{outside}/stolen'",
    "import": "IMPORT DATABASE '{outside}'",
    "attach": "ATTACH '{outside}/other.duckdb'",
    "attach the lake's views": "ATTACH '{lake}/analyzer.duckdb' AS views",
    "detach": "DETACH memory",
    "use": "USE memory",
    "install": "INSTALL httpfs",
    "force install": "FORCE INSTALL httpfs FROM 'http://127.0.0.1:9/'",
    "load": "LOAD httpfs",
    "set": "SET memory_limit = '1TB'",
    "set threads": "SET threads = 64",
    "set global": "SET GLOBAL enable_external_access = true",
    "set variable": "SET VARIABLE x = 1",
    "reset": "RESET lock_configuration",
    "pragma": "PRAGMA database_list",
    "pragma that sets": "PRAGMA memory_limit = '1TB'",
    "pragma profiling": "PRAGMA enable_profiling = 'json'",
    "call": "CALL pragma_version()",
    "checkpoint": "FORCE CHECKPOINT",
    "vacuum": "VACUUM",
    "begin": "BEGIN TRANSACTION",
    "prepare": "PREPARE p AS SELECT 1",
    "execute": "EXECUTE p",
    "kill": "KILL 1",
    # queries that write
    "delete in a with clause": "WITH x AS (DELETE FROM catalog_codes RETURNING *) FROM x",
    "insert in a with clause": "WITH x AS (INSERT INTO catalog_vendors"
    " SELECT * FROM catalog_vendors RETURNING *) FROM x",
    "update in a with clause": "WITH x AS (UPDATE catalog_codes SET class = 'auth'"
    " RETURNING *) FROM x",
    "copy in a with clause": "WITH x AS (COPY (SELECT 1 AS a) TO '{lake}/requests/evil.parquet')"
    " FROM x",
    "copy over a file in a with clause": "WITH x AS (COPY (SELECT 1 AS a) TO '{file}'"
    " (FORMAT parquet, USE_TMP_FILE false)) FROM x",
    "delete in a nested with clause": "SELECT (WITH x AS (DELETE FROM catalog_codes RETURNING *)"
    " SELECT count(*) FROM x)",
    "select into": "SELECT * INTO stolen FROM requests",
    "explain analyze copy": "EXPLAIN ANALYZE COPY (SELECT 1) TO '{lake}/requests/evil.parquet'",
    "explain analyze with options": "EXPLAIN (ANALYZE) COPY (SELECT 1) TO '{file}'",
    "explain analyze create": "EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1",
    "explain analyze delete": "EXPLAIN ANALYZE DELETE FROM catalog_codes",
    "explain analyze delete in a with clause": "EXPLAIN ANALYZE WITH x AS"
    " (DELETE FROM catalog_codes RETURNING *) FROM x",
    "explain behind comments": "/* a /* b */ */ EXPLAIN -- c\n ANALYZE DROP VIEW requests",
    # several statements, and ways out of parentheses
    "two statements": "SELECT 1; SELECT 2",
    "second statement": "SELECT 1; DROP VIEW failures",
    "second statement behind a comment": "SELECT 1 -- x\n; DELETE FROM catalog_codes",
    "second statement out of a comment": "SELECT 1 /* ; */ ; DELETE FROM catalog_codes",
    "out of parentheses": "SELECT 1) ; DROP VIEW failures; FROM (SELECT 1",
    "out of parentheses by union": "SELECT 1) UNION ALL (WITH x AS"
    " (DELETE FROM catalog_codes RETURNING 1) FROM x",
    "out of parentheses by a comment": "SELECT 1) --",
    "parentheses in a comment that does not end": "SELECT 1) /*",
    "nothing": ";",
    "only a comment": "-- DROP VIEW failures",
    # files
    "read_text of the secret": "FROM read_text('{secret}')",
    "read_text of the secret, relative": "FROM read_text('{lake}/requests/../secret')",
    "read_text of the secret as url": "FROM read_text('file://{secret}')",
    "read_text of a list": "FROM read_text(['{secret}'])",
    "read_text of a name put together": "FROM read_text('{lake}/sec' || 'ret')",
    "read_text of a pattern": "FROM read_text('{lake}/*')",
    "read_text of a symbolic link": "FROM read_text('{lake}/requests/link')",
    "read_text below a linked folder": "FROM read_text('{lake}/requests/folder/outside.csv')",
    "read_text of the Delta log": "FROM read_text('{lake}/loads/_delta_log/*.json')",
    "read_blob": "FROM read_blob('{secret}')",
    "read_csv": "FROM read_csv('{secret}')",
    "read_csv_auto": "FROM read_csv_auto('{outside}/outside.csv')",
    "read_json": "FROM read_json('{secret}')",
    "read_json_objects": "FROM read_json_objects('{secret}')",
    "read_ndjson": "FROM read_ndjson('{secret}')",
    "read_parquet": "FROM read_parquet('{outside}/outside.parquet')",
    "parquet_scan": "FROM parquet_scan('{outside}/outside.parquet')",
    "parquet_metadata": "FROM parquet_metadata('{outside}/outside.parquet')",
    "parquet_schema": "FROM parquet_schema('{outside}/outside.parquet')",
    "parquet_kv_metadata": "FROM parquet_kv_metadata('{outside}/outside.parquet')",
    "parquet_file_metadata": "FROM parquet_file_metadata('{outside}/outside.parquet')",
    "parquet_bloom_probe": "FROM parquet_bloom_probe('{outside}/outside.parquet', 'a', 1)",
    "read_duckdb": "FROM read_duckdb('{lake}/analyzer.duckdb', table_name := 'catalog_codes')",
    "sniff_csv": "FROM sniff_csv('{secret}')",
    "glob": "FROM glob('{lake}/*')",
    "glob of everything": "FROM glob('/**')",
    "a file by its name": "FROM '{secret}'",
    "a csv by its name": "FROM '{outside}/outside.csv'",
    "a parquet by its name": 'FROM "{outside}/outside.parquet"',
    "a subquery that reads a file": "SELECT (SELECT content FROM read_text('{secret}'))",
    "a file in a condition": "SELECT 1 WHERE EXISTS (FROM read_text('{secret}'))",
    "query": "FROM query('FROM read_text(''{secret}'')')",
    "query_table": "FROM query_table('{secret}')",
    "query that deletes": "FROM query('DELETE FROM catalog_codes')",
    "serialised sql": "FROM json_execute_serialized_sql(json_serialize_sql("
    "'FROM read_text(''{secret}'')'))",
    "prepared parameter": "FROM read_text($1)",
    "/proc": "FROM read_text('/proc/self/environ')",
    "environment": "SELECT getenv('HOME')",
    # network and extensions
    "http": "FROM read_csv('http://127.0.0.1:9/x.csv')",
    "https": "FROM 'https://example.com/x.parquet'",
    "s3": "FROM read_parquet('s3://bucket/x.parquet')",
    "postgres": "FROM postgres_scan('host=127.0.0.1', 'a', 'b')",
    "sqlite": "FROM sqlite_scan('{outside}/other.db', 'a')",
    "excel": "FROM read_xlsx('{outside}/x.xlsx')",
    "shell": "FROM shellfs('ls')",
    "installed extensions": "FROM duckdb_extensions()",
    "extension repositories": "FROM duckdb_extension_repositories()",
    # settings by way of functions
    "logging to a file": "FROM enable_logging('QueryLog', storage := 'file',"
    " storage_config := {{'path': '{outside}'}})",
    "profiling to a file": "FROM enable_profiling(format := 'json',"
    " save_location := '{outside}/profile.json')",
    "no logging": "FROM disable_logging()",
    "external resource": "FROM register_external_resource_type('a','b','c','d','e','f','g')",
    # Python
    "a variable of the caller": "FROM frame",
    "a module's variable": "FROM models",
    "a registered function": "FROM python_map_function((SELECT 1))",
    "a pointer": "FROM arrow_scan(0, 0, 0)",
    "a pointer to pandas": "FROM pandas_scan(0)",
}  # fmt: skip


HARMLESS = {
    "settings": "SELECT name, value FROM duckdb_settings()",
    "one setting": "SELECT current_setting('http_proxy')",
    "variables": "FROM duckdb_variables()",
    "a variable": "SELECT getvariable('x')",
    "databases": "FROM duckdb_databases()",
    "logs": "FROM duckdb_logs()",
    "write_log": "SELECT write_log('x')",
    "truncate logs": "FROM truncate_duckdb_logs()",
    "temporary files": "FROM duckdb_temporary_files()",
    "file cache": "FROM duckdb_external_file_cache()",
    "stored secrets": "FROM duckdb_secrets()",
    "prepared statements": "FROM duckdb_prepared_statements()",
    "pragma functions": "FROM pragma_database_size()",
    "checkpoint function": "FROM checkpoint()",
    "a local macro": "SELECT list_transform([1], lambda x: x + 1)",
}


GREEDY = {
    "endless recursion": "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)"
    " SELECT max(n) FROM r",
    "a long series": "SELECT count(*) FROM generate_series(1, 1000000000000) s(n) WHERE n % 7 = 1",
    "cross join": "SELECT count(*) FROM requests a, requests b, requests c"
    " WHERE a.path || b.path < c.path",
    "many groups": "SELECT count(DISTINCT n) FROM range(100000000000) r(n)",
    "a sort": "SELECT n FROM range(100000000000) r(n) ORDER BY hash(n)",
    "a giant text": "SELECT repeat('x', 1000000000000)",
    "many long texts": "SELECT string_agg(repeat('x', 10000000), '') FROM range(100000)",
    "a giant list": "SELECT list(n) FROM range(100000000000) r(n)",
    "a list in one go": "SELECT len(range(100000000000))",
    "padding": "SELECT count(lpad('x', 400000000, n::VARCHAR)) FROM range(1000000) r(n)",
    "a bait for back-tracking": "SELECT count(*) FROM range(100000000000) r(n)"
    " WHERE regexp_matches(repeat('a', 5000) || n, '^(a|aa)+$')",
    "deep nesting": "SELECT " + "(" * 3000 + "1" + ")" * 3000,
    "deep arithmetic": "SELECT 1" + " + 1" * 20000,
}


BEYOND_DUCKDB = {
    "a value of two gigabytes": "SELECT printf('%2000000000d', 1)",
    "a long value that looks at no clock": "SELECT bitstring('1', 999999999)",
    "long values in many rows": "SELECT repeat('x', 100000000) FROM range(100)",
    "parentheses that never close": "SELECT " + "(" * 8000,
    "a text that overflows the parser's stack": "SELECT * FROM (" * 100000 + "1" + ")" * 100000,
    "a text of megabytes": "SELECT 1" + " UNION ALL SELECT 1" * 100000,
}
