package dev.edgewise.cache.semantic.guard;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that nobody asks, but somebody sends: rules read them to the end, and in time that grows as their length does. */
class OddTextsTest {
    private static final Guards GUARDS = new Guards();

    /** What grows by the square of these takes minutes. */
    private static final int MANY = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static Stream<String> short_texts() {
        return Stream.of(
                "",
                " ",
                "?",
                "\u00a0What does \"print\"  do?",
                "\u037a ?",
                "\ufe70 !",
                "\ud83d",
                "\ude00 what",
                "what is \ud83d?",
                "\u0301\u0301",
                "\u200d\u200d",
                "\"",
                "``",
                "'  '",
                "-",
                "--",
                "-- -- --",
                "\ufe0f",
                "\ud83c\uddf0",
                "0",
                "\u0000");
    }

    static Stream<String> long_texts() {
        return Stream.of(
                        "!",
                        "?",
                        ".",
                        "-",
                        "- ",
                        "-a ",
                        "-a",
                        "!:",
                        "a! ",
                        "(",
                        "\"",
                        "'",
                        "`",
                        "\ud83d\ude00",
                        "1",
                        "1.",
                        "+",
                        "a b ",
                        "가 ")
                .map(part -> part.repeat(MANY / part.length()));
    }

    @ParameterizedTest
    @MethodSource("short_texts")
    void no_rule_fails_on_a_text(String text) {
        for (String other : short_texts().toList()) {
            assertThatCode(() -> GUARDS.check(GUARDS.prepare(text, "en"), GUARDS.prepare(other, "en")))
                    .doesNotThrowAnyException();
            assertThatCode(() -> Guards.toldApartAsWritten(text, other)).doesNotThrowAnyException();
            assertThatCode(() -> Guards.toldApartAsWritten(text, text + " ")).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("long_texts")
    void long_runs_of_signs_are_read_in_time(String text) {
        assertTimeoutPreemptively(PATIENCE, () -> {
            GUARDS.check(GUARDS.prepare(text, "en"), GUARDS.prepare("What is it?", "en"));
            Guards.toldApartAsWritten(text, text + "?");
        });
    }
}
