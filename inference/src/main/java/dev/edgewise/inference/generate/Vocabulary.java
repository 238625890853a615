package dev.edgewise.inference.generate;

import java.util.Optional;
import java.util.Set;

/**
 * What the tokens of a model stand for. Immutable, any thread.
 *
 * @implSpec {@link #bytes} is called for every token written and every token a grammar tries: it copies nothing
 */
public interface Vocabulary {
    /** Ids are 0 to this − 1. */
    int size();

    /** The bytes of a token in UTF-8, maybe half a character; empty for a control token. Not to be changed. */
    byte[] bytes(int id);

    /** Whether it is a control token, which is not part of the text. */
    boolean special(int id);

    /** A control token's own name such as {@code <|im_end|>}, or an added token's text; empty if it is neither. */
    Optional<String> name(int id);

    /** Tokens that end a text. */
    Set<Integer> ends();

    /** Most bytes of one token: a text is at least its bytes divided by this many tokens long. */
    int bytesMax();
}
