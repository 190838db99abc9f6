r"""Errors of HTTP clients in Java, Kotlin, Scala, .NET, Rust, Ruby, PHP, Elixir, Dart and Swift, as programs print them: in a message, or in the
stack trace behind it.

Sources: OpenFeign, FeignException and RetryableException; spring-web, RestClientResponseException and
ResourceAccessException; spring-webflux, WebClientResponseException and WebClientRequestException; reactor-netty, PrematureCloseException;
Retrofit, HttpException; Apache Camel, HttpOperationFailedException; google-http-java-client, HttpResponseException; clients of exchanges, market_answers.py; rescu, HttpStatusIOException; Mule's HTTP connector; fabric8, KubernetesClientException; Polly, TimeoutRejectedException; System.Net.Http, HttpResponseMessage.EnsureSuccessStatusCode and
HttpRequestException; Apache HttpClient, RetryExec; excon, Excon::Error; http.rb, HTTP::Error (MIT);
HTTParty, HTTParty::ResponseError (MIT); Ruby, Net::HTTPResponse#error!; HTTPoison, Finch, Req, Tesla and Mint; AWS SDK, SdkServiceException; reqwest, error.rs; sttp, SttpClientException; Akka, StreamTcpException; faraday, Faraday::Error; package http of Dart,
ClientException, and dio, DioException; Foundation, NSURLErrorDomain; Alamofire, AFError; clj-http, wrap-exceptions; HTTP.jl,
StatusError; the C++ REST SDK, http_client_asio.cpp and http_client_winhttp.cpp; Crystal, Socket::Addrinfo; Indy, EIdHTTPProtocolException;
AzureAD for PowerShell. A message and its stack trace tell one failure, which has the
message's time. Some name no URL: then only the status, or the reason, is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analyzer.formats import Assemble, Sample, row
from analyzer.formats.kinds.failures.aws_answers import with_aws_answer
from analyzer.formats.kinds.failures.bodies_below import with_announced_bodies
from analyzer.formats.kinds.failures.calls_above import CallsAbove
from analyzer.formats.kinds.failures.calls_below import with_calls_below
from analyzer.formats.kinds.failures.client_failures import PATTERNS, failure, message
from analyzer.formats.kinds.failures.dotnet_causes import with_dotnet_causes
from analyzer.formats.kinds.failures.foundation_causes import with_foundation_causes
from analyzer.formats.kinds.failures.java_causes import with_java_causes
from analyzer.formats.kinds.failures.java_network import JavaStatements, marked
from analyzer.formats.kinds.failures.market_answers import with_market_answer
from analyzer.formats.kinds.failures.ruby_classes import with_ruby_classes
from analyzer.formats.kinds.failures.rust_causes import with_rust_causes
from analyzer.formats.kinds.failures.stack_traces import Messages
from analyzer.formats.kinds.named_statuses import numbered
from analyzer.formats.kinds.text_lines import lines_and_ahead, text_format
from analyzer.formats.kinds.words.retries import RetriesOfTold

# A program's own object, also behind what a collector put before it: it has a level.
_OBJECT = re.compile(
    r'^(?:\{.*|[^{\n]{1,160}\{"(?=[^\n]*"@?(?:level|severity)":)[^\n]*\})$', re.MULTILINE
)

_FORMAT = text_format(
    "client_errors",
    "Errors of clients in Java, Kotlin, Scala, .NET, Rust, Ruby, PHP, Elixir, Dart and Swift, as text: Feign, Spring, Retrofit, HttpClient, reqwest",
    PATTERNS,
    (
        Sample(
            "2026-11-19T10:00:00.250Z ERROR 7 --- [main] c.t.Bot : order failed\n"
            "feign.FeignException$TooManyRequests: [429 Too Many Requests] during [POST] to "
            "[https://api.tickdb.ai/v1/orders] [Api#order(int)]: [{}]\n"
            "\tat feign.FeignException.clientErrorStatus(FeignException.java:249)\n"
            "Caused by: feign.FeignException$TooManyRequests: [429 Too Many Requests] during [POST] to "
            "[https://api.tickdb.ai/v1/orders] [Api#order(int)]: [{}]\n"
            "2026-11-19T10:00:01.250Z ERROR 7 --- [main] c.t.Bot : call failed: 503 Service Unavailable "
            "from GET https://api.tickdb.ai/v1/x?a=1\n"
            "2026-11-19T10:00:02.250Z WARN 7 --- [main] c.t.Bot : I/O error on GET request for "
            '"https://api.tickdb.ai/v1/y": Connection refused\n'
            "2026-11-19T10:00:03.250Z WARN 7 --- [main] c.t.Bot : Read timed out executing GET "
            "https://api.tickdb.ai/v1/z\n"
            "2026-11-19T10:00:03.500Z INFO 7 --- [main] c.t.Log : Response: 503 SERVICE_UNAVAILABLE for "
            "GET https://api.tickdb.ai/v1/u\n"
            "2026-11-19T10:00:04.250Z INFO 7 --- [main] c.t.Bot : started\n"
            "feign.RetryableException: Timeout deadline: 3000 MILLISECONDS, actual: 3000 MILLISECONDS "
            "executing POST https://api.tickdb.ai/v1/v\n"
            "2026-11-19T10:00:05.250Z ERROR 7 --- [main] c.t.Bot : call failed\n"
            "org.springframework.web.reactive.function.client.WebClientResponseException$TooManyRequests: 429 Too Many Requests\n",
            rows=(
                row("10:00:00.25 POST api.tickdb.ai/v1/orders -> 429"),
                row("GET ?a=1 -> 503"),
                row("/v1/y -> connect"),
                row("/v1/z -> timeout"),
                row("10:00:03.5 GET api.tickdb.ai/v1/u -> 503"),
                row("10:00:04.25 POST /v1/v -> timeout"),
                row("10:00:05.25 -> 429", host=None),
            ),
            skipped=5,
        ),
        Sample(
            r"""2026-11-19 10:00:00.250 ERROR [main] c.t.Bot - signing failed
com.google.api.client.http.HttpResponseException: 429 Too Many Requests
    POST https://api.tickdb.ai/v1/orders
    <html>
	at com.google.api.client.http.HttpRequest.execute(HttpRequest.java:1118)
2026-11-19 10:00:01.250 WARN  (Camel (camel-1) thread #10 - seda://orders) (SedaConsumer) Error processing exchange. Exchange[]. Caused by: [org.apache.camel.http.common.HttpOperationFailedException - HTTP operation failed invoking https://api.tickdb.ai/v1/x with statusCode: 503]
org.apache.camel.http.common.HttpOperationFailedException: HTTP operation failed invoking https://api.tickdb.ai/v1/x with statusCode: 503
	at org.apache.camel.component.http.HttpProducer.process(HttpProducer.java:215)
2026-11-19T10:00:02.250000Z ERROR opentelemetry_sdk:  name="BatchSpanProcessor.Flush.ExportError" reason="InternalFailure(\"reqwest::Error { kind: Status(400, None), url: \\\"https://api.tickdb.ai/v1/logs\\\" }\")" Failed during the export process
2026-11-19T10:00:03.250000Z ERROR bot: error="reqwest::Error { kind: Request, url: Url { scheme: \"https\", username: \"\", host: Some(Domain(\"api.tickdb.ai\")), port: None, path: \"/v1/y\", query: None }, source: TimedOut }"
""",
            rows=(
                row("10:00:00.25 POST api.tickdb.ai/v1/orders -> 429"),
                row("10:00:01.25 api.tickdb.ai/v1/x -> 503"),
                row("10:00:02.25 api.tickdb.ai/v1/logs -> 400"),
                row("10:00:03.25 https://api.tickdb.ai/v1/y -> timeout"),
            ),
            skipped=6,
        ),
        # RestSharp's status, as .NET prints it, and the sink of Confluent for HTTP.
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [WRN] API call failed. StatusCode: TooManyRequests, Content: {"code":3001,"message":"slow down"}
2026-11-19 10:00:01.250 +00:00 [INF] idle
[2026-11-19 10:00:02,250] ERROR Error while processing HTTP request with Url : https://api.tickdb.ai/v1/orders, Payload : [{"a":1}], Status code : 503, Reason Phrase : Service Unavailable, Response Content : {"code":5001,"message":"no"} (io.confluent.connect.http.writer.HttpWriterImpl:160)
""",
            rows=(
                row("10:00:00.25 -> 429", code="3001", message="slow down"),
                row("10:00:02.25 api.tickdb.ai/v1/orders -> 503", code="5001", message="no"),
            ),
            skipped=1,
        ),
        # Mule tells it in a table below the message; sttp; and PHP within the error log of Apache httpd.
        Sample(
            """ERROR 2026-11-19 10:00:00,250 [[MuleRuntime].uber.04: [orders].flow.CPU_INTENSIVE @2c9e1a] [processor: ; event: 0-abc] org.mule.runtime.core.internal.exception.OnErrorPropagateHandler:
********************************************************************************
Message               : HTTP GET on resource 'https://api.tickdb.ai:443/v1/x' failed: too many requests (429).
Element               : flow/processors/1 @ orders:orders.xml:21 (Request)
Error type            : HTTP:TOO_MANY_REQUESTS
********************************************************************************
ERROR 2026-11-19 10:00:01,250 [[MuleRuntime].uber.04: [orders].flow.CPU_INTENSIVE @2c9e1a] [processor: ; event: 0-abd] org.mule.runtime.core.internal.exception.OnErrorPropagateHandler:
********************************************************************************
Message               : HTTP POST on resource 'https://api.tickdb.ai:443/v1/y' failed: Timeout exceeded.
Error type            : HTTP:TIMEOUT
2026-11-19 10:00:02.250 [main] ERROR q.Bot - failed
sttp.client3.HttpError: statusCode: 429, response: {"code":3001,"message":"slow down"}
	at sttp.client3.ResponseAs$.$anonfun$deserializeCatchingExceptions$1(ResponseAs.scala:100)
[Thu Nov 19 10:00:03.250000 2026] [fcgid:warn] [pid 311:tid 1401] [client 10.0.0.7:51022] mod_fcgid: stderr: PHP Fatal error:  Uncaught GuzzleHttp\\\\Exception\\\\ClientException: Client error: `GET https://api.tickdb.ai/v1/z` resulted in a `429 Too Many Requests` response in /app/RequestException.php:113
[Thu Nov 19 10:00:03.250010 2026] [fcgid:warn] [pid 311:tid 1401] [client 10.0.0.7:51022] mod_fcgid: stderr: Stack trace:
""",
            rows=(
                row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429"),
                row("10:00:01.25 POST https://api.tickdb.ai/v1/y -> timeout"),
                row("10:00:02.25 -> 429", code="3001", message="slow down"),
                row("10:00:03.25 GET https://api.tickdb.ai/v1/z -> 429"),
            ),
            skipped=11,
        ),
        # fluentd, of the AWS SDK for Ruby (issue 215 of fluent-plugin-s3).
        Sample(
            """2026-11-19 10:00:00 +0000 [warn]: temporarily failed to flush the buffer. next_retry=2026-11-19 10:00:45 +0000 error_class="Seahorse::Client::NetworkingError" error="execution expired" plugin_id="object:f145b4"
  2026-11-19 10:00:00 +0000 [warn]: /opt/td-agent/lib/ruby/2.1.0/net/http.rb:879:in `initialize'
""",
            rows=(row("10:00:00 -> timeout"),),
            skipped=1,
        ),
        # Clients of languages that are used less.
        Sample(
            """2026-11-19 10:00:00.250 ERROR [worker-1] app.core - fetch failed
clojure.lang.ExceptionInfo: clj-http: status 429 {:cached nil, :headers {"Retry-After" "30"}, :status 429, :type :clj-http.client/unexceptional-status}
	at slingshot.support$stack_trace.invoke(support.clj:201)
2026-11-19 10:00:01.250 [error] GET https://api.tickdb.ai/v1/a failed: WinHttpSendRequest: 12007: The server name or address could not be resolved
2026-11-19 10:00:02.250 [error] https://api.tickdb.ai/v1/b: Failed to connect to any resolved endpoint
2026-11-19 10:00:03.250 [error] GET https://api.tickdb.ai/v1/c: Error resolving address
2026-11-19 10:00:04 UTC [error] FetchJob : Hostname lookup for api.tickdb.ai failed: Try again
2026-11-19 10:00:05 UTC [error] StoreJob : Hostname lookup for postgres failed: Try again
2026-11-19 10:00:06.250 -Error | Exception class EIdHTTPProtocolException with message 'HTTP/1.1 503 Service Unavailable'
2026-11-19 10:00:07 [ERROR] Get-AzureAdAuditSigninLogs : Error occurred while executing GetAuditSignInLogs
Code: UnknownError
HttpStatusCode: 429
HttpStatusDescription: Too Many Requests
2026-11-19 10:00:08.250 [error] {:error, %MachineGun.Error{reason: :closed}}
2026-11-19 10:00:09.250 [error] [Honeybadger] connection error: :connect_timeout
2026-11-19 10:00:10.250 Error: exception = HTTP.Exceptions.StatusError(404, "POST", "/v1/d", HTTP.Messages.Response:
""",
            rows=(
                row("10:00:00.25 -> 429", retry_after_s=30.0),
                row("10:00:01.25 GET api.tickdb.ai/v1/a -> dns"),
                row("10:00:02.25 api.tickdb.ai/v1/b -> connect"),
                row("10:00:03.25 GET api.tickdb.ai/v1/c -> dns"),
                row("10:00:04 -> dns", host="api.tickdb.ai"),
                row("10:00:06.25 -> 503"),
                row("10:00:07 -> 429"),
                row("10:00:08.25 -> reset"),
                row("10:00:09.25 -> timeout"),
                row("10:00:10.25 POST /v1/d -> 404"),
            ),
            skipped=6,
        ),
        # What sttp and Akka say, with the reason below.
        Sample(
            """2026-11-19 10:00:00.250 ERROR [main] c.t.Bot - request failed
sttp.client4.SttpClientException$ResponseHandlingException: Exception when sending request: GET https://api.tickdb.ai/v1/x
	at sttp.client4.SttpClientExceptionExtensions.defaultExceptionToSttpClientException(SttpClientExceptionExtensions.scala:30)
Caused by: sttp.client4.ResponseException$UnexpectedStatusCode: statusCode: 429, response: slow down
2026-11-19 10:00:01.250 ERROR [main] c.t.Bot - request failed
sttp.client3.SttpClientException$ReadException: Exception when sending request: POST https://api.tickdb.ai/v1/y
Caused by: java.net.http.HttpTimeoutException: request timed out
2026-11-19 10:00:02.250 ERROR [main] c.t.Bot - received failure
akka.http.impl.engine.client.OutgoingConnectionBlueprint$UnexpectedConnectionClosureException: The http server closed the connection unexpectedly before delivering responses for 1 outstanding requests
	at akka.http.impl.engine.client.OutgoingConnectionBlueprint$.$anonfun$apply$6(OutgoingConnectionBlueprint.scala:123)
""",
            rows=(
                row("10:00:00.25 GET https://api.tickdb.ai/v1/x -> 429"),
                row("10:00:01.25 POST https://api.tickdb.ai/v1/y -> timeout"),
                row("10:00:02.25 -> reset"),
            ),
            skipped=7,
        ),
        # RestClient of Elasticsearch has the answer below.
        Sample(
            """2026-11-19 10:00:00.250 ERROR [main] c.t.Bot - search failed
org.elasticsearch.client.ResponseException: method [POST], host [http://es.tickdb.ai:9200], URI [/i/_search], status line [HTTP/1.1 429 Too Many Requests]
{"error":{"type":"circuit_breaking_exception","reason":"Data too large"},"status":429}
""",
            rows=(
                row(
                    "10:00:00.25 POST http://es.tickdb.ai:9200/i/_search -> 429",
                    body='{"error":{"type":"circuit_breaking_exception","reason":"Data too large"},"status":429}',
                ),
            ),
            skipped=2,
        ),
        # WooCommerce's client for PHP.
        Sample(
            """2026-11-19 10:00:00.250000+0000 App[612:9001] responseValidationFailed(reason: Alamofire.AFError.ResponseValidationFailureReason.unacceptableStatusCode(code: 429))
2026-11-19 10:00:01.250000+0000 App[612:9001] Response status code was unacceptable: 503.
2026-11-19 10:00:02.250000+0000 App[612:9001] Response could not be decoded because of error:
2026-11-19 10:00:03.250000+0000 App[612:9001] [https://api.tickdb.ai/v1/me] Response status code was unacceptable: 404.
""",
            rows=(
                row("10:00:00.25 -> 429"),
                row("10:00:01.25 -> 503"),
                row("10:00:03.25 api.tickdb.ai/v1/me -> 404"),
            ),
            skipped=1,
        ),
        Sample(
            """[19-Nov-2026 10:00:00 UTC] PHP Fatal error:  Uncaught Automattic\\WooCommerce\\HttpClient\\HttpClientException: cURL Error: Operation timed out after 30009 milliseconds with 0 bytes received in /app/vendor/automattic/woocommerce/src/WooCommerce/HttpClient/HttpClient.php:417
Stack trace:
#0 {main}
[19-Nov-2026 10:00:01 UTC] PHP Fatal error:  Uncaught Automattic\\WooCommerce\\HttpClient\\HttpClientException: cURL Error: Failed to connect to api.tickdb.ai port 443: Connection refused in /app/HttpClient.php:365
""",
            rows=(
                row("09:59:29.991 -> timeout in 30009 ms"),
                row("10:00:01 -> connect", host="api.tickdb.ai"),
            ),
            skipped=2,
        ),
        Sample(
            """2026-11-19 10:00:00.250  WARN 1 --- [erListUpdater-0] c.n.l.PollingServerListUpdater : Failed one update cycle

io.fabric8.kubernetes.client.KubernetesClientException: Failure executing: GET at: https://10.96.0.1/api/v1/endpoints/a. Message: Forbidden!Configured service account doesn't have access. endpoints "a" is forbidden.
2026-11-19 10:00:01.250 ERROR Bot: Failure executing: POST at: https://10.96.0.1/api/v1/pods. Message: pods "a" already exists. Received status: Status(apiVersion=v1, code=409, details=StatusDetails(causes=[]), kind=Status, reason=AlreadyExists, status=Failure).
2026-11-19 10:00:02.250 ERROR Bot: Error executing: GET at: https://10.96.0.1/api/v1/pods. Cause: Connection refused
2026-11-19 10:00:03.250  WARN 1 --- [or-http-epoll-1] r.netty.http.client.HttpClientConnect : [590d374a-1, L:/10.0.0.7:47144 ! R:10.0.0.2/10.0.0.2:8085] The connection observed an error

reactor.netty.http.client.PrematureCloseException: Connection prematurely closed BEFORE response
""",
            rows=(
                row("10:00:00.25 GET 10.96.0.1/api/v1/endpoints/a -> 403"),
                row("10:00:01.25 POST 10.96.0.1/api/v1/pods -> 409"),
                row("10:00:02.25 GET 10.96.0.1/api/v1/pods -> connect"),
                row("10:00:03.25 -> reset"),
            ),
            skipped=4,
        ),
        Sample(
            """2026-11-19 10:00:00.250 [main] ERROR c.t.Bot - GET https://api.tickdb.ai/v1/x failed: java.io.IOException: HTTP/1.1 header parser received no bytes
2026-11-19 10:00:01.250 [main] ERROR c.t.Bot - POST https://api.tickdb.ai/v1/y failed: java.net.ConnectException
2026-11-19 10:00:02.250 [main] ERROR c.t.Bot - GET https://api.tickdb.ai/v1/z failed: java.io.IOException: Unexpected code Response{protocol=http/1.1, code=401, message=Unauthorized, url=https://api.tickdb.ai/v1/z}
2026-11-19 10:00:03.250 [main] ERROR c.t.Bot - GET https://api.tickdb.ai/v1/w failed: java.io.IOException: Server returned HTTP response code: 429 for URL: https://api.tickdb.ai/v1/w
2026-11-19 10:00:04.250 [main] ERROR c.t.Bot - GET https://api.tickdb.ai/v1/v failed: java.lang.Exception
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/x -> reset"),
                row("10:00:01.25 POST api.tickdb.ai/v1/y -> connect"),
                row("10:00:02.25 GET api.tickdb.ai/v1/z -> 401"),
                row("10:00:03.25 GET api.tickdb.ai/v1/w -> 429"),
                row("10:00:04.25 GET api.tickdb.ai/v1/v -> other"),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [ERR] fetch failed
System.Net.Http.HttpRequestException: Response status code does not indicate success: 429 (Too Many Requests).
   at System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()
2026-11-19 10:00:01.250 +00:00 [ERR] fetch failed
System.Net.Http.HttpRequestException: Connection refused (api.tickdb.ai:443)
 ---> System.Net.Sockets.SocketException (111): Connection refused
2026-11-19 10:00:02.250 +00:00 [ERR] fetch failed
System.Net.Http.HttpRequestException: Resource temporarily unavailable (api.tickdb.ai:443)
 ---> System.Net.Sockets.SocketException (11): Resource temporarily unavailable
""",
            rows=(
                row("10:00:00.25 -> 429"),
                row("10:00:01.25 -> connect", host="api.tickdb.ai"),
                row("10:00:02.25 -> dns", host="api.tickdb.ai"),
            ),
            skipped=6,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z  WARN bot::api: HTTP status client error (429 Too Many Requests) for url (https://api.tickdb.ai/v1/x)
2026-11-19T10:00:01.250Z ERROR bot::api: error sending request for url (https://api.tickdb.ai/v1/y): operation timed out
error sending request for url (https://api.tickdb.ai/v1/y): operation timed out
2026-11-19T10:00:02.250Z ERROR bot::api: error sending request for url (https://api.tickdb.ai/v1/z)
2026-11-19T10:00:03.250Z ERROR bot::api: POST /w failed: error sending request for url (https://api.tickdb.ai/v1/w): connection refused
""",
            rows=(
                row("/v1/x -> 429"),
                row("/v1/y -> timeout"),
                row("/v1/z -> other", method=None),
                row("10:00:03.25 POST api.tickdb.ai/v1/w -> connect"),
            ),
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:00.250 ERROR Api - sttp.client3.SttpClientException$TimeoutException: Exception when sending request: GET https://api.tickdb.ai/v1/x
11-19 10:00:01.250  4711  4730 I flutter : ClientException with SocketException: Failed host lookup: 'api.tickdb.ai' (OS Error: No address associated with hostname, errno = 7), uri=https://api.tickdb.ai/v1/y
2026-11-19 10:00:02.250+0000 App[1:2] Task <5A3C6E7F>.<1> finished with error [-1001] Error Domain=NSURLErrorDomain Code=-1001 "The request timed out." UserInfo={_kCFStreamErrorCodeKey=-2102, NSErrorFailingURLStringKey=https://api.tickdb.ai/v1/z, NSLocalizedDescription=The request timed out.}
E, [2026-11-19T10:00:03.250000 #7] ERROR -- : Faraday::TooManyRequestsError (the server responded with status 429 for GET https://api.tickdb.ai/v1/w)
E, [2026-11-19T10:00:04.250000 #7] ERROR -- : Net::ReadTimeout with #<TCPSocket:(closed)>
19-Nov-2026 10:00:05	npm ERR! 429 Too Many Requests - GET https://registry.tickdb.ai/@bot/x
""",
            rows=(
                row("10:00:00.25 GET /v1/x -> timeout"),
                row("10:00:01.25 /v1/y -> dns"),
                row("10:00:02.25 /v1/z -> timeout"),
                row("10:00:03.25 GET /v1/w -> 429"),
                row("10:00:04.25 -> timeout"),
                row("10:00:05 GET registry.tickdb.ai/@bot/x -> 429"),
            ),
        ),
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [ERR] fetch failed
System.Net.Http.HttpRequestException: Response status code does not indicate success: TooManyRequests
   at System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()
2026-11-19 10:00:01.250 +00:00 [WRN] Call failed. StatusCode: Unauthorized, ReasonPhrase: 'Unauthorized'
2026-11-19 10:00:02.250 +00:00 [ERR] Request failed with status code Forbidden
2026-11-19 10:00:03.250 +00:00 [ERR] Flurl.Http.FlurlHttpException: Call failed with status code 429 (Too Many Requests): GET https://api.tickdb.ai/v1/x
2026-11-19T10:00:04.250Z ERROR 7 --- [main] c.t.Bot : org.springframework.web.client.HttpClientErrorException: 429 TOO_MANY_REQUESTS
2026-11-19T10:00:05.250Z WARN 7 --- [main] c.t.Bot : upstream answered HttpStatus.BAD_GATEWAY
2026-11-19T10:00:06.250Z WARN 7 --- [main] c.t.Web : Resolved [ResponseStatusException: 404 NOT_FOUND]
2026-11-19T10:00:07.250Z WARN 7 --- [main] c.t.Bot : bought 429 TOO_MANY
""",
            rows=(
                row("10:00:00.25 -> 429"),
                row("10:00:01.25 -> 401"),
                row("10:00:02.25 -> 403"),
                row("10:00:03.25 GET api.tickdb.ai/v1/x -> 429"),
                row("10:00:04.25 -> 429"),
                row("10:00:05.25 -> 502"),
            ),
            skipped=4,
        ),
        Sample(
            """2026-11-19T10:00:00.250Z WARN [Bot] Unable to call https://api.tickdb.ai/v1/x
java.net.SocketTimeoutException: Read timed out
        at java.net.SocketInputStream.socketRead0(Native Method) ~[?:1.8.0_131]
        at okhttp3.internal.http1.Http1Codec.readResponse(Http1Codec.java:191) ~[bot.jar:?]
2026-11-19T10:00:01.250Z ERROR [Bot] database failed
java.net.ConnectException: Connection refused
	at org.postgresql.core.PGStream.createSocket(PGStream.java:243)
2026-11-19T10:00:02.250Z ERROR [Bot] quote failed
java.lang.RuntimeException: java.net.UnknownHostException: api.tickdb.ai
	at com.example.Api.get(Api.java:3)
Caused by: java.net.UnknownHostException: api.tickdb.ai
	at java.base/sun.net.www.protocol.http.HttpURLConnection.getInputStream(HttpURLConnection.java:1600)
2026-11-19T10:00:03.250Z ERROR [Bot] quote failed
javax.net.ssl.SSLHandshakeException: PKIX path building failed
	at java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:586)
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> timeout"),
                row("10:00:02.25 api.tickdb.ai -> dns"),
                row("10:00:03.25 -> tls"),
            ),
            skipped=12,
        ),
        Sample(
            """2026-11-19 10:00:00.250  INFO 7 --- [main] o.a.http.impl.execchain.RetryExec : I/O exception (java.net.SocketException) caught when processing request to {s}->https://api.tickdb.ai:443: Connection reset
2026-11-19 10:00:00.260  INFO 7 --- [main] o.a.http.impl.execchain.RetryExec : Retrying request to {s}->https://api.tickdb.ai:443
Nov 19, 2026 10:00:01 AM org.apache.http.impl.execchain.RetryExec execute
INFO: I/O exception (org.apache.http.NoHttpResponseException) caught when processing request to {tls}->http://proxy:3128->https://api.tickdb.ai:443: The target server failed to respond
2026-11-19T10:00:02.250Z app[web.6]: Excon::Error::TooManyRequests (Expected([200, 201]) <=> Actual(429 Too Many Requests)
2026-11-19 10:00:03.250 [error] order failed: {:error, %HTTPoison.Error{id: nil, reason: :nxdomain}}
2026-11-19 10:00:04.250 [error] ** (MatchError) no match of right hand side value: {:error, %Mint.TransportError{reason: :closed}}
2026-11-19 10:00:05.250 [error] {:error, %HTTPoison.Error{reason: reason}} -> retry(reason)
2026-11-19 10:00:05.500 WARN could not submit
java.io.IOException: Server returned HTTP response code: 429 for URL: https://api.tickdb.ai/v1/y
	at sun.net.www.protocol.http.HttpURLConnection.getInputStream(HttpURLConnection.java:1589)
2026-11-19 10:00:05.750 ERROR update failed
	Suppressed: org.elasticsearch.client.ResponseException: method [POST], host [http://es.tickdb.ai:9200], URI [/i/_update?a=1], status line [HTTP/1.1 429 Too Many Requests]
2026-11-19T10:00:06.250Z ERROR bot: reqwest::Error { kind: Request, url: Url { scheme: "https", username: "", host: Some(Domain("api.tickdb.ai")), port: None, path: "/v1/x", query: None }, source: TimedOut }
2026-11-19T10:00:06.500Z ERROR bot: reqwest::Error { kind: Status(429), url: Url { scheme: "https", username: "", host: Some(Domain("api.tickdb.ai")), port: None, path: "/v1/z", query: None } }
2026-11-19T10:00:06.750Z ERROR bot: reqwest::Error { kind: Status(503, None), url: "https://api.tickdb.ai/v1/u" }
E, [2026-11-19T10:00:07.250000 #7] ERROR -- : RestClient::Exceptions::ReadTimeout: Timed out reading data from server
E, [2026-11-19T10:00:08.250000 #7] ERROR -- : SocketError: Failed to open TCP connection to api.tickdb.ai:443 (getaddrinfo: Name or service not known)
E, [2026-11-19T10:00:09.250000 #7] ERROR -- : OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 state=error: certificate verify failed
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai -> reset"),
                row("10:00:01 api.tickdb.ai -> reset"),
                row("10:00:02.25 -> 429"),
                row("10:00:03.25 -> dns"),
                row("10:00:04.25 -> reset"),
                row("10:00:05.5 api.tickdb.ai/v1/y -> 429"),
                row("10:00:05.75 POST http://es.tickdb.ai:9200/i/_update?a=1 -> 429"),
                row("10:00:06.25 https://api.tickdb.ai/v1/x -> timeout"),
                row("10:00:06.5 https://api.tickdb.ai/v1/z -> 429"),
                row("10:00:06.75 api.tickdb.ai/v1/u -> 503"),
                row("10:00:07.25 -> timeout"),
                row("10:00:08.25 -> dns", host="api.tickdb.ai:443"),
                row("10:00:09.25 -> tls"),
            ),
            skipped=6,
        ),
        Sample(
            r"""E, [2026-11-19T10:00:00.250000 #7] ERROR -- : HTTP::TimeoutError: Read timed out after 5 seconds on https://api.tickdb.ai/v1/w
E, [2026-11-19T10:00:01.250000 #7] ERROR -- : HTTP::ConnectionError: failed to connect: Connection refused - connect(2) for "api.tickdb.ai" port 443
E, [2026-11-19T10:00:02.250000 #7] ERROR -- : HTTParty::ResponseError: Code 503 - {"message":"no"}
E, [2026-11-19T10:00:03.250000 #7] ERROR -- : Net::HTTPClientException: 429 "Too Many Requests"
E, [2026-11-19T10:00:04.250000 #7] ERROR -- : Net::HTTPFatalError (502 "Bad Gateway")
2026-11-19 10:00:05.250 [error] failed: {:ok, %HTTPoison.Response{status_code: 429, body: "{\"message\":\"slow\"}", headers: [{"Retry-After", "30"}], request_url: "https://api.tickdb.ai/v1/x"}}
2026-11-19 10:00:06.250 [error] %HTTPoison.Response{body: "status: 200", headers: [], request_url: "https://api.tickdb.ai/v1/y", status_code: 404}
2026-11-19 10:00:07.250 [error] %Tesla.Env{method: :get, url: "https://api.tickdb.ai/v1/z", query: [], headers: [], body: "no", status: 503, opts: []}
2026-11-19 10:00:08.250 [error] {:error, %Req.Response{status: 429, headers: %{"retry-after" => ["30"]}, body: ""}}
2026-11-19 10:00:09.250 [info] {:ok, %Finch.Response{status: 200, body: "", headers: []}}
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/w -> timeout"),
                row("10:00:01.25 -> connect"),
                row("10:00:02.25 -> 503"),
                row("10:00:03.25 -> 429"),
                row("10:00:04.25 -> 502"),
                row("10:00:05.25 api.tickdb.ai/v1/x -> 429"),
                row("10:00:06.25 api.tickdb.ai/v1/y -> 404"),
                row("10:00:07.25 api.tickdb.ai/v1/z -> 503"),
                row("10:00:08.25 -> 429", host=None),
            ),
            skipped=1,
        ),
        Sample(
            "HTTP status client error (429 Too Many Requests) for url (https://api.tickdb.ai/v1/x)\n",
            rejects=1,
        ),
        Sample(
            """2026-11-19T10:00:00.250000Z ERROR app: Error: error sending request for url (https://api.tickdb.ai/v1/x)

Caused by:
    0: client error (Connect)
    1: dns error: failed to lookup address information: Name or service not known
2026-11-19T10:00:01.250000Z ERROR app: error sending request for url (https://api.tickdb.ai/v1/y)
2026-11-19T10:00:02.250000Z  INFO app: stopped
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> dns"),
                row("10:00:01.25 api.tickdb.ai/v1/y -> other"),
            ),
            skipped=5,
        ),
        # Guzzle, ConnectException and RequestException (MIT), in a log that is not Monolog's.
        Sample(
            """2026-11-19 10:00:00 ERROR sync failed: cURL error 28: Operation timed out after 10001 milliseconds with 0 bytes received (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for https://api.tickdb.ai/v1/x
2026-11-19 10:00:01 ERROR sync failed: cURL error 6: Could not resolve host: api.tickdb.ai (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for https://api.tickdb.ai/v1/y
2026-11-19 10:00:02 INFO cURL error handling is on
[19-Nov-2026 10:00:03 UTC] WP_Error: cURL error 7: Failed to connect to api.tickdb.ai port 443: Connection refused
""",
            rows=(
                row("10:00:03 -> connect", host="api.tickdb.ai"),
                row("09:59:49.999 api.tickdb.ai/v1/x -> timeout in 10001 ms"),
                row("10:00:01 api.tickdb.ai/v1/y -> dns"),
            ),
            skipped=1,
        ),
        Sample(
            """2026-11-19 10:00:00.250 [worker-1] ERROR c.t.Bot - Failed
io.ktor.client.plugins.ClientRequestException: Client request(GET https://api.tickdb.ai/v1/a) invalid: 429 Too Many Requests. Text: "{"code":3001}"
2026-11-19 10:00:01.250 [worker-1] ERROR c.t.Bot - Failed
io.ktor.client.plugins.ServerResponseException: Server error(POST https://api.tickdb.ai/v1/b: 503 Service Unavailable. Text: "no"
2026-11-19 10:00:02.250 [worker-1] ERROR c.t.Bot - Failed: Connect timeout has expired [url=https://api.tickdb.ai/v1/c, connect_timeout=unknown ms]
""",
            rows=(
                row("10:00:00.25 GET api.tickdb.ai/v1/a -> 429"),
                row("10:00:01.25 POST api.tickdb.ai/v1/b -> 503"),
                row("10:00:02.25 api.tickdb.ai/v1/c -> timeout"),
            ),
            skipped=2,
        ),
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [ERR] Poll failed
System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception.
 ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid
   at System.Net.Security.SslStream.SendAuthResetSignal(ProtocolToken message)
2026-11-19 10:00:01.250 +00:00 [ERR] Poll failed
System.Net.WebException: The remote server returned an error: (429) Too Many Requests.
   at System.Net.HttpWebRequest.GetResponse()
2026-11-19 10:00:02.250 +00:00 [ERR] Poll failed: The remote name could not be resolved: 'api.tickdb.ai'
2026-11-19 10:00:03.250 +00:00 [ERR] Poll failed
System.Net.WebException: Unable to connect to the remote server ---> System.Net.Sockets.SocketException: No connection could be made
2026-11-19T10:00:04.250Z warn: Polly[0]
      Resilience event occurred. EventName: 'OnRetry', Result: 'An error occurred while sending the request.'
      System.Net.Http.HttpRequestException: An error occurred while sending the request.
       ---> System.IO.IOException: Unable to read data from the transport connection: Connection reset by peer.
       ---> System.Net.Sockets.SocketException (104): Connection reset by peer
""",
            rows=(
                row("10:00:00.25 -> tls", host=None),
                row("10:00:01.25 -> 429"),
                row("10:00:02.25 -> dns", host="api.tickdb.ai"),
                row("10:00:03.25 -> connect"),
                row("10:00:04.25 -> reset"),
            ),
            skipped=10,
        ),
        # AWS SDK for Java 1 and 2 (Apache-2.0), AmazonServiceException and AwsServiceException.
        Sample(
            """2026-11-19 10:00:00.250 ERROR 7 --- [main] c.t.Bot : failed
com.amazonaws.services.dynamodbv2.model.ThroughputException: Too fast. (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ThroughputException; Request ID: A1; Proxy: null)
	at com.amazonaws.http.AmazonHttpClient.execute(AmazonHttpClient.java:1)
2026-11-19 10:00:01.250 ERROR 7 --- [main] c.t.Bot : failed: software.amazon.awssdk.services.s3.model.S3Exception: Access Denied (Service: S3, Status Code: 403, Request ID: B2, Extended Request ID: x)
""",
            rows=(
                row(
                    "10:00:00.25 -> 400",
                    vendor="aws",
                    code="ThroughputException",
                    message="Too fast.",
                    request_id="A1",
                ),
                row("10:00:01.25 -> 403", vendor="aws", message="Access Denied", request_id="B2"),
            ),
            skipped=2,
        ),
        Sample(
            """2026-11-19 10:00:03.250 [WARN ] [tick.internal.TickPredictions] - Cannot read ticks
java.io.IOException: java.util.concurrent.TimeoutException: Total timeout 3000 ms elapsed
	at org.openhab.core.io.net.http.HttpUtil.executeUrl(HttpUtil.java:260) ~[bundleFile:?]
2026-11-19 10:00:04.250 [ERROR] [smarthome.model.script.actions.HTTP] - Fatal transport error: {}
java.io.IOException: java.util.concurrent.TimeoutException
	at org.eclipse.smarthome.io.net.http.HttpUtil.executeUrl(HttpUtil.java:236)
2026-11-19 10:00:05.250 [WARN ] [tick.internal.TickHandler] - Could not set limits: Operation setLimit failed with error 409
tick.api.ApiException: Operation setLimit failed with error 409
	at tick.api.HomeApi.setLimit(HomeApi.java:625) ~[?:?]
2026-11-19 10:00:06.250 [ERROR] [tick.Quotes] - POST https://api.tickdb.ai/v1/x failed
java.net.SocketTimeoutException: Read timed out
	at java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:283)
2026-11-19 10:00:07.250 [ERROR] [tick.Quotes] - Database failed, see https://docs.tickdb.ai/db
java.net.SocketTimeoutException: Read timed out
	at com.mysql.cj.protocol.ReadAheadInputStream.fill(ReadAheadInputStream.java:107)
2026-11-19 10:00:07.500 [ERROR] [tick.Quotes] - Watch failed
tick.openapi.ApiException: Message: Too Many Requests
HTTP response code: 429
HTTP response body: {"code":429}
2026-11-19 10:00:08.250 W/System.err(4113): java.net.UnknownHostException: Unable to resolve host "api.tickdb.ai": No address associated with hostname
2026-11-19 10:00:08.250 W/System.err(4113):     at org.apache.http.impl.client.AbstractHttpClient.execute(AbstractHttpClient.java:555)
""",
            rows=(
                row("10:00:00.25 -> timeout in 3000 ms"),
                row("10:00:04.25 -> timeout"),
                row("10:00:05.25 -> 409"),
                row("10:00:06.25 POST api.tickdb.ai/v1/x -> timeout"),
                row("10:00:07.5 -> 429"),
                row("10:00:08.25 -> dns", host="api.tickdb.ai"),
            ),
            skipped=15,
        ),
        Sample(
            """[2026-11-19 10:00:00,250] WARN [sink|task-0] Write of records failed, remainingRetries=3 (io.confluent.connect.http.HttpSinkTask:90)
org.apache.kafka.connect.errors.RetriableException: Error while processing HTTP request with Url : https://api.tickdb.ai/v1/a, Payload : {"a":1}, Status code : 429, Reason Phrase : Too Many Requests, Response Content : {"code":3001},
	at io.confluent.connect.http.writer.HttpWriterImpl.executeBatchRequest(HttpWriterImpl.java:410)
[2026-11-19 10:00:01,250] INFO [sink|task-0] Sending batch failed, will retry in 3000 ms (4 retries remain)
java.io.IOException: Server replied with status code 503 and body busy
	at io.aiven.kafka.connect.http.sender.HttpSender.send(HttpSender.java:90)
2026-11-19 10:00:02 INFO Backing off _send(...) for 0.0s (airbyte_cdk.DefaultBackoffException: Request URL: https://api.tickdb.ai/v1/b, Response Code: 429, Response Text: {})
2026-11-19 10:00:03.250 ERROR 1 --- [main] c.t.Bot : send failed
org.telegram.telegrambots.TelegramApiException: Error at sendmessage: Too Many Requests: retry after 234
	at org.telegram.telegrambots.bots.AbsSender.sendApiMethod(AbsSender.java:989)
2026-11-19T10:00:04.2500000Z ##[warning]Failed to download action 'https://api.tickdb.ai/v1/c'. Error: Response status code does not indicate success: 429 (Too Many Requests).
2026-11-19 10:00:05.250 ERROR 1 --- [main] c.t.Bot : java.io.IOException: status codes are 429 numbers
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/a -> 429"),
                row("10:00:01.25 -> 503"),
                row("10:00:02 api.tickdb.ai/v1/b -> 429"),
                row("10:00:03.25 -> 429", retry_after_s=234.0),
                row("10:00:04.25 api.tickdb.ai/v1/c -> 429"),
            ),
            skipped=7,
        ),
        # Errors as `toString` prints them, of one statement.
        Sample(
            """2026-11-19 10:00:00.250 [main] ERROR c.t.Bot - call failed: org.apache.hc.client5.http.HttpResponseException: status code: 401, reason phrase: Unauthorized
2026-11-19 10:00:01.250 [main] ERROR c.t.Bot - call failed: java.net.SocketTimeoutException: Read timed out
2026-11-19 10:00:02.250 [main] ERROR c.t.Bot - call failed: java.net.UnknownHostException: api.tickdb.ai: Name or service not known
2026-11-19 10:00:03.250 [main] ERROR c.t.Bot - query failed: java.net.SocketTimeoutException: Read timed out
2026-11-19 10:00:04.250 [main] ERROR c.t.Bot - call failed: java.lang.IllegalStateException: no price
""",
            rows=(
                row("10:00:00.25 -> 401"),
                row("10:00:01.25 -> timeout"),
                row("10:00:02.25 -> dns", host="api.tickdb.ai"),
            ),
            skipped=2,
        ),
        # Foundation prints an error's tasks in lines of their own, and words in the user's language.
        Sample(
            """2026-11-19 10:00:00.250000+0000 App[1:2] Task <5A3C6E7F>.<2> finished with error [-1001] Error Domain=NSURLErrorDomain Code=-1001 "The request timed out." UserInfo={_kCFStreamErrorCodeKey=-2102, NSUnderlyingError=0x6 {Error Domain=kCFErrorDomainCFNetwork Code=-1001 "(null)" UserInfo={_kCFStreamErrorCodeKey=-2102}}, _NSURLErrorRelatedURLSessionTaskErrorKey=(
    "LocalDataTask <5A3C6E7F>.<2>"
), NSLocalizedDescription=The request timed out., NSErrorFailingURLStringKey=https://api.tickdb.ai/v1/x?a=1, NSErrorFailingURLKey=https://api.tickdb.ai/v1/x?a=1, _kCFStreamErrorDomainKey=4}
2026-11-19 10:00:01.250 App[1:2] Error Domain=NSURLErrorDomain Code=-1003 "未能找到使用指定主机名的服务器。" UserInfo={NSErrorFailingURLStringKey=https://api.tickdb.ai/v1/y, NSLocalizedDescription=未能找到使用指定主机名的服务器。}
2026-11-19 10:00:02.250 App[1:2] Error Domain=NSURLErrorDomain Code=-1202 "证书无效。" UserInfo={NSErrorFailingURLStringKey=https://api.tickdb.ai/v1/z}
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x?a=1 -> timeout"),
                row("10:00:01.25 api.tickdb.ai/v1/y -> dns"),
                row("10:00:02.25 api.tickdb.ai/v1/z -> tls"),
            ),
            skipped=2,
        ),
        # OpenFeign before 10.3, Dio (Dart), Akka, and cargo-binstall (Rust).
        Sample(
            """2026-11-19 10:00:00.250 ERROR 6 --- [pool-8-thread-1] o.s.s.s.TaskUtils$LoggingErrorHandler : Unexpected error occurred in scheduled task
feign.FeignException: status 401 reading Worker#ping(String); content:
{"code":1001,"message":"expired"}
	at feign.FeignException.errorStatus(FeignException.java:78) ~[feign-core-10.1.0.jar!/:na]
2026-11-19 10:00:01.250 [ERROR] DioException [bad response]: This exception was thrown because the response has a status code of 429 and RequestOptions.validateStatus was configured to throw for this status code.
The status code of 429 has the following meaning: "Client error - the request contains bad syntax or cannot be fulfilled"
Read more about status codes at https://developer.mozilla.org/en-US/docs/Web/HTTP/Status
2026-11-19 10:00:02.250 [ERROR] DioException [connection timeout]: The request connection took longer than 0:00:05.000000 and it was aborted.
2026-11-19 10:00:03.250 [ERROR] DioException [connection error]: The connection errored: Failed host lookup: 'api.tickdb.ai' This indicates an error which most likely cannot be solved by the library.
2026-11-19 10:00:04.250 [ERROR] DioError [DioErrorType.response]: Http status error [503]
2026-11-19 10:00:05.250 ERROR [bot-akka.actor.default-dispatcher-34] c.t.Bot - akka.stream.StreamTcpException: Tcp command [Connect(api.tickdb.ai:443,None,List(),Some(10 seconds),true)] failed because of akka.io.TcpOutgoingConnection$$anon$2: Connect timeout of Some(10 seconds) expired
akka.stream.StreamTcpException: Tcp command [Connect(api.tickdb.ai:443,None,List(),Some(10 seconds),true)] failed because of akka.io.TcpOutgoingConnection$$anon$2: Connect timeout of Some(10 seconds) expired
2026-11-19T10:00:06.250Z  WARN resolve: Error while checking fetcher: could not POST https://api.tickdb.ai/graphql: HTTP status client error (403 Forbidden) for url (https://api.tickdb.ai/graphql)
2026-11-19 10:00:07.250 [ERROR] DioException [bad certificate]: null
2026-11-19 10:00:08.250 ERROR c.t.Db - akka.stream.StreamTcpException: Tcp command [Connect(db.tickdb.ai:5432,None,List(),Some(10 seconds),true)] failed because of java.net.ConnectException: Connection refused
""",
            rows=(
                row("10:00:00.25 -> 401", code="1001", message="expired"),
                row("10:00:01.25 -> 429"),
                row("10:00:02.25 -> timeout"),
                row("10:00:03.25 -> dns"),
                row("10:00:04.25 -> 503"),
                row("10:00:05.25 -> timeout", host="api.tickdb.ai"),
                row("10:00:06.25 POST api.tickdb.ai/graphql -> 403"),
                row("10:00:07.25 -> tls"),
            ),
            skipped=7,
        ),
        # Polly gave up a call; of what else it gave up nothing shows HTTP.
        Sample(
            """2026-11-19 10:00:12.250 +00:00 [ERR] quotes failed
Polly.Timeout.TimeoutRejectedException: The operation didn't complete within the allowed timeout of '00:00:10'.
 ---> System.Threading.Tasks.TaskCanceledException: The operation was canceled.
   at System.Net.Http.HttpConnection.SendAsync(HttpRequestMessage request, Boolean async)
   --- End of inner exception stack trace ---
   at Polly.Timeout.TimeoutResilienceStrategy.ExecuteCore[TResult,TState]()
2026-11-19 10:00:20.250 +00:00 [ERR] query failed
Polly.Timeout.TimeoutRejectedException: The operation didn't complete within the allowed timeout of '00:00:10'.
   at Polly.Timeout.TimeoutResilienceStrategy.ExecuteCore[TResult,TState]()
   at Bot.Store.QueryAsync()
2026-11-19 10:00:30.250 +00:00 [INF] idle
""",
            rows=(row("10:00:12.25 -> timeout", host=None),),
            skipped=10,
        ),
        # Exchanges' clients in Java; XChange also says what it does not support.
        Sample(
            """2026-11-19 10:00:00.250 ERROR [main] c.t.Bot - order failed
com.binance.connector.client.exceptions.BinanceClientException: {"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}
	at com.binance.connector.client.utils.ResponseHandler.handleApiException(ResponseHandler.java:54)
2026-11-19 10:00:01.250 ERROR [main] c.t.Bot - order failed
com.binance.api.client.exception.BinanceApiException: Too much request weight used; current limit is 1200 request weight per 1 MINUTE.
	at com.binance.api.client.impl.BinanceApiServiceGenerator.executeSync(BinanceApiServiceGenerator.java:66)
2026-11-19 10:00:02.250 ERROR [main] c.t.Bot - order failed: org.knowm.xchange.exceptions.ExchangeException: EAPI:Rate limit exceeded
2026-11-19 10:00:03.250 ERROR [main] c.t.Bot - order failed
org.knowm.xchange.exceptions.FundsExceededException: Insufficient balance
2026-11-19 10:00:04.250 ERROR [main] c.t.Bot - order failed
org.knowm.xchange.exceptions.NotYetImplementedForExchangeException: Feature not yet implemented for exchange.
""",
            rows=(
                row("10:00:00.25", vendor="binance", code="-1021", status=None),
                row("10:00:01.25", vendor="binance", status=None, error_type=None),
                row("10:00:02.25", vendor="kraken", code="EAPI:Rate limit exceeded"),
                row("10:00:03.25", message="Insufficient balance", error_type=None),
            ),
            skipped=7,
        ),
        # rescu, of XChange.
        Sample(
            """2026-11-19 10:00:00.250 ERROR 7 --- [main] c.t.Bot : ticker failed

si.mazi.rescu.HttpStatusIOException: HTTP status code was not OK: 429
	at si.mazi.rescu.ResponseReader.read(ResponseReader.java:104)
2026-11-19 10:00:01.250  INFO 7 --- [main] c.t.Bot : next
2026-11-19 10:00:02.250 ERROR 7 --- [main] c.t.Bot : ticker failed
org.knowm.xchange.binance.dto.BinanceException: Way too much request weight used; IP banned until 1618228675371. Please use the websocket for live updates to avoid bans. (HTTP status code: 418)
	at si.mazi.rescu.ResponseReader.read(ResponseReader.java:104)
""",
            rows=(row("10:00:00.25 -> 429"), row("10:00:02.25 -> 418")),
            skipped=6,
        ),
        # Ombi tells an answer, and then that it tries again.
        Sample(
            """2026-11-19 10:00:00.250 +00:00 [Error] StatusCode: TooManyRequests, Reason: , RequestUri: https://api.tickdb.ai/v1/x
2026-11-19 10:00:00.251 +00:00 [Error] StatusCode: TooManyRequests, Reason: , RequestUri: https://api.tickdb.ai/v1/y
2026-11-19 10:00:00.350 +00:00 [Error] Retrying RequestUri: https://api.tickdb.ai/v1/x Because we got Status Code: TooManyRequests
2026-11-19 10:00:00.351 +00:00 [Error] Retrying RequestUri: https://api.tickdb.ai/v1/y Because we got Status Code: TooManyRequests
2026-11-19 10:00:02.351 +00:00 [Error] Retrying RequestUri: https://api.tickdb.ai/v1/y Because we got Status Code: TooManyRequests
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai/v1/x -> 429"),
                row("10:00:00.251 api.tickdb.ai/v1/y -> 429"),
                row("10:00:02.351 api.tickdb.ai/v1/y -> 429"),
            ),
            skipped=2,
        ),
        # Akka's and Pekko's idle connections, of HTTP by their port.
        Sample(
            """2026-11-19 10:00:00.250 [pool-1] WARN  c.t.Bot - callback failed
akka.stream.scaladsl.TcpIdleTimeoutException: TCP idle-timeout encountered on connection to [api.tickdb.ai:443], no bytes passed in the last 10 milliseconds
	at akka.http.impl.util.StreamUtils$.$anonfun$1(StreamUtils.scala:1)
2026-11-19 10:00:01.250 [pool-1] WARN  c.t.Store - lost
akka.stream.scaladsl.TcpIdleTimeoutException: TCP idle-timeout encountered on connection to [db.tickdb.ai:5432], no bytes passed in the last 10 milliseconds
""",
            rows=(row("10:00:00.25 api.tickdb.ai -> timeout"),),
            skipped=4,
        ),
        # What curl says, without its name, as Magento's modules log it.
        Sample(
            """[2026-11-19 10:00:01] main.CRITICAL: Operation timed out after 500 milliseconds with 0 bytes received [] []
2026-11-19 10:00:02 ERROR bot: Connection timed out after 1000 milliseconds
2026-11-19 10:00:03 ERROR bot: Empty reply from server
2026-11-19 10:00:04 ERROR bot: OpenSSL SSL_connect: Connection reset by peer in connection to api.tickdb.ai:443
2026-11-19 10:00:05 ERROR bot: SSL certificate problem: certificate has expired
2026-11-19 10:00:06 ERROR bot: Operation timed out after 500 milliseconds
""",
            rows=(
                row("10:00:00.5 -> timeout in 500 ms"),
                row("10:00:01 -> timeout in 1000 ms"),
                row("10:00:03 -> reset"),
                row("10:00:04 api.tickdb.ai:443 -> reset"),
                row("10:00:05 -> tls"),
            ),
            skipped=1,
        ),
        # ProfitTrailer's, of Binance (its issue 444), and what a connector of Airbyte says (its issue 7373).
        Sample(
            """2026-11-19 10:00:00 INFO DCAStrategyRunner - DCA - bought -- currency pair KMDBTC - CP -11.5
2026-11-19 10:00:01 ERROR NormalStrategyRunner - An error occured
nl.komtek.pt.utils.PTHandledErrorException: ERROR: -1003, Way too many requests; IP banned until 1515152692008.
	at nl.komtek.pt.services.ProfitTrailerService.analyzeResult(ProfitTrailerService.java:859) ~[classes!/:1.2.6.8]
2026-11-19 10:00:02 INFO () DefaultAirbyteStreamFactory(internalLog):90 - Backing off _send(...) for 0.0s (airbyte_cdk.sources.streams.http.exceptions.UserDefinedBackoffException)
2026-11-19 10:00:02 INFO () DefaultAirbyteStreamFactory(internalLog):90 - Retrying. Sleeping for 51 seconds
""",
            rows=(
                row("10:00:01", vendor="binance", code="-1003", status=None),
                row("10:00:02 -> other"),
            ),
            skipped=4,
        ),
        # Whom OkHttp, and Android, could not reach, at a port of HTTP.
        Sample(
            """2026-11-19 10:00:00.250 ERROR [main] c.t.Feed - java.net.ConnectException: Failed to connect to api.tickdb.ai/10.0.0.7:443
2026-11-19 10:00:13.250 ERROR [main] c.t.Feed - onFailure java.net.SocketTimeoutException: failed to connect to api.tickdb.ai/10.0.0.7 (port 443) from /10.0.2.16 (port 46790) after 10000ms
2026-11-19 10:00:14.250 ERROR [main] c.t.Store - java.net.ConnectException: Failed to connect to db.tickdb.ai/10.0.0.9:5432
""",
            rows=(
                row("10:00:00.25 api.tickdb.ai -> connect"),
                row("10:00:13.25 api.tickdb.ai -> timeout"),
            ),
            skipped=1,
        ),
        # What Excon's instrumentor prints of a request names errors, and tells none.
        Sample(
            """E, [2026-11-19T10:00:00.250000 #7] ERROR -- : Excon::Error::Socket: Connection reset by peer (Errno::ECONNRESET)
I, [2026-11-19T10:00:01.250000 #7]  INFO -- : next
  :retry_errors        => [
    Excon::Error::Timeout
    Excon::Error::Socket
  ]
""",
            rows=(row("10:00:00.25 -> reset"),),
            skipped=5,
        ),
    ),
    complete=r".*(?:\b\d{3}\b|https?://\S+|Exception: \S|HttpClient\.Timeout)",
    sureness=0.9,
)


def _errors() -> Assemble:
    """The failures of one source, each told once, with what must be looked for around them."""
    told, of_calls, named = (
        Messages(message).told,
        JavaStatements(message),
        CallsAbove(failure).told,
    )

    retries = RetriesOfTold()

    def take(data: bytes, *, is_last: bool, ahead: bytes = b"") -> bytes:
        del is_last
        lines, later = lines_and_ahead(data, ahead)
        marked = of_calls.marked(list(map(named, retries.without(list(_plain(lines, later))))))
        return "\n".join(map(told, marked)).encode()

    return take


def _plain(lines: Sequence[str], later: Sequence[str] = ()) -> Iterator[str]:
    """The same lines, with the numbers of named statuses, causes, and whether a client met an error."""
    said = with_calls_below(lines, later)
    said = with_rust_causes(with_java_causes(with_announced_bodies(said, later), later), later)
    said = with_foundation_causes(with_dotnet_causes(said, later), later)
    said = with_ruby_classes(said, later)
    return map(numbered, map(with_market_answer, map(with_aws_answer, marked(said, later))))


def _detect(beginning: str) -> float:
    """The share of messages that tell of a failed call; an object is read by its fields."""
    told = _OBJECT.sub("{}", beginning) if "{" in beginning else beginning
    return _FORMAT.detect("\n".join(_plain(told.split("\n"))))


FORMAT = replace(_FORMAT, of_errors=True, detect=_detect, assemble=_errors)
