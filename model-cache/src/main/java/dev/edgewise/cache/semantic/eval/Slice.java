package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import java.util.Locale;
import java.util.regex.Pattern;

/** Kinds of questions, told by their words alone, in which a cache is known to go wrong. */
public enum Slice {
    NEGATION("\\b(not|no|never|without|cannot)\\b|n't\\b|안 |않|없|못|말고|아니"),
    NUMBER("\\d"),
    ENTITY("(?<=[\\p{Ll},] )\\p{Lu}\\p{L}+"),
    DIRECTION("\\b(from|to|into|between|vs|versus|than|over|under|before|after)\\b|에서|까지|부터|보다|으로");

    private final Pattern pattern;

    Slice(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    /** Its name for users. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean has(Question question) {
        return pattern.matcher(question.text()).find();
    }
}
