package dev.edgewise.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error of the machine, such as a stack that overflows, ends one request and takes nothing with it. */
class PipelineErrorTest {
    private static final String BODY =
            "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    /** The step of the pipeline that fails the next time it reads the clock. */
    private final AtomicReference<@Nullable String> failing = new AtomicReference<>();

    private Upstream upstream;
    private TestNode node;

    @BeforeEach
    void start() {
        NodeClock system = NodeClock.system();
        upstream = Upstream.start();
        node = TestNode.before(upstream, "", new NodeClock(this::nanos, system.epochMillis()));
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    private long nanos() {
        String step = failing.get();
        if (step != null && step.equals(step()) && failing.compareAndSet(step, null)) {
            throw new StackOverflowError("made by the test");
        }
        return System.nanoTime();
    }

    private static String step() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().equals(RequestPipeline.class.getName()))
                        .findFirst()
                        .map(StackWalker.StackFrame::getMethodName)
                        .orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identify", "fastLane", "slowLane", "serve", "fetch"})
    void errorInAStepIsAnsweredAndGivesThePlaceBack(String step) {
        failing.set(step);
        RawClient.Reply failed = ask();
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.body()).contains("internal_error");
        assertThat(failing.get()).isNull();

        assertThat(ask().status()).isEqualTo(200);
        Awaitility.await().until(() -> node.inFlight() == 0);
    }

    private RawClient.Reply ask() {
        try (RawClient client = node.connect()) {
            RawClient.Reply reply = client.send(
                            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                    + BODY.length() + "\r\n\r\n" + BODY)
                    .reply();
            assertThat(reply).isNotNull();
            return reply;
        }
    }
}
