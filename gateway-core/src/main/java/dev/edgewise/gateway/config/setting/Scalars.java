package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.setting.Scalar.Form;
import dev.edgewise.gateway.config.setting.Scalar.JsonType;
import dev.edgewise.gateway.config.setting.Scalar.Visibility;
import dev.edgewise.gateway.config.unit.Bytes;
import dev.edgewise.gateway.config.unit.Cidr;
import dev.edgewise.gateway.config.unit.Durations;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.gateway.config.unit.Price;
import dev.edgewise.gateway.config.unit.Rate;
import dev.edgewise.gateway.config.unit.Secret;
import dev.edgewise.gateway.config.unit.Share;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of single values there are. */
public final class Scalars {

    private static final Pattern DIGITS = Pattern.compile("\\d{1,10}");

    private Scalars() {}

    /**
     * A text of a certain form.
     *
     * @param expected what to write
     * @param pattern a regular expression for the whole text
     */
    public static Scalar<String> text(String expected, String pattern) {
        Pattern form = Pattern.compile(pattern);
        return plain(
                form(expected, pattern),
                text -> form.matcher(text).matches() ? Parsed.ok(text) : Parsed.bad(expected),
                Function.identity());
    }

    /** A text with a form that no regular expression tells. */
    public static <T> Scalar<T> parsed(
            String expected, Function<String, Parsed<T>> parser, Function<T, String> shower) {
        return plain(form(expected, null), parser, shower);
    }

    /** A whole number. */
    public static Scalar<Integer> integer(int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        Form form = new Form(expected, JsonType.INTEGER, null, List.of(), Integer.toString(min), Integer.toString(max));
        return plain(form, text -> integer(text, min, max, expected), value -> Integer.toString(value));
    }

    private static Parsed<Integer> integer(String text, int min, int max, String expected) {
        if (!DIGITS.matcher(text).matches()) {
            return Parsed.bad(expected);
        }
        long value = Long.parseLong(text);
        return value < min || value > max ? Parsed.bad(expected) : Parsed.ok((int) value);
    }

    /** Yes or no. */
    public static Scalar<Boolean> bool() {
        Form form = new Form("true or false", JsonType.BOOLEAN, null, List.of(), null, null);
        return plain(
                form,
                text -> text.equals("true")
                        ? Parsed.ok(true)
                        : text.equals("false") ? Parsed.ok(false) : Parsed.bad(form.expected()),
                value -> Boolean.toString(value));
    }

    /** One of an enum's constants, in lower case. */
    public static <E extends Enum<E>> Scalar<E> choice(Class<E> type) {
        E[] constants = type.getEnumConstants();
        List<String> choices = Arrays.stream(constants).map(Scalars::lower).toList();
        String expected = "one of " + String.join(", ", choices);
        Form form = new Form(expected, JsonType.STRING, null, choices, null, null);
        return plain(
                form,
                text -> {
                    int index = choices.indexOf(text);
                    return index < 0 ? Parsed.bad(expected) : Parsed.ok(constants[index]);
                },
                Scalars::lower);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A length of time between two others, both included. */
    public static Scalar<Duration> duration(String min, String max) {
        return between(Durations.EXPECTED, Durations.PATTERN, Durations::parse, Durations::show, min, max);
    }

    /** A number of bytes between two others, both included. */
    public static Scalar<Long> bytes(String min, String max) {
        return between(Bytes.EXPECTED, Bytes.PATTERN, Bytes::parse, Bytes::show, min, max);
    }

    private static <T extends Comparable<T>> Scalar<T> between(
            String expected,
            String pattern,
            Function<String, Parsed<T>> parser,
            Function<T, String> shower,
            String min,
            String max) {
        Form form = new Form(expected + " (" + min + " to " + max + ")", JsonType.STRING, pattern, List.of(), min, max);
        return plain(
                form,
                text -> parser.apply(text) instanceof Parsed.Ok<T>(T value)
                                && value.compareTo(constant(parser, min)) >= 0
                                && value.compareTo(constant(parser, max)) <= 0
                        ? Parsed.ok(value)
                        : Parsed.bad(form.expected()),
                shower);
    }

    private static <T> T constant(Function<String, Parsed<T>> parser, String text) {
        return switch (parser.apply(text)) {
            case Parsed.Ok<T>(T value) -> value;
            case Parsed.Bad<T>(String expected) -> throw new IllegalArgumentException(text + " is not " + expected);
        };
    }

    /** So many in a stretch of time. */
    public static Scalar<Rate> rate() {
        return plain(form(Rate.EXPECTED, Rate.PATTERN), Rate::parse, Rate::show);
    }

    /** A part of a whole. */
    public static Scalar<Share> share() {
        Form form = new Form(Share.EXPECTED, JsonType.NUMBER, Share.PATTERN, List.of(), "0", "1");
        return plain(form, Share::parse, Share::show);
    }

    /** A part of a whole, from one to another. */
    public static Scalar<Share> share(double min, double max) {
        String expected = "a share from " + min + " to " + max;
        Form form = new Form(
                expected, JsonType.NUMBER, Share.PATTERN, List.of(), Double.toString(min), Double.toString(max));
        return plain(
                form,
                text -> Share.parse(text) instanceof Parsed.Ok<Share>(Share share)
                                && share.value() >= min
                                && share.value() <= max
                        ? Parsed.ok(share)
                        : Parsed.bad(expected),
                Share::show);
    }

    /** What tokens cost. */
    public static Scalar<Price> price() {
        return plain(form(Price.EXPECTED, Price.PATTERN), Price::parse, Price::show);
    }

    /** A block of addresses. */
    public static Scalar<Cidr> cidr() {
        return parsed(Cidr.EXPECTED, Cidr::parse, Cidr::toString);
    }

    /** The hash of a key; a key that stands there by mistake is not repeated in the error. */
    public static Scalar<KeyHash> keyHash() {
        return new Scalar<>(
                form(KeyHash.EXPECTED, KeyHash.PATTERN),
                (text, _) -> KeyHash.parse(text),
                KeyHash::toString,
                Visibility.SHOWN_WHEN_VALID);
    }

    /** A text that nobody may see; {@code KEY_file} may name a file that holds it. */
    public static Scalar<Secret> secret() {
        String expected = "a secret of at least one character, without line breaks";
        return new Scalar<>(
                form(expected, null),
                (text, _) -> text.isBlank() || text.chars().anyMatch(Character::isISOControl)
                        ? Parsed.bad(expected)
                        : Parsed.ok(new Secret(text)),
                Secret::toString,
                Visibility.SECRET);
    }

    /** A value that may name a file or folder from where the configuration file is. */
    public static <T> Scalar<T> placed(
            String expected, BiFunction<String, Path, Parsed<T>> parser, Function<T, String> shower) {
        return new Scalar<>(form(expected, null), parser, shower, Visibility.SHOWN);
    }

    /** A file or folder; a relative name starts from the folder of the configuration file. */
    public static Scalar<Path> path() {
        String expected = "the name of a file or folder";
        return new Scalar<>(
                form(expected, null),
                (text, folder) -> {
                    try {
                        return text.isBlank()
                                ? Parsed.bad(expected)
                                : Parsed.ok(folder.resolve(text).normalize());
                    } catch (InvalidPathException notAName) {
                        return Parsed.bad(expected);
                    }
                },
                Path::toString,
                Visibility.SHOWN);
    }

    private static Form form(String expected, @Nullable String pattern) {
        return new Form(expected, JsonType.STRING, pattern, List.of(), null, null);
    }

    private static <T> Scalar<T> plain(Form form, Function<String, Parsed<T>> parser, Function<T, String> shower) {
        return new Scalar<>(form, (text, _) -> parser.apply(text), shower, Visibility.SHOWN);
    }
}
