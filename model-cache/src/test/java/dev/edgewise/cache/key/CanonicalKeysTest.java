package dev.edgewise.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.request.Scans;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalKeysTest {
    private static final KeyContext ACME = new KeyContext(new Scope.Tenant("acme"), new byte[0], null);
    private static final ResolvedModel MODEL = new ResolvedModel("m", "r1", "int8");
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final CanonicalKeys keys = new CanonicalKeys(1 << 20);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"n\":1}|{}",
                "{\"n\":null}|{}",
                "{\"temperature\":1.0}|{}",
                "{\"top_p\":1e0,\"presence_penalty\":0.0,\"frequency_penalty\":0e7}|{}",
                "{\"logprobs\":false,\"response_format\":{\"type\":\"text\"}}|{}",
                "{\"stop\":[]}|{}",
                "{\"stop\":\"a\"}|{\"stop\":[\"a\"]}",
                "{\"stop\":[\"b\",\"a\",\"b\"]}|{\"stop\":[\"a\",\"b\"]}",
                "{\"tools\":[]}|{}",
                "{\"tools\":[1],\"tool_choice\":\"auto\"}|{\"tools\":[1]}",
                "{\"tool_choice\":\"none\"}|{}",
                "{\"model\":\"alias-1\"}|{\"model\":\"alias-2\"}",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"user\":\"u\",\"metadata\":{\"a\":1}}|{}",
                "{\"store\":true,\"service_tier\":\"flex\"}|{\"store\":false}",
                "{\"safety_identifier\":\"a\",\"prompt_cache_key\":\"p\"}|{\"user\":\"b\"}",
                "{\"seed\":1,\"x\":{\"b\":1,\"a\":[1,{\"d\":1,\"c\":2}]}}|{\"x\":{\"a\":[1,{\"c\":2,\"d\":1}],\"b\":1},\"seed\":1}",
                "{ \"x\" : [ 1 , 2 ] }|{\"x\":[1,2]}",
                "{\"x\":\"\\u0041\\/\"}|{\"x\":\"A/\"}",
                "{\"x\":\"e\\u0301\"}|{\"x\":\"\\u00e9\"}",
                "{\"x\":100}|{\"x\":1e2}",
                "{\"x\":0.00120}|{\"x\":12E-4}",
                "{\"x\":1e00000000000000000000005}|{\"x\":100000}"
            })
    void whatCannotChangeTheAnswerSharesAKey(String one, String other) {
        assertThat(chat(one)).isEqualTo(chat(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"n\":2}|{}",
                "{\"seed\":12345678901234567}|{\"seed\":12345678901234568}",
                "{\"seed\":1}|{}",
                "{\"temperature\":0}|{}",
                "{\"nobody-knows\":null}|{}",
                "{\"stop\":\"a\"}|{}",
                "{\"stop\":[\"a\",\"b\"]}|{\"stop\":\"a,b\"}",
                "{\"tools\":[1],\"tool_choice\":\"none\"}|{\"tools\":[1]}",
                "{\"x\":[1,2]}|{\"x\":[2,1]}",
                "{\"x\":\"1\"}|{\"x\":1}",
                "{\"x\":[]}|{\"x\":{}}",
                "{\"x\":{\"a\":1}}|{\"x\":{\"b\":1}}",
                "{\"x\":1e400}|{\"x\":1e401}",
                "{\"x\":1e99999999999999999999}|{\"x\":1e99999999999999999998}",
                "{\"x\":1}|{\"x\":-1}",
                "{\"x\":\"\\ud800\"}|{\"x\":\"?\"}",
                "{\"x\":\"\\ud800\"}|{\"x\":\"\\ud801\"}",
                "{\"x\":\"\\ufffd\"}|{\"x\":\"\\udc00\"}",
                "{\"x\":{\"e\\u0301\":1}}|{\"x\":{\"\\u00e9\":1}}",
                "{\"x\":\"a\\u0000\"}|{\"x\":\"a\"}",
                "{\"max_tokens\":16}|{}"
            })
    void whatCanChangeTheAnswerHasItsOwnKey(String one, String other) {
        assertThat(chat(one)).isNotEqualTo(chat(other));
    }

    @Test
    void scopeFamilyModelRevisionAndQuantisationAreInTheKey() {
        var request = Scans.scanned("{" + HI + "}");
        var other = new KeyContext(new Scope.Tenant("other"), new byte[0], null);

        assertThat(List.of(
                        keys.key(ACME, ApiFamily.CHAT, MODEL, request),
                        keys.key(other, ApiFamily.CHAT, MODEL, request),
                        keys.key(ACME, ApiFamily.COMPLETIONS, MODEL, request),
                        keys.key(ACME, ApiFamily.CHAT, new ResolvedModel("m2", "r1", "int8"), request),
                        keys.key(ACME, ApiFamily.CHAT, new ResolvedModel("m", "r2", "int8"), request),
                        keys.key(ACME, ApiFamily.CHAT, new ResolvedModel("m", "r1int8", ""), request)))
                .doesNotHaveDuplicates();
    }

    @Test
    void defaultsAreThoseOfTheKindOfCall() {
        assertThat(key(ApiFamily.COMPLETIONS, "{\"max_tokens\":16,\"echo\":false}"))
                .isEqualTo(key(ApiFamily.COMPLETIONS, "{}"));
        assertThat(key(ApiFamily.EMBEDDINGS, "{\"input\":\"a\",\"encoding_format\":\"float\"}"))
                .isEqualTo(key(ApiFamily.EMBEDDINGS, "{\"input\":\"a\"}"));
        assertThat(List.of(
                        key(ApiFamily.EMBEDDINGS, "{\"input\":\"a\"}"),
                        key(ApiFamily.EMBEDDINGS, "{\"input\":\"a\",\"input_type\":\"query\"}"),
                        key(ApiFamily.EMBEDDINGS, "{\"input\":\"a\",\"input_type\":\"passage\"}"),
                        key(ApiFamily.EMBEDDINGS, "{\"input\":\"a\",\"normalized\":false}"),
                        key(ApiFamily.EMBEDDINGS, "{\"input\":\"a\",\"task\":\"retrieval.passage\"}")))
                .doesNotHaveDuplicates();
        assertThat(key(ApiFamily.CHAT, "{\"guided_choice\":[\"a\",\"b\"]}"))
                .isNotEqualTo(key(ApiFamily.CHAT, "{\"guided_choice\":[\"a\"]}"))
                .isNotEqualTo(key(ApiFamily.CHAT, "{}"));
        assertThat(key(ApiFamily.EMBEDDINGS, "{\"n\":1}")).isNotEqualTo(key(ApiFamily.EMBEDDINGS, "{}"));
        assertThat(key(ApiFamily.COMPLETIONS, "{\"tool_choice\":\"none\"}"))
                .isNotEqualTo(key(ApiFamily.COMPLETIONS, "{}"));
    }

    @Test
    void aServerWithItsOwnDefaultsKeepsLeavingOutApartFromSpellingOut() {
        FieldRules rules = FieldRules.of(ApiFamily.CHAT).withoutDefaults();

        CacheKey spelledOut = keys.key(ACME, ApiFamily.CHAT, MODEL, Scans.scanned("{\"temperature\":1}"), rules);
        CacheKey leftOut = keys.key(ACME, ApiFamily.CHAT, MODEL, Scans.scanned("{}"), rules);
        CacheKey spelledNull = keys.key(ACME, ApiFamily.CHAT, MODEL, Scans.scanned("{\"temperature\":null}"), rules);

        assertThat(spelledOut).isNotEqualTo(leftOut);
        assertThat(spelledNull).isEqualTo(leftOut);
    }

    @Test
    void longValuesDifferingInOneCharacterHaveTheirOwnKeys() {
        String image = "\"data:image/png;base64," + "A".repeat(CanonicalBuffer.VALUE_BYTES_MAX * 3);

        assertThat(chat("{\"x\":[" + image + "A\"]}")).isNotEqualTo(chat("{\"x\":[" + image + "B\"]}"));
        assertThat(chat("{\"x\":[" + image + "A\"]}")).isEqualTo(chat("{ \"x\":[ " + image + "A\" ] }"));
    }

    @Test
    void aLongValueNeverEqualsTheDigestThatStandsForIt() {
        String text = "a".repeat(CanonicalBuffer.VALUE_BYTES_MAX);
        CanonicalBuffer buffer = new CanonicalBuffer();
        buffer.addQuoted(text.toCharArray(), 0, text.length());
        buffer.shorten(0);
        String digest = new String(buffer.bytes(), 0, buffer.size(), StandardCharsets.US_ASCII);

        assertThat(digest).hasSize(65).startsWith("#");
        assertThat(chat("{\"x\":\"" + digest + "\"}")).isNotEqualTo(chat("{\"x\":\"" + text + "\"}"));
    }

    @Test
    void aDeepBodyWithUnsortedLongMembersIsStillCheap() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            body.append("{\"b\":\"").append("x".repeat(4_000)).append("\",\"a\":");
        }
        body.append("0").append("}".repeat(120));

        assertThat(chat(body.toString())).isEqualTo(chat(body.toString()));
    }

    private CacheKey chat(String body) {
        return key(ApiFamily.CHAT, body);
    }

    private CacheKey key(ApiFamily family, String body) {
        return keys.key(ACME, family, MODEL, Scans.scanned(body));
    }
}
