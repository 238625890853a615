package dev.edgewise.gateway.answer;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.answer.UsageFilter;
import dev.edgewise.cache.flight.Subscription;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import java.util.function.Supplier;

/** Answers of requests that wait for one another. One instance per event loop. */
public final class SharedAnswers {
    private final Deadlines deadlines;
    private final UsageFilter usage;

    public SharedAnswers(Deadlines deadlines, ReplyCheck check) {
        this.deadlines = deadlines;
        this.usage = new UsageFilter(check);
    }

    /**
     * Waits for the answer another request fetches; on the request's virtual thread.
     *
     * @param form what was asked for
     * @param headers the reply's lines, should events be passed on
     */
    public Followed follow(
            Exchange exchange, Subscription<Landed, Refusal> subscription, Form form, Supplier<HeaderList> headers) {
        UsageFilter hide = form == Form.SSE ? usage : null;
        var following = new Following(exchange, subscription, hide, headers, deadlines);
        exchange.lane().onLoop(following::start);
        return following.await();
    }
}
