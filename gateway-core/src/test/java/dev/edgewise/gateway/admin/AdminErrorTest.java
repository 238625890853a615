package dev.edgewise.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.support.RawClient;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the admin plane says when the code behind it breaks. */
class AdminErrorTest {
    @ParameterizedTest
    @EnumSource(Route.Place.class)
    void anErrorInAHandlerIsAnsweredAtOnce(Route.Place place) {
        var routes = new AdminRoutes(List.of(new Route("GET", "/broken", Route.Access.OPEN, place, asked -> {
            throw new StackOverflowError();
        })));
        try (var server = AdminServer.start("127.0.0.1", 0, new AdminKeys(List::of), routes, new Random(1));
                var client = RawClient.to(server.port())) {
            client.send("GET /broken HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

            RawClient.Reply reply = client.reply();

            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.body()).contains("The node failed on this");
        }
    }

    @ParameterizedTest
    @CsvSource({"400, false", "404, false", "409, false", "422, false", "429, true", "500, false", "503, true"})
    void aProblemSaysWhichRequestItAnswersAndWhetherARetryHelps(int status, boolean retryable) {
        assertThat(told("X-Request-Id: mine-1\r\n", AdminReply.problem(status, "A", "B.")))
                .satisfies(reply -> assertThat(reply.status()).isEqualTo(status))
                .satisfies(reply -> assertThat(reply.header("x-request-id")).isEqualTo("mine-1"))
                .satisfies(reply ->
                        assertThat(reply.body()).contains("\"request_id\":\"mine-1\"", "\"retryable\":" + retryable));
    }

    @Test
    void aRequestWithoutAnIdOfItsOwnIsGivenOne() {
        RawClient.Reply reply = told("", AdminReply.problem(404, "A", "B."));

        assertThat(reply.header("x-request-id")).startsWith("req_");
        assertThat(reply.body()).contains("\"request_id\":\"" + reply.header("x-request-id") + '"');
    }

    @ParameterizedTest
    @CsvSource({"GET /other, 404", "POST /told, 405", "GET /keyed, 401"})
    void theAdminPlanesOwnProblemsSayItToo(String request, int status) {
        var routes = new AdminRoutes(List.of(
                new Route("GET", "/told", Route.Access.OPEN, Route.Place.LOOP, asked -> AdminReply.text("a/b", "")),
                Route.get("/keyed", asked -> AdminReply.text("a/b", ""))));
        var keys = new AdminKeys(() -> List.of(KeyHash.of("s3cret")));
        try (var server = AdminServer.start("127.0.0.1", 0, keys, routes, new Random(1));
                var client = RawClient.to(server.port())) {
            RawClient.Reply reply = client.send(request + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n\r\n")
                    .reply();

            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.body())
                    .contains("\"retryable\":false", "\"request_id\":\"" + reply.header("x-request-id") + '"');
        }
    }

    @Test
    void whatIsNotHttpIsToldWhichRequestItWas() {
        try (var server = AdminServer.start(
                        "127.0.0.1", 0, new AdminKeys(List::of), new AdminRoutes(List.of()), new Random(1));
                var client = RawClient.to(server.port())) {
            RawClient.Reply reply = client.send("GET / HTTP/1.1\r\nA: " + "x".repeat(20_000) + "\r\n\r\n")
                    .reply();

            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).contains("\"request_id\":\"" + reply.header("x-request-id") + '"');
        }
    }

    private static RawClient.Reply told(String header, AdminReply told) {
        var routes =
                new AdminRoutes(List.of(new Route("GET", "/told", Route.Access.OPEN, Route.Place.LOOP, asked -> told)));
        try (var server = AdminServer.start("127.0.0.1", 0, new AdminKeys(List::of), routes, new Random(1));
                var client = RawClient.to(server.port())) {
            RawClient.Reply reply = client.send("GET /told HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n")
                    .reply();
            return Objects.requireNonNull(reply);
        }
    }
}
