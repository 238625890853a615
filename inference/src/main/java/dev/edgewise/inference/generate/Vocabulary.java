package dev.edgewise.inference.generate;

import java.util.Optional;
import java.util.Set;

/**
 * What the tokens of a model stand for. Immutable, any thread. Asked for every token written and every token a grammar tries:
 * the bytes of all tokens lie in one array, of which nothing is copied.
 */
public interface Vocabulary {
    /** Ids are 0 to this − 1. */
    int size();

    /** The bytes of all tokens in UTF-8. Not to be changed. */
    byte[] bytes();

    /** Where the bytes of a token begin, which may be half a character. */
    int begin(int id);

    /** Where they end; where they begin, for a control token. */
    int end(int id);

    /** Whether it is a control token, which is not part of the text. */
    boolean special(int id);

    /** A control token's own name such as {@code <|im_end|>}, or an added token's text; empty if it is neither. */
    Optional<String> name(int id);

    /** Tokens that end a text. */
    Set<Integer> ends();

    /** Most bytes of one token: a text is at least its bytes divided by this many tokens long. */
    int bytesMax();
}
