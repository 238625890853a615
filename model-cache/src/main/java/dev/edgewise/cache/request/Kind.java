package dev.edgewise.cache.request;

/** What kind of JSON value a field holds, with the words to name it in a message. */
public enum Kind {
    OBJECT("an object"),
    ARRAY("an array"),
    STRING("a string"),
    NUMBER("a number"),
    TRUE("true"),
    FALSE("false"),
    NULL("null");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    /** The kind as it reads in a sentence, such as "a string". */
    public String words() {
        return words;
    }
}
