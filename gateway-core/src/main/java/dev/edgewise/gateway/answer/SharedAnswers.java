package dev.edgewise.gateway.answer;

import dev.edgewise.cache.flight.Subscription;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import java.util.function.Supplier;

/** Answers of requests that wait for one another. One instance per event loop. */
public final class SharedAnswers {
    private final Deadlines deadlines;

    public SharedAnswers(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /**
     * Waits for the answer another request fetches; on the request's virtual thread.
     *
     * @param headers the reply's lines, should events be passed on
     */
    public Followed follow(
            Exchange exchange, Subscription<Landed, Refusal> subscription, Supplier<HeaderList> headers) {
        var following = new Following(exchange, subscription, headers, deadlines);
        exchange.lane().onLoop(following::start);
        return following.await();
    }
}
