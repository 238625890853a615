package dev.edgewise.inference.version;

import dev.edgewise.inference.Classify;
import dev.edgewise.inference.ClassifyImage;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Rerank;
import dev.edgewise.inference.Work;

/** The same work for another model. */
final class Works {
    private Works() {}

    /** The work, to be done by {@code model} and told nobody while it is done. */
    static Work by(ModelId model, Work work) {
        return switch (work) {
            case Embed embed ->
                new Embed(model, embed.inputs(), embed.dimensions(), embed.prompt(), embed.purpose(), embed.tokens());
            case Classify classify -> new Classify(model, classify.inputs());
            case ClassifyImage images -> new ClassifyImage(model, images.images());
            case ClassifyTensors tensors -> new ClassifyTensors(model, tensors.inputs());
            case Rerank rerank -> new Rerank(model, rerank.query(), rerank.documents());
            case Infer infer -> new Infer(model, infer.inputs(), infer.outputs());
            case Generate generate ->
                new Generate(
                        model,
                        generate.prompt(),
                        generate.sampling(),
                        generate.stops(),
                        generate.tokensMax(),
                        generate.choices(),
                        generate.logprobs(),
                        generate.format(),
                        DeltaListener.NONE);
        };
    }
}
