package dev.edgewise.inference.store.scan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternCheckTest {
    private static final String WORDS =
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+";
    private static final String CAPITALS =
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*";
    private static final String ENDINGS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String BLANKS = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    @ParameterizedTest
    @ValueSource(
            strings = {
                // GPT-2, RoBERTa
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                // GPT-4, Llama 3, Phi-4
                ENDINGS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|" + BLANKS,
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+",
                // Qwen 2, 2.5, 3
                ENDINGS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|" + BLANKS,
                // o200k, Llama 4
                WORDS + ENDINGS + "?|" + CAPITALS + ENDINGS + "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|" + BLANKS,
                // Mistral's Tekken
                WORDS + "|" + CAPITALS + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|" + BLANKS,
                // DeepSeek
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|"
                        + BLANKS,
                "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
                "[\\r\\n]",
                "\\s?\\p{L}+",
                "\\s?\\p{P}+",
                "\\p{N}{1,3}",
                "\\p{N}",
                "\\d",
                // CLIP
                "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
                // BLOOM
                " ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+",
                // Kimi
                "[\\p{Han}]+",
                "[\\p{Lu}\\p{M}&&[^\\p{Han}]]+",
                // Replaced by normalizers: CLIP, T5, XLM-R, DeBERTa, SigLIP
                "\\s+",
                " {2,}",
                "\\n",
                "\n",
                "[!\"#$%&'()*+,-./:;<=>?@\\[\\\\\\]\\^_`{|}~]",
                "[\\x{9}\\x{A}\\x{2581}]",
                "[0-9][0-9][0-9]",
                "[[:alpha:]_]+",
                "\\u4e00",
                "ca{0,200}",
                "(?:a{256}){3}b",
                "(?!a{0,15}b)c"
            })
    void patterns_of_published_tokenizers_pass(String regex) {
        assertThatCode(() -> PatternCheck.check(regex)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(x+x+)+y",
                "(a|a)*b",
                "(a|aa)+",
                "a+b",
                "a*b|a|a+",
                "a*b|c|a+",
                "a*b*c|a+",
                "a*b+c|a+b*",
                "\\s*[\\r\\n]+",
                "\\s+(?!\\S)",
                "\\s+(?=x\\s+y)|\\s+",
                "\\s*[\\r\\n]+|\\S+",
                ".*?x",
                "a+?",
                "a++b",
                "a**",
                "(a*)?b",
                "(?:a{0,200}){2}b",
                "a{0,100}a{0,100}b",
                "a{1000}",
                "a{999999999}",
                "((((((((((a))))))))))",
                "(a)\\1",
                "(?<n>a)\\k<n>",
                "(?<=a*)b",
                "(?<!a)b",
                "(?>a+)b",
                "(?~abc)",
                "\\g<0>",
                "(?{code})",
                "(*FAIL)",
                "\\X",
                "a|",
                "a*",
                "(",
                "a)",
                "[a",
                "[]a]",
                "\\",
                "\\x{",
                "*",
                "(?=a*b)c",
                "(?i)a(?m)b",
                // DeepSeek-LLM: quadratic in a run of blanks
                "\\s+$",
                "(?!a{0,256}a{0,256}a{0,256}a{0,256}b)a",
                "(?=a{0,20}a{0,20}b)a",
                "(?!(?!a{0,20}a{0,20}b))a",
                "(?:(?:a{256}){256}){256}b",
                "(?!(?:a{256}){256}b)a",
                "a{256}a{256}a{256}a{256}b",
                "a{256}a{256}b|a{256}a{256}c"
            })
    void patterns_that_may_take_long_are_refused(String regex) {
        assertThatThrownBy(() -> PatternCheck.check(regex))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("not known to take a time in proportion");
    }

    @Test
    void patterns_of_many_fixed_repeats_are_refused() {
        assertThatThrownBy(() -> PatternCheck.check("a{256}".repeat(680) + "b"))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("it tries more than 1024 characters from each place");
    }
}
