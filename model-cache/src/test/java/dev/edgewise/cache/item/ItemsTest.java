package dev.edgewise.cache.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.key.CanonicalKeys;
import dev.edgewise.cache.key.KeyContext;
import dev.edgewise.cache.key.ResolvedModel;
import dev.edgewise.cache.key.Scope;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.request.Scans;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemsTest {
    private static final KeyContext ACME = new KeyContext(new Scope.Tenant("acme"), new byte[0], null);
    private static final ResolvedModel MODEL = new ResolvedModel("m", "r1", "int8");

    private static CacheKey key(ApiFamily family, String body) {
        return new CanonicalKeys(1 << 20).key(ACME, family, MODEL, scanned(body));
    }

    private static List<CacheKey> itemKeys(ApiFamily family, String body) {
        Scanned scanned = scanned(body);
        return new CanonicalKeys(1 << 20)
                .items(ACME, family, MODEL, scanned, items(family, body).places());
    }

    private static Scanned scanned(String body) {
        return Scans.scanned(body);
    }

    private static RequestItems items(ApiFamily family, String body) {
        return Objects.requireNonNull(RequestItems.of(family, scanned(body)));
    }

    private static AnswerItems answer(ApiFamily family, String body, int asked) {
        return Objects.requireNonNull(AnswerItems.read(family, bytes(body), asked));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void anItemOfABatchHasTheKeyOfTheRequestForItAlone() {
        String longText = "x".repeat(5_000);
        assertThat(itemKeys(
                        ApiFamily.EMBEDDINGS,
                        "{\"user\":\"u\",\"input\":[\"a\",\"\\u00e9\",\"" + longText
                                + "\"],\"zzz\":1,\"dimensions\":3}"))
                .containsExactly(
                        key(ApiFamily.EMBEDDINGS, "{\"dimensions\":3,\"input\":\"a\",\"zzz\":1}"),
                        key(ApiFamily.EMBEDDINGS, "{\"dimensions\":3,\"input\":\"e\\u0301\",\"zzz\":1}"),
                        key(ApiFamily.EMBEDDINGS, "{\"dimensions\":3,\"input\":\"" + longText + "\",\"zzz\":1}"));
        assertThat(itemKeys(ApiFamily.EMBEDDINGS, "{\"input\":[[1,2],[3]]}"))
                .containsExactly(
                        key(ApiFamily.EMBEDDINGS, "{\"input\":[1,2]}"), key(ApiFamily.EMBEDDINGS, "{\"input\":[3]}"));
        assertThat(itemKeys(
                        ApiFamily.RERANK,
                        "{\"query\":\"q\",\"documents\":[\"a\",\"" + longText
                                + "\"],\"top_n\":1,\"return_documents\":true}"))
                .containsExactly(
                        key(ApiFamily.RERANK, "{\"query\":\"q\",\"documents\":[\"a\"],\"return_documents\":true}"),
                        key(
                                ApiFamily.RERANK,
                                "{\"query\":\"q\",\"documents\":[\"" + longText + "\"],\"return_documents\":true}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EMBEDDINGS|{\"input\":\"a\"}",
                "EMBEDDINGS|{\"input\":[]}",
                "EMBEDDINGS|{\"input\":[1,2]}",
                "EMBEDDINGS|{\"input\":[\"a\",[1]]}",
                "EMBEDDINGS|{\"input\":[[1],[]]}",
                "EMBEDDINGS|{\"input\":[[1],[[2]]]}",
                "EMBEDDINGS|{\"input\":[\"a\",null]}",
                "EMBEDDINGS|{\"input\":[\"a\",\"b\"],\"titles\":[\"1\",\"2\"]}",
                "MODERATIONS|{\"input\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}",
                "CLASSIFY|{\"images\":[\"a\",\"b\"]}",
                "RERANK|{\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_k\":1}",
                "RERANK|{\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":0}",
                "RERANK|{\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":\"2\"}",
                "CHAT|{\"input\":[\"a\",\"b\"]}"
            })
    void whatCannotBeAskedForOneByOneHasNoItems(ApiFamily family, String body) {
        assertThat(RequestItems.of(family, scanned(body))).isNull();
    }

    @Test
    void aBatchBeyondTheBoundHasNoItems() {
        String most = "[\"a\"" + ",\"a\"".repeat(RequestItems.ITEMS_MAX - 1);
        assertThat(items(ApiFamily.EMBEDDINGS, "{\"input\":" + most + "]}").count())
                .isEqualTo(RequestItems.ITEMS_MAX);
        assertThat(RequestItems.of(ApiFamily.EMBEDDINGS, scanned("{\"input\":" + most + ",\"a\"]}")))
                .isNull();
    }

    @Test
    void aRequestForSomeKeepsEveryOtherByte() {
        String body = "{ \"model\":\"m\", \"input\": [ \"a\" , \"b,]\\\"\" ,\"c\" ] , \"x\": {\"y\":1.0} }";
        assertThat(text(items(ApiFamily.EMBEDDINGS, body).asking(new int[] {1, 2})))
                .isEqualTo("{ \"model\":\"m\", \"input\": [\"b,]\\\"\",\"c\"] , \"x\": {\"y\":1.0} }");
        for (String ranked : List.of(
                "{\"top_n\":1,\"query\":\"q\",\"documents\":[\"a\",\"b\",\"c\"],\"z\":1}",
                "{\"query\":\"q\",\"documents\":[\"a\",\"b\",\"c\"],\"top_n\":1 ,\"z\":1}")) {
            assertThat(text(items(ApiFamily.RERANK, ranked).asking(new int[] {0, 2})))
                    .isEqualTo(ranked.replace(",\"b\"", "").replace("\"top_n\":1", "\"top_n\":2"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"data\":[]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":2,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1.5,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":\"1\",\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1,2]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":null}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1],\"error\":{}}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"\\u0065mbedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},null]}",
                "{\"error\":\"no\",\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}",
                "{\"d\\u0061ta\":1,\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}",
                "{\"data\":[{\"embedding\":[1]},{\"embedding\":[1]},{\"embedding\":[1]}]}"
            })
    void anAnswerWithoutOneWholeItemForEachIsNone(String body) {
        assertThat(AnswerItems.read(ApiFamily.EMBEDDINGS, bytes(body), 2)).isNull();
    }

    @Test
    void anAnswerIsPutTogetherInTheRequestsOrder() {
        String odd = " {\"object\":\"list\", \"usage\":{\"prompt_tokens\":10,\"total_tokens\":10}, \"data\" : ["
                + " {\"index\": 1,\"embedding\":[0.5, 2]} , {\"embedding\":[1,2],\"index\":0,\"x\":\"]\"} ] ,\"model\":\"m\"} ";
        AnswerItems fresh = answer(ApiFamily.EMBEDDINGS, odd, 2);
        List<Tallies> shares = Tallies.of(fresh).split(new int[] {1, 2});

        String one = text(ItemJoin.join(fresh, List.of(new ItemJoin.Part(fresh, 1)), false, 1, shares.get(1)));

        assertThat(one)
                .isEqualTo(" {\"object\":\"list\", \"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}, \"data\" : ["
                        + "{\"index\": 0,\"embedding\":[0.5, 2]}] ,\"model\":\"m\"} ");
        AnswerItems stored = answer(ApiFamily.EMBEDDINGS, one, 1);
        assertThat(stored.kind()).isEqualTo(fresh.kind());
        String all = text(ItemJoin.join(
                stored,
                List.of(new ItemJoin.Part(stored, 0), new ItemJoin.Part(fresh, 0), new ItemJoin.Part(stored, 0)),
                false,
                3,
                Tallies.sum(List.of(Tallies.of(stored), shares.get(0), Tallies.of(stored)))));
        assertThat(all)
                .isEqualTo(" {\"object\":\"list\", \"usage\":{\"prompt_tokens\":17,\"total_tokens\":17}, \"data\" : ["
                        + "{\"index\": 0,\"embedding\":[0.5, 2]},{\"embedding\":[1,2],\"index\":1,\"x\":\"]\"},"
                        + "{\"index\": 2,\"embedding\":[0.5, 2]}] ,\"model\":\"m\"} ");
        assertThat(text(Tallies.of(stored).document()))
                .isEqualTo("{\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
    }

    @Test
    void aRankingHasTheBestFirstAndNoMoreThanAsked() {
        AnswerItems ranks = answer(
                ApiFamily.RERANK,
                "{\"results\":[{\"index\":2,\"relevance_score\":0.9},{\"index\":0,\"relevance_score\":1e-3},"
                        + "{\"index\":1,\"relevance_score\":0.9}],\"meta\":{\"tokens\":{\"input_tokens\":5},\"v\":\"2\"}}",
                3);
        List<ItemJoin.Part> parts =
                IntStream.range(0, 3).mapToObj(i -> new ItemJoin.Part(ranks, i)).toList();

        assertThat(text(ItemJoin.join(ranks, parts, true, 2, Tallies.of(ranks))))
                .isEqualTo("{\"results\":[{\"index\":1,\"relevance_score\":0.9},{\"index\":2,\"relevance_score\":0.9}],"
                        + "\"meta\":{\"tokens\":{\"input_tokens\":5},\"v\":\"2\"}}");
    }

    @Test
    void vectorsOfOtherModelsOrLengthsAreOfAnotherKind() {
        String one = "{\"data\":[{\"index\":0,\"embedding\":[1,2]}],\"model\":\"m\"}";
        assertThat(List.of(
                        one,
                        one.replace("\"m\"", "\"n\""),
                        one.replace("1,2", "1,2,3"),
                        one.replace("[1,2]", "\"AAAA\"")))
                .extracting(body -> answer(ApiFamily.EMBEDDINGS, body, 1).kind())
                .doesNotHaveDuplicates();
    }

    @Property(tries = 200)
    void sharesAddUpToWhatTheyAreSharesOf(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 100_000) Integer> weights,
            @ForAll @IntRange(min = 0, max = 2_000_000) int tokens) {
        AnswerItems answer = answer(
                ApiFamily.EMBEDDINGS,
                "{\"data\":[{\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":" + tokens
                        + ",\"cost\":0.00" + tokens + ",\"details\":{\"cached_tokens\":" + tokens
                        + "},\"tier\":\"x\",\"none\":null}}",
                1);
        Tallies all = Tallies.of(answer);
        List<Tallies> shares =
                all.split(weights.stream().mapToInt(Integer::intValue).toArray());
        assertThat(text(Tallies.sum(shares).document())).isEqualTo(text(all.document()));
    }

    @Property(tries = 100)
    void whatIsTakenApartIsPutTogetherAgain(
            @ForAll @Size(min = 1, max = 12) List<@StringLength(max = 8) String> texts) {
        var list = new ArrayList<String>();
        for (int i = 0; i < texts.size(); i++) {
            list.add("{\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":[" + i + ",0.25],\"text\":"
                    + dev.edgewise.cache.json.JsonWriter.quoted(texts.get(i)) + "}");
        }
        String body = "{\"object\":\"list\",\"data\":[" + String.join(",", list) + "],\"model\":\"m\"}";
        AnswerItems whole = answer(ApiFamily.EMBEDDINGS, body, texts.size());
        Tallies none = Tallies.of(whole);
        List<ItemJoin.Part> alone = IntStream.range(0, texts.size())
                .mapToObj(i -> ItemJoin.join(whole, List.of(new ItemJoin.Part(whole, i)), false, 1, none))
                .map(one -> new ItemJoin.Part(answer(ApiFamily.EMBEDDINGS, text(one), 1), 0))
                .toList();

        assertThat(text(ItemJoin.join(alone.getFirst().answer(), alone, false, alone.size(), none)))
                .isEqualTo(body);
    }

    /** The first two are of equal bytes, read twice. */
    @Property(tries = 300)
    void tagsAreEqualExactlyWhereAnswersAre(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 3) Integer> one,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 3) Integer> other,
            @ForAll boolean indexed) {
        String item = indexed ? "{\"index\":0,\"label\":\"%s\"}" : "{\"label\":\"%s\"}";
        List<ItemJoin.Part> pool = Stream.of("a", "a", "b", "c")
                .map(label -> "{\"data\":[" + item.formatted(label) + "]}")
                .map(body -> new ItemJoin.Part(answer(ApiFamily.CLASSIFY, body, 1), 0))
                .toList();
        ItemJoin.Tagged mine = tagged(pool, one);
        ItemJoin.Tagged yours = tagged(pool, other);

        assertThat(mine.tag().equals(yours.tag())).isEqualTo(Arrays.equals(mine.body(), yours.body()));
    }

    private static ItemJoin.Tagged tagged(List<ItemJoin.Part> pool, List<Integer> which) {
        List<ItemJoin.Part> parts = which.stream().map(pool::get).toList();
        AnswerItems frame = parts.getFirst().answer();
        ItemJoin.Tagged tagged = ItemJoin.tagged(frame, parts, false, parts.size(), Tallies.of(frame));
        assertThat(tagged.body()).isEqualTo(ItemJoin.join(frame, parts, false, parts.size(), Tallies.of(frame)));
        return tagged;
    }
}
