package dev.edgewise.gateway.reply;

import java.util.List;

/** {@code If-None-Match} (RFC 9110, section 13.1.2). */
final class EntityTags {
    private EntityTags() {}

    /** Whether a line names {@code tag}, weak or strong, or any tag. */
    static boolean match(List<String> lines, String tag) {
        for (String line : lines) {
            if (line.strip().equals("*") || names(line, tag)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(String line, String tag) {
        for (int at = line.indexOf(tag); at >= 0; at = line.indexOf(tag, at + 1)) {
            int end = at + tag.length();
            if (end == line.length() || line.charAt(end) == ',' || line.charAt(end) == ' ') {
                return true;
            }
        }
        return false;
    }
}
