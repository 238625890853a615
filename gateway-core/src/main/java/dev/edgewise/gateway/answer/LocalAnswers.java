package dev.edgewise.gateway.answer;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.answer.Usage;
import dev.edgewise.gateway.api.EmbeddingsJson;
import dev.edgewise.gateway.api.TextRequestJson;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Reranked;
import dev.edgewise.inference.ReuseScope;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.RuledOut;
import dev.edgewise.routing.model.LocalModel;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Phase 7 on the node: the answer of a local engine. Waits on the request's virtual thread. */
public final class LocalAnswers {
    /** So many floats are written as JSON in a few milliseconds; more would hold up the other requests of the event loop. */
    static final int FLOATS_WRITTEN_ON_LOOP_MAX = 8_192;

    private final Engine engine;
    private final UnaryOperator<ModelId> versions;
    private final NodeClock clock;
    private final LocalTexts texts;
    private final LocalLabels labels;

    /**
     * Answers of an engine's models.
     *
     * @param catalog the models it has
     * @param versions the version that is to do the next piece of a model's work
     */
    public LocalAnswers(
            Engine engine,
            Supplier<ModelCatalog> catalog,
            UnaryOperator<ModelId> versions,
            ReplyCheck check,
            NodeClock clock) {
        this.engine = engine;
        this.versions = versions;
        this.clock = clock;
        this.texts = new LocalTexts(engine, check, clock);
        this.labels = new LocalLabels(engine, catalog, clock);
    }

    /** Ends texts that are being written, because the node has no time left; their callers are told so. Any thread. */
    public void cutOff() {
        texts.cutOff();
    }

    /** What a local engine's try gives. */
    public sealed interface Outcome {
        record Done(Answered answered) implements Outcome {}

        /**
         * The node cannot, but another place may. What it took is in the record.
         *
         * @param why its model failed, or cannot do such a thing
         */
        record NotHere(RuledOut why, Refusal refusal) implements Outcome {
            static NotHere failed(Refusal refusal) {
                return new NotHere(RuledOut.LOCAL_FAILED, refusal);
            }

            static NotHere unfit(Refusal refusal) {
                return new NotHere(RuledOut.LOCAL_UNFIT, refusal);
            }
        }
    }

    /**
     * Answers, or says why not.
     *
     * @param streamHeaders the reply's lines, should it be sent as it is written
     * @param tee who else gets a stream's bytes
     */
    public Outcome answer(
            Exchange exchange,
            Keyed keyed,
            Decision.Local local,
            Function<UpstreamHead, HeaderList> streamHeaders,
            Tee tee) {
        ModelId version = versions.apply(local.model());
        if (!version.equals(local.model())) {
            exchange.record().canary = true;
            Outcome tried = by(exchange, keyed, new Decision.Local(version, local.why()), streamHeaders, tee);
            // What the canary cannot do the active version does: trying it costs no answer.
            if (!failed(tried) || clock.nowNanos() - exchange.arrival().deadlineNanos() >= 0) {
                return tried;
            }
            exchange.record().canary = false;
            exchange.record().tryAgain();
        }
        return by(exchange, keyed, local, streamHeaders, tee);
    }

    /** Whether nothing was sent, and the caller still waits. */
    private static boolean failed(Outcome tried) {
        return switch (tried) {
            case Outcome.NotHere _ -> true;
            case Outcome.Done(Answered.Failed _) -> true;
            case Outcome.Done(Answered.Whole _), Outcome.Done(Answered.Streamed _), Outcome.Done(Answered.Left _) ->
                false;
        };
    }

    private Outcome by(
            Exchange exchange,
            Keyed keyed,
            Decision.Local local,
            Function<UpstreamHead, HeaderList> streamHeaders,
            Tee tee) {
        exchange.record().model = local.model().value();
        exchange.record().otherFiles = false;
        return switch (exchange.arrival().api()) {
            case EMBEDDINGS ->
                switch (EmbeddingsJson.parse(keyed.scanned(), local.model())) {
                    case EmbeddingsJson.Parsed.Wrong wrong -> new Outcome.Done(new Answered.Failed(wrong.refusal()));
                    case EmbeddingsJson.Parsed.Elsewhere elsewhere -> Outcome.NotHere.unfit(elsewhere.refusal());
                    case EmbeddingsJson.Parsed.Request request -> embed(exchange, keyed, request);
                };
            case CLASSIFY, MODERATIONS, RERANK -> label(exchange, keyed, local);
            case CHAT, COMPLETIONS -> write(exchange, keyed, local, streamHeaders, tee);
            case MODELS, TENSORS, NONE ->
                throw new IllegalArgumentException(exchange.arrival().api() + " is not answered by a model");
        };
    }

    private Outcome label(Exchange exchange, Keyed keyed, Decision.Local local) {
        try {
            return exchange.arrival().api() == Api.RERANK
                    ? labels.rerank(exchange, keyed, local.model())
                    : labels.label(exchange, keyed, local.model());
        } catch (InterruptedException e) {
            return interrupted();
        }
    }

    private Outcome write(
            Exchange exchange,
            Keyed keyed,
            Decision.Local local,
            Function<UpstreamHead, HeaderList> streamHeaders,
            Tee tee) {
        Api api = exchange.arrival().api();
        return switch (TextRequestJson.parse(keyed.scanned().body(), api, local.model())) {
            case TextRequestJson.Parsed.Wrong wrong -> new Outcome.Done(new Answered.Failed(wrong.refusal()));
            case TextRequestJson.Parsed.Elsewhere elsewhere -> Outcome.NotHere.unfit(elsewhere.refusal());
            case TextRequestJson.Parsed.Request request -> {
                exchange.record().spent(Phase.ANSWER);
                try {
                    yield texts.answer(exchange, keyed, request, streamHeaders, tee);
                } catch (InterruptedException e) {
                    yield interrupted();
                } finally {
                    exchange.record().skip();
                }
            }
        };
    }

    private static Outcome interrupted() {
        Thread.currentThread().interrupt();
        return Outcome.NotHere.failed(
                Refusal.unavailable(503, "shutting_down", "This node is shutting down. Try again.", 1_000));
    }

    private Outcome embed(Exchange exchange, Keyed keyed, EmbeddingsJson.Parsed.Request request) {
        var cancellation = new Cancellation();
        exchange.lane().onLoop(() -> exchange.onClientGone(cancellation::cancel));
        exchange.record().spent(Phase.ANSWER);
        try {
            Answer answer = engine.answer(request.work(), call(exchange, keyed, cancellation));
            exchange.record().skip();
            return switch (answer) {
                case Embeddings vectors -> {
                    exchange.record().promptTokens = vectors.usage().promptTokens();
                    byte[] body = Aside.above(
                            FLOATS_WRITTEN_ON_LOOP_MAX,
                            (long) vectors.count() * vectors.dimensions(),
                            () -> EmbeddingsJson.write(vectors, keyed.alias().name(), request.base64()));
                    yield new Outcome.Done(new Answered.Whole(200, "application/json", body, new HeaderList()));
                }
                case Generated _, Inferred _, Classified _, Reranked _ ->
                    throw new IllegalStateException("vectors were asked for, not " + answer);
            };
        } catch (EngineException e) {
            exchange.record().skip();
            return ended(e, exchange, "input");
        } catch (InterruptedException e) {
            return interrupted();
        }
    }

    /** The request's patience; notes when files do the work that its cache key does not name. */
    static Call call(Exchange exchange, Keyed keyed, Cancellation cancellation) {
        LocalModel named = keyed.alias().local();
        return new Call(new Deadline(true, exchange.arrival().deadlineNanos()), cancellation)
                .within(scope(keyed))
                .seenBy((model, revision, current) -> exchange.record().otherFiles |= !current
                        || (named != null
                                && named.id().equals(model)
                                && !named.revision().equals(revision)));
    }

    /** Who shares its answers shares what a model has read as well; with nobody else's prompts is it compared. */
    private static ReuseScope scope(Keyed keyed) {
        String user = keyed.user();
        return user == null
                ? ReuseScope.NOBODY
                : ReuseScope.of(keyed.governed().tenant().id(), user);
    }

    /** What the end of a model's work without an answer means for the request; books what it took until then. */
    static Outcome ended(EngineException ended, Exchange exchange, String inputField) {
        return booked(fault(ended.fault(), inputField), ended.used(), exchange);
    }

    /** The model worked, whether somebody has its answer or not. */
    static Outcome booked(Outcome outcome, dev.edgewise.inference.Usage tokens, Exchange exchange) {
        exchange.record().promptTokens = tokens.promptTokens();
        exchange.record().completionTokens = tokens.completionTokens();
        return switch (outcome) {
            case Outcome.Done(Answered.Left _) -> new Outcome.Done(new Answered.Left(used(tokens)));
            case Outcome.Done _, Outcome.NotHere _ -> outcome;
        };
    }

    static Usage used(dev.edgewise.inference.Usage tokens) {
        return new Usage(tokens.promptTokens(), tokens.completionTokens(), 0, 0);
    }

    /**
     * What a fault of the engine means for the request.
     *
     * @param inputField the field that the input came in
     */
    static Outcome fault(Fault fault, String inputField) {
        String param = fault.field().isEmpty() ? inputField : fault.field();
        long retryMillis = fault.retryAfter().map(java.time.Duration::toMillis).orElse(1_000L);
        return switch (fault.kind()) {
            case INPUT_INVALID ->
                new Outcome.Done(new Answered.Failed(Refusal.invalid(code(fault), param, sentence(fault))));
            case INPUT_TOO_LONG -> Outcome.NotHere.unfit(Refusal.invalid(code(fault), param, sentence(fault)));
            case UNSUPPORTED ->
                Outcome.NotHere.unfit(
                        Refusal.invalid(code(fault), fault.field().isEmpty() ? null : fault.field(), sentence(fault)));
            case CANCELLED -> new Outcome.Done(new Answered.Left());
            case DEADLINE ->
                new Outcome.Done(new Answered.Failed(
                        Refusal.unavailable(504, "deadline_exceeded", sentence(fault), retryMillis)));
            case MODEL_REFUSED, MODEL_TOO_LARGE ->
                Outcome.NotHere.failed(Refusal.hopeless(code(fault), sentence(fault)));
            case MODEL_UNKNOWN, MODEL_UNAVAILABLE, BUSY, CLOSED, INTERNAL ->
                Outcome.NotHere.failed(Refusal.unavailable(503, code(fault), sentence(fault), retryMillis));
        };
    }

    private static String code(Fault fault) {
        // The name that programs written for OpenAI's API look for, to shorten a history and ask again.
        if (fault.kind() == Fault.Kind.INPUT_TOO_LONG) {
            return "context_length_exceeded";
        }
        return "local_" + fault.kind().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String sentence(Fault fault) {
        String text = fault.message();
        // The name of a field keeps its case.
        if (!fault.field().isEmpty() && text.startsWith(fault.field())) {
            return text + '.';
        }
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + '.';
    }
}
