package dev.edgewise.inference.words;

import java.util.regex.Pattern;

/** Reasons as callers may read them: where files lie on this machine is for its operator alone. */
public final class PlainReason {
    /** From the root, through folders, to the last name, which stays. */
    private static final Pattern PATH =
            Pattern.compile("(?<![\\w.)\\]/-])(?:[A-Za-z]:)?/(?:[^\\s/:'\",;()]+/)*([^\\s/:'\",;()]+)/?");

    private PlainReason() {}

    /** The reason with the last name alone of each path from the root. */
    public static String of(String reason) {
        return PATH.matcher(reason).replaceAll("$1");
    }
}
