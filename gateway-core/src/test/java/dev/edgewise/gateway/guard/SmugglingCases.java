package dev.edgewise.gateway.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * Raw HTTP/1 requests that must be refused, by name. Each is one connection: the bytes, the statuses of all answers in
 * their order, then the end of the connection. A poisoned rest of another request stands behind most of them; the
 * upstream must see none of it.
 */
final class SmugglingCases {
    static final String BODY = "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"smuggled\"}]}";

    /** One case. */
    record Case(String name, String bytes, List<Integer> statuses) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n";
    private static final String HOST = "Host: node.test\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String CHUNKS = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";
    /** A request in order; behind a refused one it must never be served. */
    private static final String NEXT = POST + HOST + JSON + LENGTH + "\r\n" + BODY;

    private final List<Case> cases = new ArrayList<>();

    static List<Case> all() {
        var table = new SmugglingCases();
        table.lengths();
        table.codings();
        table.both();
        table.chunks();
        table.trailers();
        table.lines();
        table.names();
        table.hosts();
        table.targets();
        table.requestLines();
        table.versions();
        table.upgrades();
        table.sizes();
        table.pipelines();
        return List.copyOf(table.cases);
    }

    private void lengths() {
        for (String value : List.of(
                "+5",
                "-5",
                "0x5",
                "5, 5",
                "5,5",
                "5 5",
                "5;",
                "5.0",
                "1e1",
                "'5'",
                "\"5\"",
                "five",
                "",
                "5\u00b2",
                "05x",
                "00x5",
                "99999999999999999999",
                "18446744073709551621",
                "5_0")) {
            head("Content-Length: [" + value + "]", "Content-Length: " + value + "\r\n", 400);
        }
        head("two equal lengths", LENGTH + LENGTH, 400);
        head("two different lengths", "Content-Length: 0\r\n" + LENGTH, 400);
        head("two different lengths, the larger first", LENGTH + "Content-Length: 0\r\n", 400);
        head("two lengths in different case", LENGTH + "content-length: 0\r\n", 400);
        head("length with an underscore", "Content_Length: 5\r\n", 400);
        head("length and its underscored twin", LENGTH + "Content_Length: 0\r\n", 400);
        head("length with a vertical tab", "Content-Length:\u000b5\r\n", 400);
        head("length with a form feed", "Content-Length: 5\f\r\n", 400);
        head("length with a no-break space", "Content-Length:\u00a05\r\n", 400);
        head("length with a NUL", "Content-Length: 5\0\r\n", 400);
    }

    private void codings() {
        for (String value : List.of(
                "xchunked",
                "chunked1",
                "chunked;q=1",
                "chunked, chunked",
                "chunked,",
                ",chunked",
                ", chunked",
                "chunked, identity",
                "identity, chunked",
                "identity",
                "gzip",
                "chunked gzip",
                "\"chunked\"",
                "'chunked'",
                "",
                "chunk",
                "chunked-x",
                "cow",
                "chunked, gzip",
                "chun ked",
                "[chunked]",
                "chunked\u00a0",
                "tchunked",
                "chunked\t, x")) {
            rest("Transfer-Encoding: [" + value + "]", "Transfer-Encoding: " + value + "\r\n", CHUNKS, 400);
        }
        rest("gzip before chunked", "Transfer-Encoding: gzip, chunked\r\n", CHUNKS, 501);
        rest("deflate before chunked", "Transfer-Encoding: deflate, chunked\r\n", CHUNKS, 501);
        rest("chunked twice", CHUNKED + CHUNKED, CHUNKS, 400);
        rest("chunked, then identity in a line of its own", CHUNKED + "Transfer-Encoding: identity\r\n", CHUNKS, 400);
        rest("identity, then chunked in a line of its own", "Transfer-Encoding: identity\r\n" + CHUNKED, CHUNKS, 400);
        rest("space before the colon of the coding", "Transfer-Encoding : chunked\r\n", CHUNKS, 400);
        rest("tab before the colon of the coding", "Transfer-Encoding\t: chunked\r\n", CHUNKS, 400);
        rest("coding with an underscore", "Transfer_Encoding: chunked\r\n", CHUNKS, 400);
        rest("coding behind a vertical tab", "Transfer-Encoding:\u000bchunked\r\n", CHUNKS, 400);
        rest("coding behind a bare CR", "Transfer-Encoding:\rchunked\r\n", CHUNKS, 400);
        rest("coding hidden behind a bare LF", "X: y\nTransfer-Encoding: chunked\r\n", CHUNKS, 400);
        rest("coding hidden behind a bare CR", "X: y\rTransfer-Encoding: chunked\r\n", CHUNKS, 400);
        rest("folded coding", "Transfer-Encoding:\r\n chunked\r\n", CHUNKS, 400);
        rest("folded coding with a tab", "Transfer-Encoding:\r\n\tchunked\r\n", CHUNKS, 400);
        rest("coding with a NUL", "Transfer-Encoding: chunked\0\r\n", CHUNKS, 400);
        rest("coding with a DEL", "Transfer-Encoding: chunked\u007f\r\n", CHUNKS, 400);
        raw("coding in HTTP/1.0", "POST /v1/chat/completions HTTP/1.0\r\n" + HOST + CHUNKED + "\r\n" + CHUNKS, 400);
    }

    private void both() {
        rest("length and coding", LENGTH + CHUNKED, CHUNKS, 400);
        rest("coding and length", CHUNKED + LENGTH, CHUNKS, 400);
        rest("length of zero and coding", "Content-Length: 0\r\n" + CHUNKED, CHUNKS, 400);
        rest("coding in capitals and length", "TRANSFER-ENCODING: CHUNKED\r\n" + LENGTH, CHUNKS, 400);
        rest("unknown coding and length", "Transfer-Encoding: x\r\n" + LENGTH, BODY, 400);
        rest("length and coding of gzip, chunked", LENGTH + "Transfer-Encoding: gzip, chunked\r\n", CHUNKS, 400);
    }

    private void chunks() {
        for (String size : List.of(
                "0x4",
                "4 ",
                " 4",
                "\t4",
                "+4",
                "-4",
                "4,",
                "4.",
                "4h",
                "g",
                "",
                "ffffffffffffffff4",
                "100000000",
                "80000000",
                "4\u00a0",
                "4\0",
                "4 4",
                "4_",
                ";",
                ";a=b",
                "4\r",
                "4;a\rb")) {
            chunk("chunk size [" + size + "]", size + "\r\nabcd\r\n0\r\n\r\n");
        }
        chunk("bare LF after a chunk size", "4\nabcd\r\n0\r\n\r\n");
        chunk("bare LF after a chunk extension", "4;a=b\nabcd\r\n0\r\n\r\n");
        chunk("bare LF after chunk data", "4\r\nabcd\n0\r\n\r\n");
        chunk("bare CR after chunk data", "4\r\nabcd\r0\r\n\r\n");
        chunk("no line end after chunk data", "4\r\nabcd0\r\n\r\n");
        chunk("chunk longer than its size", "4\r\nabcdefgh\r\n0\r\n\r\n");
        chunk("chunk shorter than its size", "8\r\nabcd\r\n0\r\n\r\nxxxx");
        chunk("bare LF at the end of chunks", "4\r\nabcd\r\n0\n\n");
        chunk("bare LF at the empty last line", "4\r\nabcd\r\n0\r\n\n");
    }

    private void trailers() {
        for (String trailer : List.of(
                "Content-Length: 5",
                "content-length: 0",
                "Transfer-Encoding: chunked",
                "Host: other.test",
                "Authorization: Bearer x",
                "Trailer: x",
                "X-Anything: y",
                "Edge-Cache: off",
                ": empty",
                " folded: y")) {
            chunk("trailer [" + trailer + "]", "4\r\nabcd\r\n0\r\n" + trailer + "\r\n\r\n");
        }
        chunk("trailer with a bare LF", "4\r\nabcd\r\n0\r\nX: y\n\r\n");
        chunk("trailer without a colon", "4\r\nabcd\r\n0\r\nX\r\n\r\n");
    }

    private void lines() {
        raw("bare LF after the request line", "GET /v1/models HTTP/1.1\nHost: a\r\n\r\n", 400);
        raw("bare LF after a header", "GET /v1/models HTTP/1.1\r\nHost: a\n\r\n", 400);
        raw("bare LF at the empty line", "GET /v1/models HTTP/1.1\r\nHost: a\r\n\n", 400);
        raw("bare LF everywhere", "GET /v1/models HTTP/1.1\nHost: a\n\n", 400);
        raw("LF before CR", "GET /v1/models HTTP/1.1\n\rHost: a\n\r\n\r", 400);
        raw("CR CR LF", "GET /v1/models HTTP/1.1\r\r\nHost: a\r\n\r\n", 400);
        raw("bare CR in a value", "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400);
        raw("bare CR in the request line", "GET /v1/models\r HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("folded header", "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400);
        raw("folded header with a tab", "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n", 400);
        raw("first header folded", "GET /v1/models HTTP/1.1\r\n Host: a\r\n\r\n", 400);
        raw("line of a space alone", "GET /v1/models HTTP/1.1\r\nHost: a\r\n \r\n\r\n", 400);
        raw("two empty lines before a request", "\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("bare LF before a request", "\nGET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("space before a request", " GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("NUL before a request", "\0GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    }

    private void names() {
        for (String name : List.of(
                "X Y",
                "X\tY",
                "X\0Y",
                "X\rY",
                "X(Y",
                "X,Y",
                "X/Y",
                "X@Y",
                "X[Y",
                "X{Y",
                "X\"Y",
                "X\u007fY",
                "X\u00e4Y",
                "",
                "X ",
                "X\t",
                "X;Y",
                "X=Y",
                "X\\Y")) {
            raw("header name [" + name + "]", "GET /v1/models HTTP/1.1\r\nHost: a\r\n" + name + ": 1\r\n\r\n", 400);
        }
        for (String value : List.of("a\0b", "a\u0001b", "a\u000bb", "a\u001fb", "a\u007fb", "\0")) {
            raw("header value [" + value + "]", "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: " + value + "\r\n\r\n", 400);
        }
        raw("header without a colon", "GET /v1/models HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400);
        raw("NUL after the method", "GET\0 /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    }

    private void hosts() {
        raw("no host", "GET /v1/models HTTP/1.1\r\n\r\n", 400);
        raw("no host, other headers", "GET /v1/models HTTP/1.1\r\nAccept: */*\r\n\r\n", 400);
        raw("two hosts", "GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
        raw("two equal hosts", "GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400);
        raw("two hosts in HTTP/1.0", "GET /v1/models HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400);
        raw("host with a space before its colon", "GET /v1/models HTTP/1.1\r\nHost : a\r\n\r\n", 400);
        for (String host : List.of(
                "",
                "a b",
                "a,b",
                "a, b",
                "a/b",
                "a@b",
                "user@a",
                "a:",
                "a:port",
                "a:-1",
                "a:65536",
                "a:80:80",
                ":80",
                "http://a",
                "[::1",
                "::1",
                "[]",
                "[::1]x",
                "a?b",
                "a#b",
                "a%00",
                "a\\b",
                "\u00e4",
                "a\tb",
                "a;b",
                "(a)")) {
            raw("host [" + host + "]", "GET /v1/models HTTP/1.1\r\nHost: " + host + "\r\n\r\n", 400);
        }
        raw("host of another authority", "GET http://a/v1/models HTTP/1.1\r\nHost: b\r\n\r\n", 400);
        raw("host of another port", "GET http://a:81/v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("authority without host", "GET http://a/v1/models HTTP/1.1\r\n\r\n", 400);
        raw("authority that is part of the host", "GET http://a/v1/models HTTP/1.1\r\nHost: a.b\r\n\r\n", 400);
        raw("authority with a user", "GET http://u@a/v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    }

    private void targets() {
        for (String target : List.of(
                "v1/models",
                "*",
                "a:80",
                "ftp://a/x",
                "http://",
                "http:///x",
                "http:a",
                "/\u00e4",
                "/a#b",
                "/a<b",
                "/a\"b",
                "/a\\b",
                "/a^b",
                "/a`b",
                "/a{b}",
                "/a|b",
                "/%",
                "/%2",
                "/%zz",
                "/a%0",
                "?x",
                "javascript:x")) {
            raw("target [" + target + "]", "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        }
        raw("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501);
        raw("CONNECT in small letters", "connect a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501);
        raw("TRACE", "TRACE /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 501);
    }

    private void requestLines() {
        raw("HTTP/0.9", "GET /v1/models\r\n", 400);
        raw("HTTP/0.9 with a space", "GET /v1/models \r\n", 400);
        raw("two spaces after the method", "GET  /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("two spaces before the version", "GET /v1/models  HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("space after the version", "GET /v1/models HTTP/1.1 \r\nHost: a\r\n\r\n", 400);
        raw("tab after the method", "GET\t/v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("tab before the version", "GET /v1/models\tHTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("space in the target", "GET /v1/models x HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("form feed after the method", "GET\f/v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("method with a colon", "GE:T /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("method of 21 letters", "ABCDEFGHIJKLMNOPQRSTU /v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        raw("header in place of a request line", "Host: a\r\n\r\n", 400);
        raw("beginning of TLS", "\u0016\u0003\u0001\u0002\0\u0001\0", 400);
        raw("JSON in place of a request", BODY + "\r\n\r\n", 400);
    }

    private void versions() {
        for (String version : List.of("HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/1.2", "HTTP/9.9")) {
            raw("version " + version, "GET /v1/models " + version + "\r\nHost: a\r\n\r\n", 505);
        }
        raw("HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        for (String version : List.of(
                "http/1.1",
                "Http/1.1",
                "HTTP/1.1x",
                "HTTP/01.1",
                "HTTP/1.10",
                "HTTP/1",
                "HTTP/1,1",
                "HTTPS/1.1",
                "HTTP 1.1",
                "XTTP/1.1",
                "HTTP/1.a",
                "RTSP/1.0")) {
            raw("version [" + version + "]", "GET /v1/models " + version + "\r\nHost: a\r\n\r\n", 400);
        }
    }

    private void upgrades() {
        rest(
                "upgrade to h2c",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n" + LENGTH,
                BODY,
                400);
        rest("upgrade to h2c without Connection", "Upgrade: h2c\r\n" + LENGTH, BODY, 400);
        rest(
                "upgrade to WebSocket",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
                "",
                400);
        rest("upgrade to TLS", "Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n" + LENGTH, BODY, 400);
        rest("Connection that upgrades to nothing", "Connection: upgrade\r\n" + LENGTH, BODY, 400);
        rest("settings of HTTP/2 alone", "HTTP2-Settings: AAMAAABk\r\n" + LENGTH, BODY, 400);
        for (String name :
                List.of("Content-Length", "Transfer-Encoding", "Host", "close, Authorization", "content-type")) {
            rest("Connection: " + name, "Connection: " + name + "\r\n" + LENGTH, BODY, 400);
        }
        rest("unknown expectation", "Expect: 200-ok\r\n" + LENGTH, BODY, 417);
        rest("two expectations", "Expect: 100-continue, x\r\n" + LENGTH, BODY, 417);
    }

    private void sizes() {
        raw("1,600 tiny headers", "GET /v1/models HTTP/1.1\r\nHost: a\r\n" + "a:b\r\n".repeat(1600) + "\r\n", 431);
        raw("101 headers", "GET /v1/models HTTP/1.1\r\nHost: a\r\n" + "a:b\r\n".repeat(100) + "\r\n", 431);
        raw("header line of 40 kB", "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(40_000) + "\r\n\r\n", 431);
        raw("endless header line", "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(40_000), 431);
        raw(
                "headers of 40 kB",
                "GET /v1/models HTTP/1.1\r\nHost: a\r\n" + ("X: " + "y".repeat(1_000) + "\r\n").repeat(40) + "\r\n",
                431);
        raw("target of 10 kB", "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
        raw("endless target", "GET /" + "a".repeat(10_000), 414);
        raw("target one byte too long", "GET /" + "a".repeat(8_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
        raw("endless method", "A".repeat(10_000), 414);
    }

    private void pipelines() {
        String good = "GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n";
        cases.add(new Case("garbage behind a request", good + "garbage\r\n\r\n" + NEXT, List.of(200, 400)));
        cases.add(new Case("body behind a request without one", good + BODY + "\r\n\r\n" + NEXT, List.of(200, 400)));
        cases.add(new Case("chunks behind a request without a body", good + CHUNKS + NEXT, List.of(200, 400)));
        cases.add(new Case(
                "poison behind a request of length 0",
                "GET /v1/models HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\nG" + NEXT.replace(' ', '\t'),
                List.of(200, 400)));
        cases.add(new Case(
                "folded header in the second request",
                good + "GET /v1/models HTTP/1.1\r\nHost: a\r\n x\r\n\r\n" + NEXT,
                List.of(200, 400)));
        cases.add(new Case(
                "length and coding in the second request",
                good + POST + HOST + LENGTH + CHUNKED + "\r\n" + CHUNKS,
                List.of(200, 400)));
        cases.add(new Case(
                "two hosts in the second request",
                good + good.replace("Host: a", "Host: a\r\nHost: b"),
                List.of(200, 400)));
    }

    private void head(String name, String headers, int status) {
        rest(name, headers, BODY, status);
    }

    private void rest(String name, String headers, String body, int status) {
        cases.add(new Case(name, POST + HOST + JSON + headers + "\r\n" + body + NEXT, List.of(status)));
    }

    private void chunk(String name, String chunks) {
        cases.add(new Case(name, POST + HOST + JSON + CHUNKED + "\r\n" + chunks + NEXT, List.of(400)));
    }

    private void raw(String name, String bytes, int status) {
        cases.add(new Case(name, bytes, List.of(status)));
    }
}
