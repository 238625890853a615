package dev.edgewise.gateway.guard;

import java.util.ArrayList;
import java.util.List;

/** Raw HTTP/1 requests that look odd and must be served: the parts as they are sent, and the statuses that come back. */
final class OddCases {
    /** One case. */
    record Case(String name, List<String> parts, List<Integer> statuses) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String BODY =
            "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: node.test\r\n\r\n";
    private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\nHost: node.test\r\n";
    private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    private OddCases() {}

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        one(cases, "plain GET", GET);
        one(cases, "plain POST", POST + LENGTH + "\r\n" + BODY);
        cases.add(new Case("three pipelined requests in one packet", List.of(GET + GET + GET), List.of(200, 200, 200)));
        cases.add(new Case(
                "a pipelined POST between GETs",
                List.of(GET + POST + LENGTH + "\r\n" + BODY + GET),
                List.of(200, 200, 200)));
        one(cases, "empty line before a request", "\r\n" + GET);
        cases.add(new Case("empty line after a body", List.of(POST + LENGTH + "\r\n" + BODY + "\r\n"), List.of(200)));
        one(cases, "chunked body", POST + CHUNKED + "\r\n" + chunk(BODY) + "0\r\n\r\n");
        one(cases, "chunked in capitals", POST + "TRANSFER-ENCODING: Chunked\r\n\r\n" + chunk(BODY) + "0\r\n\r\n");
        one(cases, "chunks of one byte", POST + CHUNKED + "\r\n" + bytes() + "0\r\n\r\n");
        one(cases, "chunk size with leading zeros", POST + CHUNKED + "\r\n000" + chunk(BODY) + "000\r\n\r\n");
        one(
                cases,
                "chunk extension",
                POST + CHUNKED + "\r\n" + chunk(BODY).replaceFirst("\r\n", ";a=b;c=\"d\"\r\n") + "0;last\r\n\r\n");
        one(cases, "no space after the colon", "GET /v1/models HTTP/1.1\r\nHost:node.test\r\n\r\n");
        one(
                cases,
                "spaces and tabs around values",
                POST + "Content-Length: \t " + BODY.length() + " \t\r\nX:  a b \t\r\n\r\n" + BODY);
        one(
                cases,
                "header names in capitals",
                POST.replace("Host", "HOST") + "CONTENT-LENGTH: " + BODY.length() + "\r\n\r\n" + BODY);
        one(cases, "empty header value", "GET /v1/models HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n");
        one(cases, "Latin-1 in a value", "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: \u00e4\u00ff\r\n\r\n");
        one(cases, "all punctuation of names", "GET /v1/models HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09aZ: x\r\n\r\n");
        one(
                cases,
                "absolute form with an equal host",
                "GET http://node.test/v1/models HTTP/1.1\r\nHost: node.test\r\n\r\n");
        one(
                cases,
                "absolute form in other case",
                "GET HTTP://Node.Test:80/v1/models HTTP/1.1\r\nHost: nODE.tEST:80\r\n\r\n");
        one(cases, "host with a port", "GET /v1/models HTTP/1.1\r\nHost: node.test:8080\r\n\r\n");
        one(cases, "host that is an IPv6 address", "GET /v1/models HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n");
        one(cases, "host with an underscore", "GET /v1/models HTTP/1.1\r\nHost: my_node\r\n\r\n");
        one(cases, "host as the last header", "GET /v1/models HTTP/1.1\r\nAccept: */*\r\nX-Y: z\r\nHost: a\r\n\r\n");
        one(cases, "query with percent signs", "GET /v1/models?a=%20&b=%C3%A4 HTTP/1.1\r\nHost: a\r\n\r\n");
        one(cases, "GET with a length of 0", "GET /v1/models HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        one(cases, "HTTP/1.0 that keeps alive", "GET /v1/models HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        one(cases, "HTTP/1.0 with a host", "GET /v1/models HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n");
        one(cases, "Connection: keep-alive", "GET /v1/models HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        one(cases, "Connection: TE", "GET /v1/models HTTP/1.1\r\nHost: a\r\nConnection: TE\r\nTE: trailers\r\n\r\n");
        one(
                cases,
                "99 headers beside the host",
                "GET /v1/models HTTP/1.1\r\nHost: a\r\n" + "a:b\r\n".repeat(99) + "\r\n");
        one(
                cases,
                "header line of 30 kB",
                "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(30_000) + "\r\n\r\n");
        one(cases, "target of 7 kB", "GET /v1/models?" + "a".repeat(7_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        cases.add(new Case(
                "a body that waits for 100",
                List.of(POST + LENGTH + "Expect: 100-continue\r\n\r\n", BODY),
                List.of(100, 200)));
        cases.add(new Case("one byte at a time", letters(POST + LENGTH + "\r\n" + BODY), List.of(200)));
        cases.add(new Case(
                "chunks one byte at a time",
                letters(POST + CHUNKED + "\r\n" + chunk(BODY) + "0\r\n\r\n"),
                List.of(200)));
        cases.add(new Case("unknown method", List.of("FLY /v1/models HTTP/1.1\r\nHost: a\r\n\r\n"), List.of(405)));
        cases.add(new Case("OPTIONS of the server", List.of("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), List.of(404)));
        return cases;
    }

    private static void one(List<Case> cases, String name, String bytes) {
        cases.add(new Case(name, List.of(bytes), List.of(200)));
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static String bytes() {
        return String.join(
                "", BODY.chars().mapToObj(c -> chunk(Character.toString(c))).toList());
    }

    private static List<String> letters(String text) {
        return text.chars().mapToObj(Character::toString).toList();
    }
}
