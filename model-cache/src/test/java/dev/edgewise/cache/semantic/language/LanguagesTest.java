package dev.edgewise.cache.semantic.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguagesTest {
    /** The share of short English questions that are taken for English. */
    private static final double ENGLISH_MIN = 0.98;

    @ParameterizedTest(name = "{1} is {0}")
    @CsvSource(delimiter = '|', textBlock = """
            ko | 오늘 날씨 어때
            ko | 서울 날씨
            ko | Java 21의 virtual thread 설명해줘
            en | What is Java?
            en | Convert 100 USD to EUR
            en | What is the weather in Seoul tomorrow?
            de | Was ist das?
            de | Wie wird das Wetter morgen in Berlin?
            fr | Quel temps fait-il à Paris demain ?
            es | ¿Qué tiempo hace en Madrid mañana?
            it | Che tempo fa a Roma domani?
            pt | Qual é a capital do Brasil?
            pl | Jaka jest pogoda w Warszawie?
            sv | Hur är vädret i Stockholm?
            ru | Какая завтра погода в Москве?
            uk | Яка завтра погода в Києві?
            ar | كيف حال الطقس في القاهرة غدا؟
            hi | दिल्ली में कल मौसम कैसा रहेगा?
            ja | 明日の東京の天気は？
            zh | 明天北京的天气怎么样？
            th | พรุ่งนี้อากาศเป็นอย่างไร
            el | Τι καιρό κάνει στην Αθήνα;
            und | 12 + 30 = ?
            en | How do I get to the airport in Munich?
            en | WHY IS THE SKY BLUE
            de | Wer singt What is love und wann kam das Lied heraus?
            nl | Hoe kan ik de why-knop in de app uitzetten?
            pt | Como traduzir how does it work para o portugues?
            """)
    void aQuestionIsTakenForItsLanguage(String language, String text) {
        assertThat(Languages.detect(text)).isEqualTo(language);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wo kann man in Hamburg The Lion King sehen?",
                "Como se dice how are you en espanol formal?",
                "Que veut dire what is the matter en francais ?",
                "Where do you come from ne demek ve nasil telaffuz edilir?",
                "Co znaczy po polsku what are you doing w tym filmie?",
                "Was heisst what are you doing",
                "On dit how are you or how do you do",
                "Where can I buy Käsespätzle?",
                "Are vreun sens sa citesc the book?",
                "Is dit de beste manier om about you te lezen?",
                "Only you kenne ich, wer singt this song eigentlich?",
                "Who is who auf deutsch und wer schreibt das people magazin?",
                "weather tomorrow"
            })
    void whatIsNotPlainlyEnglishIsLeftToTheModel(String text) {
        assertThat(PlainEnglish.is(text, Set.of("que"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Who are the best photographers of all time?",
                "Is there any evidence that beings from elsewhere exist?",
                "Why do people get angry?",
                "Can you get better without a teacher?"
            })
    void whatIsPlainlyEnglishNeedsNoModel(String text) {
        assertThat(PlainEnglish.is(text, Set.of("que"))).isTrue();
    }

    @Test
    void shortQuestionsOfOurOwnAreTakenForTheirLanguage() throws IOException {
        String file;
        try (var in = LanguagesTest.class.getResourceAsStream("/dev/edgewise/cache/semantic/guard/paraphrases.tsv")) {
            file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String[]> rows = file.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .toList();
        List<String> wrong = rows.stream()
                .filter(row -> !Languages.detect(row[2]).equals(row[1]))
                .map(row -> row[2] + " -> " + Languages.detect(row[2]))
                .toList();
        System.out.println("languages taken for another: " + wrong.size() + " of " + rows.size() + " " + wrong);
        assertThat(wrong).hasSizeLessThanOrEqualTo((int) ((1 - ENGLISH_MIN) * rows.size()));
        assertThat(wrong).noneMatch(row -> row.endsWith("-> ko"));
    }

    @Test
    void anEmbedderSpeaksWhatItWasTrainedOnAndAnUnknownOneNothing() {
        assertThat(EmbedderLanguages.of("all-minilm-l6-v2-q").codes()).isEqualTo(Set.of("en"));
        assertThat(EmbedderLanguages.of("edgewise/multilingual-e5-small").speaks("ko"))
                .isTrue();
        assertThat(EmbedderLanguages.of("edgewise/multilingual-e5-small").speaks(Languages.UNKNOWN))
                .isFalse();
        assertThat(EmbedderLanguages.of("somebody/embedder").speaks("en")).isFalse();
        assertThat(new EmbedderLanguages(Set.of("en", "ko")).speaks("ko")).isTrue();
    }
}
