package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.source.Origin;
import dev.edgewise.gateway.config.source.Texts;
import dev.edgewise.gateway.config.source.Tree;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.gateway.config.unit.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A single value. Immutable.
 *
 * @param <T> what the text becomes
 */
public final class Scalar<T> implements Kind<T> {

    /** How much of the value may be shown. */
    public enum Visibility {
        /** All of it. */
        SHOWN,
        /** It is no secret, but what stands in its place by mistake may be one: never in an error. */
        SHOWN_WHEN_VALID,
        /** Never. */
        SECRET
    }

    /** The type in JSON Schema. */
    public enum JsonType {
        STRING,
        INTEGER,
        /** A number with a fraction, or a text of the pattern, such as one with a percent sign. */
        NUMBER,
        BOOLEAN
    }

    /**
     * What documents and editors are told.
     *
     * @param expected what to write
     * @param type the type in JSON
     * @param pattern a regular expression for the whole text; null where none is useful
     * @param choices all values there are; empty when there are too many
     * @param min the smallest value as written; null when there is none
     * @param max the largest value as written; null when there is none
     */
    public record Form(
            String expected,
            JsonType type,
            @Nullable String pattern,
            List<String> choices,
            @Nullable String min,
            @Nullable String max) {}

    private final Form form;
    private final BiFunction<String, Path, Parsed<T>> parser;
    private final Function<T, String> shower;
    private final Visibility visibility;

    Scalar(Form form, BiFunction<String, Path, Parsed<T>> parser, Function<T, String> shower, Visibility visibility) {
        this.form = form;
        this.parser = parser;
        this.shower = shower;
        this.visibility = visibility;
    }

    /** What documents and editors are told. */
    public Form form() {
        return form;
    }

    /** How much of the value may be shown. */
    public Visibility visibility() {
        return visibility;
    }

    /**
     * Understands a text.
     *
     * @param folder what a relative file name starts from
     */
    Parsed<T> parse(String text, Path folder) {
        return parser.apply(text, folder);
    }

    @Override
    public @Nullable T read(Tree tree, Scope scope) {
        if (!(tree instanceof Tree.Text(String text, Origin origin))) {
            scope.mismatch(tree, form.expected());
            return null;
        }
        return switch (parser.apply(text, scope.folder())) {
            case Parsed.Ok<T>(T value) -> {
                scope.inForce(visibility == Visibility.SECRET ? Secret.HIDDEN : shower.apply(value), origin);
                yield value;
            }
            case Parsed.Bad<T>(String expected) -> {
                scope.error(origin.at(), "expected " + expected + "; found " + found(text, origin));
                yield null;
            }
        };
    }

    private String found(String text, Origin origin) {
        return switch (origin) {
            case Origin.Environment(String names, var _) -> "the value of " + names + " (not shown)";
            case Origin.SecretFile(Path file, var _) -> "the content of " + file + " (not shown)";
            case Origin.InFile _, Origin.Default _ ->
                visibility == Visibility.SHOWN
                        ? Texts.quote(text) + Texts.didYouMean(text, form.choices())
                        : "a text of " + text.length() + " characters (not shown)";
        };
    }
}
