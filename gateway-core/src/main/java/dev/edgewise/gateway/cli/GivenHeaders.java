package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.request.RequestHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Headers as they are given on the command line. */
final class GivenHeaders implements RequestHeaders {
    private record Line(String name, String value) {}

    private final List<Line> lines;

    private GivenHeaders(List<Line> lines) {
        this.lines = lines;
    }

    /** @param wrong makes what is thrown for a line without a name */
    static GivenHeaders parse(List<String> given, Function<String, ? extends RuntimeException> wrong) {
        List<Line> lines = new ArrayList<>();
        for (String header : given) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw wrong.apply("'" + header + "' is no header; write 'Name: value'");
            }
            lines.add(new Line(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip()));
        }
        return new GivenHeaders(lines);
    }

    @Override
    public @Nullable String get(CharSequence name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    @Override
    public List<String> all(CharSequence name) {
        return lines.stream()
                .filter(line -> line.name.equalsIgnoreCase(name.toString()))
                .map(Line::value)
                .toList();
    }

    @Override
    public void forEach(BiConsumer<String, String> line) {
        lines.forEach(each -> line.accept(each.name, each.value));
    }
}
