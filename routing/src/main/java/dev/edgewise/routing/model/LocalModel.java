package dev.edgewise.routing.model;

import dev.edgewise.inference.ModelId;
import java.util.EnumSet;
import java.util.Set;

/**
 * A model in the node's own store.
 *
 * @param id its name in the store
 * @param revision tells two states of its files apart; part of every cache key that it may answer
 * @param operations what it can be asked for, at least one
 * @param abilities what it can do beyond plain text
 * @param promptTokensMax the longest input it takes, in tokens; zero when unknown
 */
public record LocalModel(
        ModelId id, String revision, Set<Operation> operations, Set<Need> abilities, int promptTokensMax) {

    private static final String AWAITED = "absent";

    /** Copies the sets; refuses no operation or a negative length. */
    public LocalModel {
        operations = Set.copyOf(operations);
        abilities = Set.copyOf(abilities);
        if (operations.isEmpty() || promptTokensMax < 0) {
            throw new IllegalArgumentException("a local model needs an operation and a length >= 0: " + id);
        }
    }

    /** One whose files are not there yet. What it can do nobody knows: requests come as far as asking how it stands. */
    public static LocalModel awaited(ModelId id) {
        return new LocalModel(id, AWAITED, EnumSet.allOf(Operation.class), EnumSet.allOf(Need.class), 0);
    }

    /** Whether its files are not there yet, so that it is not known what it can do. */
    public boolean isAwaited() {
        return revision.equals(AWAITED);
    }

    /** Its name, and the state of its files: the same for every start of the node. */
    @Override
    public String toString() {
        return id.value() + '@' + revision;
    }

    /** Whether it does that on an input of that length with those needs. Zero tokens means an unknown length. */
    public boolean fits(Operation operation, int promptTokens, Set<Need> needs) {
        return operations.contains(operation)
                && (promptTokensMax == 0 || promptTokens <= promptTokensMax)
                && (needs.isEmpty() || abilities.containsAll(needs));
    }
}
