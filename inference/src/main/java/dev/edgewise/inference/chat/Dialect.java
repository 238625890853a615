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

    private static final String REVERSED = "[::-1]";

    /** A literal that something is taken from. */
    private static final Pattern PART_OF_LITERAL = Pattern.compile("\0\\[");

    private static final Pattern TIMES = Pattern.compile("(?<!\\*)\\*(?!\\*)");

    private Dialect() {}

    static String translate(String template) {
        String plain = GENERATION
                .matcher(template)
                .replaceAll(tag ->
                        "{%" + tag.group(1) + (tag.group(2) == null ? " if true " : " endif ") + tag.group(3) + "%}");
        StringBuilder translated = new StringBuilder(plain.length());
        Matcher tags = TAG.matcher(plain);
        int from = 0;
        while (tags.find()) {
            translated.append(stripped(plain.substring(from, tags.start()), from == 0, tags.group()));
            translated.append(inTag(tags.group()));
            from = tags.end();
        }
        return translated.append(plain, from, plain.length()).toString();
    }

    /** A text without the blanks between the beginning of its last line and a statement or comment. */
    private static String stripped(String text, boolean first, String tag) {
        int line = text.lastIndexOf('\n') + 1;
        boolean strips = !tag.startsWith("{{") && tag.charAt(2) != '+' && (line > 0 || first);
        return strips && text.substring(line).isBlank() ? text.substring(0, line) : text;
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
        changed = PART_OF_LITERAL.matcher(repeated(reversed(changed))).replaceAll("(\0)[");
        int next = 0;
        for (int i = 0; i < changed.length(); i++) {
            char c = changed.charAt(i);
            rewritten.append(c == '\0' ? aside.get(next++) : String.valueOf(c));
        }
        return rewritten.toString();
    }

    /** A slice that goes backwards is a call, so that more may follow it. */
    private static String reversed(String text) {
        String changed = text;
        for (int at = changed.indexOf(REVERSED); at >= 0; at = changed.indexOf(REVERSED)) {
            int begin = Operands.begin(changed, at);
            changed = changed.substring(0, begin) + Sandbox.REVERSED + "(" + changed.substring(begin, at) + ")"
                    + changed.substring(at + REVERSED.length());
        }
        return changed;
    }

    /** A literal times a number is a call: the library multiplies numbers only. */
    private static String repeated(String text) {
        String changed = text;
        Matcher times = TIMES.matcher(changed);
        for (int from = 0; times.find(from); times = TIMES.matcher(changed)) {
            int leftEnd = changed.substring(0, times.start()).stripTrailing().length();
            int left = Operands.begin(changed, leftEnd);
            int right = changed.length()
                    - changed.substring(times.end()).stripLeading().length();
            int rightEnd = Operands.end(changed, right);
            from = times.end();
            if (left == leftEnd || right == rightEnd) {
                continue;
            }
            if (changed.charAt(left) == '\0' || changed.charAt(right) == '\0') {
                String call = Sandbox.REPEATED + "(" + changed.substring(left, leftEnd) + ", "
                        + changed.substring(right, rightEnd) + ")";
                changed = changed.substring(0, left) + call + changed.substring(rightEnd);
                from = left + call.length();
            }
        }
        return changed;
    }
}
