package dev.edgewise.gateway.answer;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.answer.Usage;
import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.api.TextAnswerJson;
import dev.edgewise.gateway.api.TextRequestJson;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generated;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Chat and completions by a model on the node. */
final class LocalTexts {
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final Refusal LATE = Refusal.unavailable(
            504,
            "deadline_exceeded",
            "The request's deadline passed before the client had taken the answer. Send a longer Edge-Deadline.",
            MILLIS_PER_SECOND);

    private final Engine engine;
    private final ReplyCheck check;
    private final NodeClock clock;
    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    LocalTexts(Engine engine, ReplyCheck check, NodeClock clock) {
        this.engine = engine;
        this.check = check;
        this.clock = clock;
    }

    /** Ends what is being written, and what may still begin: the node has no time left. */
    void cutOff() {
        over = true;
        running.forEach(Cancellation::cancel);
    }

    LocalAnswers.Outcome answer(
            Exchange exchange,
            Keyed keyed,
            TextRequestJson.Parsed.Request request,
            Function<UpstreamHead, HeaderList> streamHeaders,
            Tee tee)
            throws InterruptedException {
        // Others may want the usage, whether this caller does or not.
        boolean withUsage = request.stream() && (request.streamUsage() || tee.isShared());
        var json = new TextAnswerJson(
                exchange.arrival().api(),
                exchange.arrival().requestId(),
                keyed.alias().name(),
                clock.nowEpochMillis() / MILLIS_PER_SECOND,
                withUsage);
        return request.stream()
                ? stream(exchange, keyed, request, json, streamHeaders, tee)
                : whole(exchange, keyed, request, json);
    }

    private LocalAnswers.Outcome whole(
            Exchange exchange, Keyed keyed, TextRequestJson.Parsed.Request request, TextAnswerJson json)
            throws InterruptedException {
        Cancellation cancellation = begin();
        exchange.lane().onLoop(() -> exchange.onClientGone(cancellation::cancel));
        try {
            Generated answer = PromptsInTurn.answer(
                    engine, request.works(), DeltaListener.NONE, LocalAnswers.call(exchange, keyed, cancellation));
            exchange.record().confidence = confidence(answer);
            return new LocalAnswers.Outcome.Done(
                    new Answered.Whole(200, "application/json", json.whole(answer), new HeaderList()));
        } catch (EngineException e) {
            return outcome(e, exchange, request);
        } finally {
            running.remove(cancellation);
        }
    }

    private Cancellation begin() {
        var cancellation = new Cancellation();
        running.add(cancellation);
        if (over) {
            cancellation.cancel();
        }
        return cancellation;
    }

    private LocalAnswers.Outcome outcome(
            EngineException ended, Exchange exchange, TextRequestJson.Parsed.Request request) {
        Fault found = ended.fault();
        Fault fault = found;
        if (found.field().equals(TextRequestJson.TOKENS)) {
            // Told by the name that the caller gave it.
            String message = found.message().replaceFirst(TextRequestJson.TOKENS, request.tokensField());
            fault = new Fault(found.kind(), message, found.retryAfter(), request.tokensField());
        }
        LocalAnswers.Outcome outcome = over && fault.kind() == Fault.Kind.CANCELLED
                ? new LocalAnswers.Outcome.Done(new Answered.Failed(Admission.SHUTTING_DOWN))
                : LocalAnswers.fault(fault, input(exchange));
        return LocalAnswers.booked(outcome, ended.used(), exchange);
    }

    /** The mean probability of a token, of the choice that the model was least sure of: the geometric mean, 0 to 1. */
    private static String confidence(Generated answer) {
        double logprob = answer.choices().stream()
                .mapToDouble(choice -> choice.confidence().meanLogprob())
                .min()
                .orElse(0);
        return String.format(Locale.ROOT, "%.3f", Math.exp(Math.min(0, logprob)));
    }

    private LocalAnswers.Outcome stream(
            Exchange exchange,
            Keyed keyed,
            TextRequestJson.Parsed.Request request,
            TextAnswerJson json,
            Function<UpstreamHead, HeaderList> streamHeaders,
            Tee tee)
            throws InterruptedException {
        var writer = new StreamWriter(exchange, streamHeaders, tee, check, !request.streamUsage());
        Cancellation cancellation = begin();
        var stream = new LocalStream(exchange, writer, json, cancellation, clock);
        exchange.lane().onLoop(stream::watch);
        try {
            Generated answer = PromptsInTurn.answer(
                    engine, request.works(), stream, LocalAnswers.call(exchange, keyed, cancellation));
            // Too late for this stream's head; for its replays.
            exchange.record().confidence = confidence(answer);
            Answered sent = stream.finish(answer, json.usageEvent());
            return new LocalAnswers.Outcome.Done(
                    stream.late() ? stream.breakOff(LATE, LocalAnswers.used(answer.usage())) : sent);
        } catch (EngineException e) {
            Usage used = LocalAnswers.used(e.used());
            LocalAnswers.Outcome outcome = stream.late()
                    ? LocalAnswers.booked(new LocalAnswers.Outcome.Done(new Answered.Failed(LATE)), e.used(), exchange)
                    : outcome(e, exchange, request);
            if (!stream.open()) {
                return outcome;
            }
            // The client has part of an answer: nobody else can take over.
            return switch (outcome) {
                case LocalAnswers.Outcome.NotHere(var _, var refusal) ->
                    new LocalAnswers.Outcome.Done(stream.breakOff(refusal, used));
                case LocalAnswers.Outcome.Done(Answered.Failed(var refusal)) ->
                    new LocalAnswers.Outcome.Done(stream.breakOff(refusal, used));
                case LocalAnswers.Outcome.Done done -> done;
            };
        } finally {
            running.remove(cancellation);
        }
    }

    private static String input(Exchange exchange) {
        return exchange.arrival().api() == Api.CHAT ? "messages" : "prompt";
    }
}
