package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that the centre says vary by lines of the request. Each test has a line of its own. */
class VaryTest extends CentreTests {
    VaryTest() {
        super("cache: {ttl: 100s}\n");
    }

    private static CompletableFuture<Answer> beside(Supplier<Answer> request) {
        var answer = new CompletableFuture<Answer>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(request.get());
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        return answer;
    }

    private void admitted(int requests) {
        await().atMost(LIMIT).until(() -> node.node().inFlight() == requests);
        // By then the last one has most likely joined; one that has not is answered just as well.
        for (int i = 0; i < 20; i++) {
            node.settled("edgewise_connections");
        }
    }

    @Test
    void anAnswerThatVariesByALineIsForRequestsWithTheSameValueAlone() {
        centre.says("Vary", "Accept-Encoding, X-Persona");
        double before = node.node().metric("edgewise_cache_varied_total");

        Answer first = node.ask(question, "X-Persona", "pirate");

        assertThat(first.header("cache-status")).isEqualTo("edgewise; fwd=miss; detail=varies");
        assertThat(node.node().metric("edgewise_cache_varied_total")).isEqualTo(before + 1);
        assertThat(node.ask(question, "X-Persona", "pirate").brief()).isEqualTo("central 2");
        assertThat(node.ask(question, "x-persona", "pirate").brief()).isEqualTo("cache-exact 2");
        assertThat(node.ask(question, "X-Persona", "poet").brief()).isEqualTo("central 3");
        assertThat(node.ask(question).brief()).isEqualTo("central 4");
        assertThat(node.ask(question).brief()).isEqualTo("cache-exact 4");
        assertThat(node.ask(question, "X-Persona", "poet").brief()).isEqualTo("cache-exact 3");
        assertThat(node.ask(question, "X-Persona", "pirate").brief()).isEqualTo("cache-exact 2");
        assertThat(node.ask(question, "X-Persona", "pirate, poet").brief()).isEqualTo("central 5");
        assertThat(node.ask(question, "X-Persona", "pirate", "X-Persona", "poet")
                        .brief())
                .isEqualTo("cache-exact 5");
    }

    @Test
    void aStreamThatVariesIsForRequestsWithTheSameValueAlone() {
        centre.says("Vary", "X-Voice");

        assertThat(node.stream(question, "X-Voice", "low").header("cache-status"))
                .isEqualTo("edgewise; fwd=miss; detail=varies");
        assertThat(node.stream(question, "X-Voice", "low").brief()).isEqualTo("central 2");
        await().atMost(LIMIT)
                .until(() -> node.ask(question, "X-Voice", "low", "Cache-Control", "only-if-cached")
                        .brief()
                        .equals("cache-exact 2"));
        assertThat(node.stream(question, "X-Voice", "high").brief()).isEqualTo("central 3");
        assertThat(node.stream(question, "X-Voice", "low").brief()).isEqualTo("cache-exact 2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoeverWaitsForAnAnswerThatVariesAsksForOneOfHisOwn(boolean stream) {
        String line = "X-Mood-" + stream;
        centre.says("Vary", line);
        centre.hold();
        var glad = beside(() -> stream ? node.stream(question, line, "glad") : node.ask(question, line, "glad"));
        awaitAsked(1);
        var sad = beside(() -> stream ? node.stream(question, line, "sad") : node.ask(question, line, "sad"));
        admitted(2);
        centre.release();

        assertThat(Stream.of(glad, sad).map(CompletableFuture::join).map(Answer::brief))
                .containsExactly("central 1", "central 2");
    }

    @Test
    void onceKnownRequestsWithTheSameValueShareAnAnswerUnderWay() {
        centre.says("Vary", "X-Tone");
        node.ask(question, "X-Tone", "dry");
        centre.hold();
        var dry = beside(() -> node.ask(question, "X-Tone", "dry"));
        awaitAsked(2);
        var warm = beside(() -> node.ask(question, "X-Tone", "warm"));
        awaitAsked(3);
        var second = beside(() -> node.ask(question, "X-Tone", "dry"));
        admitted(3);
        centre.release();

        assertThat(dry.join().brief()).isEqualTo("central 2");
        assertThat(warm.join().brief()).isEqualTo("central 3");
        assertThat(second.join().brief()).endsWith(" 2");
    }

    @Test
    void anAnswerThatVariesByWhatTheCentreDoesNotSeeOrByABrowsersLinesIsForAll() {
        centre.says("Vary", "Origin, Accept, Accept-Encoding, Authorization, Edge-Cache, traceparent");

        assertThat(node.ask(question, "Accept", "application/json").header("cache-status"))
                .isEqualTo("edgewise; fwd=miss; stored");
        assertThat(node.ask(question, "Accept", "*/*").brief()).isEqualTo("cache-exact 1");
    }

    @Test
    void anAnswerThatVariesByEverythingIsForNobodyElse() {
        centre.says("Vary", "X-Any, *");
        centre.hold();
        var first = beside(() -> node.ask(question));
        awaitAsked(1);
        var second = beside(() -> node.ask(question));
        admitted(2);
        centre.release();

        assertThat(first.join().header("cache-status")).isEqualTo("edgewise; fwd=miss; detail=varies");
        assertThat(second.join().brief()).isEqualTo("central 2");
        assertThat(node.ask(question).brief()).isEqualTo("central 3");
    }
}
