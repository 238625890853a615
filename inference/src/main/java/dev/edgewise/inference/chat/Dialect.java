package dev.edgewise.inference.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites the few things that the template library reads differently from the original Jinja. */
final class Dialect {
    /** Comments, statements and expressions: text between them stays as it is. */
    private static final Pattern TAG = Pattern.compile("\\{#.*?#}|\\{%.*?%}|\\{\\{.*?}}", Pattern.DOTALL);

    private static final Pattern LITERAL = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"");

    /** Marks what the assistant wrote, for training; has no meaning here. */
    private static final Pattern GENERATION = Pattern.compile("\\{%([-+]?)\\s*(end)?generation\\s*([-+]?)%}");

    /** In Jinja, "is" binds closer than "not". */
    private static final Pattern NOT_IS =
            Pattern.compile("\\bnot\\s+([A-Za-z_][\\w.]*(?:\\[[^\\]]*])*)\\s+is\\s+(?!not\\b)(\\w+)");

    private static final Pattern REVERSED = Pattern.compile("\\[::-1]");

    private Dialect() {}

    static String translate(String template) {
        String plain = GENERATION
                .matcher(template)
                .replaceAll(tag ->
                        "{%" + tag.group(1) + (tag.group(2) == null ? " if true " : " endif ") + tag.group(3) + "%}");
        return TAG.matcher(plain).replaceAll(tag -> Matcher.quoteReplacement(inTag(tag.group())));
    }

    /** Rewrites outside of literals. */
    private static String inTag(String tag) {
        Matcher literals = LITERAL.matcher(tag);
        StringBuilder rewritten = new StringBuilder();
        StringBuilder kept = new StringBuilder();
        // Literals stand aside as \0 while the rest is rewritten, so that a pattern may reach across them.
        List<String> aside = new ArrayList<>();
        int from = 0;
        while (literals.find()) {
            kept.append(tag, from, literals.start()).append('\0');
            aside.add(literals.group());
            from = literals.end();
        }
        kept.append(tag, from, tag.length());
        String changed = NOT_IS.matcher(kept).replaceAll("not ($1 is $2)");
        changed = REVERSED.matcher(changed).replaceAll("|reverse|list");
        int next = 0;
        for (int i = 0; i < changed.length(); i++) {
            char c = changed.charAt(i);
            rewritten.append(c == '\0' ? aside.get(next++) : String.valueOf(c));
        }
        return rewritten.toString();
    }
}
