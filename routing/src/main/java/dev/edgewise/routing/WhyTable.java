package dev.edgewise.routing;

import java.util.stream.Collectors;

/** Writes the documentation page of all reason codes, so that page and code cannot drift apart. */
public final class WhyTable {

    private static final String HEAD = """
            # Reason codes

            Every answer says in `Edge-Why` why it came from where it came. The list is closed: a new reason is added
            here and in the code together, and none is ever renamed. This page is written from the code; its test
            fails when the two differ.

            | code | with | meaning | what to do |
            |---|---|---|---|
            """;

    private WhyTable() {}

    /** The whole page as Markdown, ending in a line feed; the same text on every call. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Why why : Why.values()) {
            String outcomes = why.outcomes().stream().map(Outcome::label).collect(Collectors.joining(", "));
            page.append("| `")
                    .append(why.wire())
                    .append("` | ")
                    .append(outcomes)
                    .append(" | ")
                    .append(why.meaning())
                    .append(" | ")
                    .append(why.remedy())
                    .append(" |\n");
        }
        return page.toString();
    }
}
