package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.api.EdgeHeaders;
import dev.edgewise.gateway.api.LabelAnswerJson;
import dev.edgewise.gateway.api.LabelRequestJson;
import dev.edgewise.gateway.api.RerankJson;
import dev.edgewise.gateway.api.Shown;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Reranked;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.Need;
import java.util.List;
import java.util.function.Supplier;

/** Labels and ranks by local models. Waits on the request's virtual thread. */
final class LocalLabels {
    /** So many scores, of all inputs together, are written as JSON in about a millisecond; more would hold up the event loop. */
    static final int SCORES_WRITTEN_ON_LOOP_MAX = 1_024;

    /** The same of documents that are ranked, and named in order. */
    static final int DOCUMENTS_WRITTEN_ON_LOOP_MAX = 1_024;

    private static final int MILLIS = 1000;

    private final Engine engine;
    private final Supplier<ModelCatalog> catalog;
    private final NodeClock clock;

    LocalLabels(Engine engine, Supplier<ModelCatalog> catalog, NodeClock clock) {
        this.engine = engine;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** @throws InterruptedException if the node shuts down */
    LocalAnswers.Outcome label(Exchange exchange, Keyed keyed, ModelId model) throws InterruptedException {
        if (exchange.arrival().api() == Api.MODERATIONS) {
            return label(exchange, keyed, model, Shown.ALL);
        }
        return switch (LabelWishes.ofLabels(keyed.scanned(), model)) {
            case LabelWishes.Read.Met met -> label(exchange, keyed, model, met.shown());
            case LabelWishes.Read.Wrong wrong -> refused(wrong.refusal());
            case LabelWishes.Read.Elsewhere elsewhere -> LocalAnswers.Outcome.NotHere.unfit(elsewhere.refusal());
        };
    }

    private LocalAnswers.Outcome label(Exchange exchange, Keyed keyed, ModelId model, Shown shown)
            throws InterruptedException {
        return switch (parsed(keyed, model)) {
            case LabelRequestJson.Parsed.Wrong wrong -> refused(wrong.refusal());
            case LabelRequestJson.Parsed.Elsewhere elsewhere -> LocalAnswers.Outcome.NotHere.unfit(elsewhere.refusal());
            case LabelRequestJson.Parsed.Request request -> {
                try {
                    var answer = (Classified) run(exchange, keyed, request.work());
                    Told told = Aside.above(
                            SCORES_WRITTEN_ON_LOOP_MAX,
                            (long) answer.count() * answer.labels().size(),
                            () -> told(exchange, keyed, answer, shown));
                    exchange.record().confidence = told.confidence();
                    exchange.record().confidences = told.confidences();
                    yield done(told.body(), new HeaderList());
                } catch (EngineException e) {
                    yield LocalAnswers.ended(e, exchange, "input");
                }
            }
        };
    }

    private LabelRequestJson.Parsed parsed(Keyed keyed, ModelId model) {
        ModelCard card = catalog.get().get(model);
        if (card != null && card.skill() instanceof Skill.TensorClassification skill) {
            return RowsRequest.parse(keyed.scanned(), model, keyed.alias().name(), skill.inputs());
        }
        LocalModel local = keyed.alias().local();
        boolean pictures = local != null && local.abilities().contains(Need.IMAGES);
        return LabelRequestJson.parse(
                keyed.scanned().body(), model, keyed.alias().name(), pictures);
    }

    /** What is said of labels: the answer, how sure the least sure input is, and how sure each is. */
    private record Told(byte[] body, String confidence, List<String> confidences) {}

    private Told told(Exchange exchange, Keyed keyed, Classified answer, Shown shown) {
        String alias = keyed.alias().name();
        String id = exchange.arrival().requestId();
        byte[] body = exchange.arrival().api() == Api.MODERATIONS
                ? LabelAnswerJson.moderated(answer, alias, id)
                : LabelAnswerJson.classified(answer, shown, alias, id, clock.nowEpochMillis() / MILLIS);
        return new Told(body, LabelAnswerJson.confidence(answer), LabelAnswerJson.confidences(answer));
    }

    /** @throws InterruptedException if the node shuts down */
    LocalAnswers.Outcome rerank(Exchange exchange, Keyed keyed, ModelId model) throws InterruptedException {
        ModelCard card = catalog.get().get(model);
        int tokensMax = card == null ? Integer.MAX_VALUE : card.skill().tokensMax();
        return switch (LabelWishes.ofRanks(keyed.scanned(), model, tokensMax)) {
            case LabelWishes.Read.Met _ -> ranked(exchange, keyed, model);
            case LabelWishes.Read.Wrong wrong -> refused(wrong.refusal());
            case LabelWishes.Read.Elsewhere elsewhere -> LocalAnswers.Outcome.NotHere.unfit(elsewhere.refusal());
        };
    }

    private LocalAnswers.Outcome ranked(Exchange exchange, Keyed keyed, ModelId model) throws InterruptedException {
        return switch (RerankJson.parse(keyed.scanned().body(), model)) {
            case RerankJson.Parsed.Wrong wrong -> refused(wrong.refusal());
            case RerankJson.Parsed.Request request -> {
                try {
                    var answer = (Reranked) run(exchange, keyed, request.work());
                    byte[] body = Aside.above(
                            DOCUMENTS_WRITTEN_ON_LOOP_MAX,
                            answer.count(),
                            () -> RerankJson.write(
                                    answer,
                                    request,
                                    keyed.alias().name(),
                                    exchange.arrival().requestId()));
                    yield done(body, new HeaderList().add(EdgeHeaders.METHOD, RerankJson.method(answer)));
                } catch (EngineException e) {
                    yield LocalAnswers.ended(e, exchange, "documents");
                }
            }
        };
    }

    private Answer run(Exchange exchange, Keyed keyed, Work work) throws EngineException, InterruptedException {
        var cancellation = new Cancellation();
        exchange.lane().onLoop(() -> exchange.onClientGone(cancellation::cancel));
        exchange.record().spent(Phase.ANSWER);
        try {
            Answer answer = engine.answer(work, LocalAnswers.call(exchange, keyed, cancellation));
            exchange.record().promptTokens = answer.usage().promptTokens();
            return answer;
        } finally {
            exchange.record().skip();
        }
    }

    private static LocalAnswers.Outcome done(byte[] body, HeaderList headers) {
        return new LocalAnswers.Outcome.Done(new Answered.Whole(200, "application/json", body, headers));
    }

    private static LocalAnswers.Outcome refused(Refusal refusal) {
        return new LocalAnswers.Outcome.Done(new Answered.Failed(refusal));
    }
}
