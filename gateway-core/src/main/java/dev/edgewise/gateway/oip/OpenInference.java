package dev.edgewise.gateway.oip;

import dev.edgewise.gateway.admission.Permit;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.lookup.WishParser;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.OipCall;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.Prefer;
import dev.edgewise.routing.Wish;
import dev.edgewise.routing.model.ModelAlias;
import java.util.ArrayList;
import java.util.List;

/** The protocol's requests, from path and body to their answers. On requests' virtual threads, any number at once. */
public final class OpenInference {
    /** Bytes of one answer. */
    static final int REPLY_BYTES_MAX = 64 << 20;

    /** Bytes of tensors that are written on the request's event loop; more would hold up its other requests. */
    static final int BYTES_WRITTEN_ON_LOOP_MAX = 32 * 1024;

    /** Choosing classes and writing their names takes as long as writing so many times the bytes. */
    private static final long CLASSES_COST = 16;

    private static final CharSequence HEADER_LENGTH = "inference-header-content-length";

    private final Engine engine;
    private final Housekeeping housekeeping;
    private final NodeClock clock;

    public OpenInference(Engine engine, Housekeeping housekeeping, NodeClock clock) {
        this.engine = engine;
        this.housekeeping = housekeeping;
        this.clock = clock;
    }

    /** What reading a request gives. */
    public sealed interface Read {
        record Refused(Refusal refusal) implements Read {}

        /** Everything but inference: the node answers from what it knows of itself and its models. */
        record Own(OipCall call) implements Read {}

        /**
         * Tensors for a model.
         *
         * @param alias allowed to the caller; of its models only the local one takes tensors
         */
        record Tensors(ModelAlias alias, Wish wish, InferRequest request) implements Read {}
    }

    /** Reads a request whose path is one of the protocol's. */
    public Read read(Rules rules, Governed governed) {
        OipCall call = OipCall.at(governed.arrival().path()).orElseThrow();
        if (!(call instanceof OipCall.Infer infer)) {
            return new Read.Own(call);
        }
        return switch (Aliases.local(rules.view(governed.tenant()).models(), infer.model(), infer.version())) {
            case Aliases.Found.Refused refused -> new Read.Refused(refused.refusal());
            case Aliases.Found.Here here ->
                switch (WishParser.parse(governed.arrival(), Prefer.UNSET, clock.nowNanos())) {
                    case WishParser.Parsed.Wrong wrong -> new Read.Refused(wrong.refusal());
                    case WishParser.Parsed.Read read -> tensors(governed, here.alias(), read.wish());
                };
        };
    }

    private static Read tensors(Governed governed, ModelAlias alias, Wish wish) {
        try {
            String length = governed.arrival().headers().get(HEADER_LENGTH.toString());
            return new Read.Tensors(alias, wish, InferRequestReader.read(governed.body(), length));
        } catch (BadRequestException e) {
            return new Read.Refused(Refusals.invalid(e.sentence()));
        }
    }

    /** Answers what needs no model to run. */
    public Answered own(Exchange exchange, Rules rules, Governed governed, OipCall call) {
        return housekeeping.answer(exchange, rules.view(governed.tenant()).models(), governed, call);
    }

    /** Runs the model and writes its answer; the answer's bytes are booked on {@code permit} until it is sent. */
    public Answered infer(Exchange exchange, Permit permit, Read.Tensors tensors, Decision.Local here) {
        exchange.record().model = here.model().value();
        InferRequest request = tensors.request();
        try {
            Answer answer =
                    engine.answer(new Infer(here.model(), request.inputs(), request.outputNames()), call(exchange));
            exchange.record().skip();
            if (!(answer instanceof Inferred inferred)) {
                throw new IllegalStateException("asked for tensors, the engine gave " + answer);
            }
            return Aside.above(
                    BYTES_WRITTEN_ON_LOOP_MAX,
                    inferred.outputs().stream()
                            .mapToLong(
                                    output -> output.bytes() * (request.classes(output.name()) > 0 ? CLASSES_COST : 1))
                            .sum(),
                    () -> written(permit, tensors, inferred));
        } catch (EngineException e) {
            exchange.record().skip();
            return Refusals.answered(e.fault());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answered.Failed(Refusals.CLOSING);
        }
    }

    private static Answered written(Permit permit, Read.Tensors tensors, Inferred inferred) {
        try {
            InferReply reply = InferReplyWriter.write(
                    tensors.request(),
                    tensors.alias().name(),
                    Aliases.VERSION,
                    classified(tensors.request(), inferred),
                    REPLY_BYTES_MAX);
            return permit.hold(reply.body().length) ? whole(reply) : new Answered.Failed(Refusals.FULL);
        } catch (BadRequestException e) {
            return new Answered.Failed(Refusals.invalid(e.sentence()));
        }
    }

    /** The outputs, with the best classes in place of those where they were asked for. */
    private static List<Tensor> classified(InferRequest request, Inferred inferred) throws BadRequestException {
        List<Tensor> outputs = new ArrayList<>(inferred.outputs().size());
        for (Tensor output : inferred.outputs()) {
            int classes = request.classes(output.name());
            outputs.add(classes == 0 ? output : TopClasses.of(output, inferred.classes(), classes, REPLY_BYTES_MAX));
        }
        return outputs;
    }

    /** The caller's patience: until its deadline, and as long as it is there. */
    static Call call(Exchange exchange) {
        var cancellation = new Cancellation();
        exchange.lane().onLoop(() -> exchange.onClientGone(cancellation::cancel));
        exchange.record().spent(Phase.ANSWER);
        return new Call(new Deadline(true, exchange.arrival().deadlineNanos()), cancellation);
    }

    private static Answered whole(InferReply reply) {
        if (reply.jsonBytes() < 0) {
            return new Answered.Whole(200, "application/json", reply.body(), new HeaderList());
        }
        return new Answered.Whole(
                200,
                "application/octet-stream",
                reply.body(),
                new HeaderList().add(HEADER_LENGTH, Integer.toString(reply.jsonBytes())));
    }
}
