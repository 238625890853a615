package dev.edgewise.gateway.admin;

import dev.edgewise.gateway.semantic.MeaningReport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a running node's cache would do with a request, without serving it. Waits for models: not for an event loop. */
public interface ExplainControl {
    /**
     * A request, as it would come.
     *
     * @param path of its API
     * @param tenant whose it is; null where everybody is the same one
     * @param country where its caller is; null: not known
     * @param headers its header lines
     */
    record Asked(
            String path, @Nullable String tenant, @Nullable String country, Map<String, String> headers, byte[] body) {}

    /** What would become of it. */
    sealed interface Told {
        /** The question itself is wrong; a sentence says how. */
        record Wrong(String sentence) implements Told {}

        /**
         * It does not come to comparing.
         *
         * @param outcome {@code refused}, {@code policy} or {@code pinned}
         * @param why the refusal's message, the rules, or the id of the operator's answer
         */
        record Before(String outcome, String why) implements Told {}

        /**
         * It is looked for.
         *
         * @param model the name asked for
         * @param key where its own answer is kept; empty where it is not, or its items are kept each by itself
         * @param notReused why it is not; empty where it is
         * @param stored whether there is one now, which comes before those that mean the same
         * @param items of a batch, how many of its items are stored, such as {@code 2/3}; empty for what is none
         */
        record Looked(String model, String key, String notReused, boolean stored, String items, MeaningReport meaning)
                implements Told {}
    }

    /** Explains. */
    Told explain(Asked asked) throws InterruptedException;
}
