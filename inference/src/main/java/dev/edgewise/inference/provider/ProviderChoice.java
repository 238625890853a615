package dev.edgewise.inference.provider;

import java.util.List;

/**
 * What a loaded model is computed with.
 *
 * @param used the first of those wanted that works and gives right numbers
 * @param refused those that were wanted more, in their order
 */
public record ProviderChoice(Provider used, List<Refusal> refused) {
    /** Copies the list. */
    public ProviderChoice {
        refused = List.copyOf(refused);
    }

    /**
     * A provider that was wanted and is not used.
     *
     * @param reason one sentence for the operator
     */
    public record Refusal(Provider provider, String reason) {}
}
