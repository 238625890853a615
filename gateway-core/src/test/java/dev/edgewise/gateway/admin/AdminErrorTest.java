package dev.edgewise.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.RawClient;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the admin plane says when the code behind it breaks. */
class AdminErrorTest {
    @ParameterizedTest
    @EnumSource(Route.Place.class)
    void anErrorInAHandlerIsAnsweredAtOnce(Route.Place place) {
        var routes = new AdminRoutes(List.of(new Route("GET", "/broken", Route.Access.OPEN, place, asked -> {
            throw new StackOverflowError();
        })));
        try (var server = AdminServer.start("127.0.0.1", 0, new AdminKeys(List::of), routes);
                var client = RawClient.to(server.port())) {
            client.send("GET /broken HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

            RawClient.Reply reply = client.reply();

            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.body()).contains("The node failed on this");
        }
    }
}
