package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.OipCall;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.residency.ModelControl;
import dev.edgewise.inference.residency.ModelState;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.ModelTable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Health, metadata, the repository's index, loading and unloading. On requests' virtual threads. */
public final class Housekeeping {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());

    /** The protocol wants any 4xx from what is not ready; Triton sends this one. */
    private static final int NOT_READY = 400;

    private static final byte[] NO_BODY = {};

    private final Signatures signatures;
    private final ModelControl control;
    private final BooleanSupplier ready;
    private final String version;

    /**
     * @param ready whether the node should be sent requests
     * @param version the node's own
     */
    public Housekeeping(Signatures signatures, ModelControl control, BooleanSupplier ready, String version) {
        this.signatures = signatures;
        this.control = control;
        this.ready = ready;
        this.version = version;
    }

    Answered answer(Exchange exchange, ModelTable models, Governed governed, OipCall call) {
        try {
            return switch (call) {
                case OipCall.Server server -> json(200, MetadataJson.server(version));
                case OipCall.Live live -> json(200, MetadataJson.truth("live", true));
                case OipCall.Ready asked -> ready(ready.getAsBoolean());
                case OipCall.Metadata asked -> metadata(exchange, models, asked);
                case OipCall.ModelReady asked -> modelReady(models, asked);
                case OipCall.Index index -> index(models, governed.body());
                case OipCall.Load load -> load(exchange, models, governed, load);
                case OipCall.Unload unload -> unload(exchange, models, governed, unload);
                case OipCall.Infer infer -> throw new IllegalArgumentException("inference is no housekeeping");
            };
        } catch (BadRequestException e) {
            return new Answered.Failed(Refusals.invalid(e.sentence()));
        } catch (EngineException e) {
            exchange.record().skip();
            return Refusals.answered(e.fault());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answered.Failed(Refusals.CLOSING);
        }
    }

    private static Answered ready(boolean ready) {
        return json(ready ? 200 : NOT_READY, MetadataJson.truth("ready", ready));
    }

    private Answered metadata(Exchange exchange, ModelTable models, OipCall.Metadata asked)
            throws EngineException, InterruptedException {
        return switch (Aliases.local(models, asked.model(), asked.version())) {
            case Aliases.Found.Refused refused -> new Answered.Failed(refused.refusal());
            case Aliases.Found.Here here -> {
                Call call = begun(exchange, here.alias(), here.local());
                var signature = signatures.signature(here.local().id(), call);
                exchange.record().skip();
                yield json(200, MetadataJson.model(here.alias().name(), Aliases.VERSION, signature));
            }
        };
    }

    private Answered modelReady(ModelTable models, OipCall.ModelReady asked) {
        return switch (Aliases.local(models, asked.model(), asked.version())) {
            case Aliases.Found.Refused refused -> new Answered.Failed(refused.refusal());
            case Aliases.Found.Here here ->
                ready(control.states().stream()
                        .anyMatch(standing ->
                                standing.id().equals(here.local().id()) && standing.state() == ModelState.WARM));
        };
    }

    private Answered index(ModelTable models, byte[] body) throws BadRequestException {
        boolean readyOnly = false;
        if (body.length > 0) {
            try (JsonParser json = InferRequestReader.JSON.createParser(body)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new BadRequestException("the request is not a JSON object");
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String member = json.currentName();
                    json.nextToken();
                    if (member.equals("ready")) {
                        readyOnly = Members.truth(json, member);
                    } else {
                        json.skipChildren();
                    }
                }
            } catch (JsonProcessingException e) {
                throw BadRequestException.notJson(e);
            } catch (IOException e) {
                throw new IllegalStateException("reading from memory failed", e);
            }
        }
        Map<ModelId, ModelControl.Standing> standings =
                control.states().stream().collect(Collectors.toMap(ModelControl.Standing::id, Function.identity()));
        List<MetadataJson.Listed> listed = new ArrayList<>();
        for (ModelAlias alias : models.aliases()) {
            LocalModel local = alias.local();
            ModelControl.Standing standing = local == null ? null : standings.get(local.id());
            if (standing != null && (!readyOnly || standing.state() == ModelState.WARM)) {
                listed.add(new MetadataJson.Listed(
                        alias.name(),
                        Aliases.VERSION,
                        state(standing.state()),
                        standing.failure().orElse(reason(standing.state()))));
            }
        }
        return json(200, MetadataJson.index(listed));
    }

    private static String state(ModelState state) {
        return switch (state) {
            case WARM -> "READY";
            case LOADING -> "LOADING";
            case DRAINING -> "UNLOADING";
            case ABSENT, PULLED -> "UNAVAILABLE";
        };
    }

    /** Why a model that did not fail is not ready. */
    private static String reason(ModelState state) {
        return switch (state) {
            case WARM, LOADING, DRAINING -> "";
            case PULLED -> "unloaded";
            case ABSENT -> "not in the store";
        };
    }

    private Answered load(Exchange exchange, ModelTable models, Governed governed, OipCall.Load load)
            throws EngineException, InterruptedException {
        return switch (mayChange(models, governed, load.model())) {
            case Aliases.Found.Refused refused -> new Answered.Failed(refused.refusal());
            case Aliases.Found.Here here -> {
                control.load(here.local().id(), begun(exchange, here.alias(), here.local()));
                yield changed(exchange, governed, "load", here.local());
            }
        };
    }

    private Answered unload(Exchange exchange, ModelTable models, Governed governed, OipCall.Unload unload)
            throws EngineException, InterruptedException {
        return switch (mayChange(models, governed, unload.model())) {
            case Aliases.Found.Refused refused -> new Answered.Failed(refused.refusal());
            case Aliases.Found.Here here -> {
                control.unload(here.local().id(), begun(exchange, here.alias(), here.local()));
                yield changed(exchange, governed, "unload", here.local());
            }
        };
    }

    private static Aliases.Found mayChange(ModelTable models, Governed governed, String model) {
        if (!governed.tenant().loadsModels()) {
            return new Aliases.Found.Refused(Refusal.client(
                    403,
                    "may_not_load",
                    "This tenant may not load or unload models. Ask the operator, who can set load_models for it."));
        }
        return Aliases.local(models, model, "");
    }

    private static Answered changed(Exchange exchange, Governed governed, String what, LocalModel model) {
        exchange.record().skip();
        LOG.log(
                Level.INFO,
                "tenant {0} asked to {1} model {2}",
                governed.tenant().id(),
                what,
                model.id().value());
        return json(200, NO_BODY);
    }

    private static Call begun(Exchange exchange, ModelAlias alias, LocalModel local) {
        exchange.record().alias = alias.name();
        exchange.record().model = local.id().value();
        return OpenInference.call(exchange);
    }

    private static Answered json(int status, byte[] body) {
        return new Answered.Whole(status, "application/json", body, new HeaderList());
    }
}
