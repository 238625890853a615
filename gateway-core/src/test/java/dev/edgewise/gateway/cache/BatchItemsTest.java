package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.gateway.cache.CacheNode.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches before a centre, by their items: it is asked for those only that the node has not. */
class BatchItemsTest extends BatchTests {
    BatchItemsTest() {
        super(centre -> new CacheNode(
                centre.upstream(), "cache: {ttl: 100s, stale_while_revalidate: 50s, stale_if_error: 500s}\n"));
    }

    private Answer embedWith(String more, String names, String... headers) {
        return node.send("POST", EMBEDDINGS, bodyWith(more, names), headers);
    }

    /** Each vector is its text's, at the index of its place. */
    private void holds(Answer answer, String names) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode data = answer.json().path("data");
        String[] texts = texts(names.split(""));
        assertThat(data.size()).isEqualTo(texts.length);
        boolean[] seen = new boolean[texts.length];
        data.forEach(item -> {
            int index = item.path("index").asInt();
            seen[index] = true;
            assertThat(item.path("embedding").path(1).floatValue()).isEqualTo(ItemCentre.value(texts[index], 1));
        });
        assertThat(seen).doesNotContain(false);
        int tokens = Arrays.stream(texts).mapToInt(String::length).sum();
        assertThat(answer.json().path("usage").path("prompt_tokens").asInt()).isEqualTo(tokens);
        assertThat(answer.json().path("usage").path("total_tokens").asInt()).isEqualTo(tokens);
    }

    @Test
    void onlyTheItemsThatAreNewAreAskedFor() {
        double found = node.settled("edgewise_cache_items_total{result=\"found\"}");
        double asked = node.settled("edgewise_cache_items_total{result=\"asked\"}");
        Answer first = embed("ab");
        Answer second = embed("xacby");

        holds(first, "ab");
        holds(second, "xacby");
        assertThat(asked()).containsExactly("ab", "xcy");
        assertThat(first.header("cache-status")).isEqualTo("edgewise; fwd=miss; stored");
        assertThat(second.header("cache-status")).isEqualTo("edgewise; fwd=partial; stored; detail=\"items=2/5\"");
        assertThat(second.header("edge-served-by")).isEqualTo("central");
        assertThat(node.settled("edgewise_cache_items_total{result=\"found\"}") - found)
                .isEqualTo(2);
        assertThat(node.settled("edgewise_cache_items_total{result=\"asked\"}") - asked)
                .isEqualTo(7);
    }

    @Test
    void aBatchOfStoredItemsIsAHitWithItsAgeTagAndNoTokens() {
        embed("ab");
        node.passes(10);
        embed("cb");
        double tokens = node.settled("edgewise_tokens_total{kind=\"prompt\"}");
        node.passes(5);

        Answer hit = embed("cab");

        holds(hit, "cab");
        assertThat(asked()).containsExactly("ab", "c");
        assertThat(hit.header("cache-status")).matches("edgewise; hit; ttl=\\d+; detail=\"items=3/3\"");
        assertThat(hit.header("edge-served-by")).isEqualTo("cache-exact");
        assertThat(Integer.parseInt(hit.header("age"))).isBetween(15, 60);
        Answer same = embed("cab", "If-None-Match", hit.header("etag"));
        assertThat(same.status()).isEqualTo(304);
        assertThat(node.settled("edgewise_tokens_total{kind=\"prompt\"}")).isEqualTo(tokens);
    }

    @Test
    void tagsAreEqualExactlyWhereAnswersAre() {
        List<Answer> answers = new ArrayList<>();
        for (String names : List.of("ab", "ab", "ba", "aba", "aab", "aba", "abc", "abc")) {
            for (String path : List.of(EMBEDDINGS, "/v1/classify", "/v1/moderations")) {
                String body = "{\"model\":\"chat-small\",\"input\":" + list(texts(names.split(""))) + "}";
                answers.add(node.send("POST", path, body));
            }
        }

        assertThat(answers).noneMatch(answer -> answer.header("etag").isEmpty());
        for (Answer one : answers) {
            for (Answer other : answers) {
                assertThat(one.header("etag").equals(other.header("etag")))
                        .as(one.body() + other.body())
                        .isEqualTo(one.body().equals(other.body()));
            }
        }
    }

    @Test
    void anItemAndARequestForItAloneShareAnEntryEitherWay() {
        String alone = "{\"input\":\"%s\",\"model\":\"chat-small\"}";
        embed("ab");
        Answer single = node.send("POST", EMBEDDINGS, alone.formatted(own + "a"));
        holds(single, "a");
        assertThat(single.header("cache-status")).matches("edgewise; hit; ttl=\\d+");
        Answer listed = embed("b");
        holds(listed, "b");
        assertThat(listed.header("cache-status")).matches("edgewise; hit; ttl=\\d+");

        node.send("POST", EMBEDDINGS, alone.formatted(own + "c"));
        holds(embed("dc"), "dc");
        assertThat(asked()).containsExactly("ab", "c", "d");
    }

    @Test
    void theSameItemTwiceIsComputedOnce() {
        Answer twice = embed("aba");
        assertThat(twice.header("cache-status")).isEqualTo("edgewise; fwd=miss; stored; detail=\"items=1/3\"");
        holds(twice, "aba");
        holds(embed("ccca"), "ccca");
        assertThat(asked()).containsExactly("ab", "c");
    }

    @Test
    void formsLengthsAndFieldsNobodyKnowsAreKeptApart() {
        embed("ab");
        Answer base64 = embedWith(",\"encoding_format\":\"base64\"", "ab");
        assertThat(base64.json().path("data").path(0).path("embedding").isTextual())
                .isTrue();
        embedWith(",\"dimensions\":3", "ab");
        embedWith(",\"nobody_knows\":1", "ab");
        assertThat(asked()).containsExactly("ab", "ab", "ab", "ab");

        Answer more = embedWith(",\"encoding_format\":\"base64\"", "cab");
        assertThat(more.json().path("data").path(1).path("embedding"))
                .isEqualTo(IntStream.range(0, 2)
                        .mapToObj(i -> base64.json().path("data").path(i))
                        .filter(item -> item.path("index").asInt() == 0)
                        .findFirst()
                        .orElseThrow()
                        .path("embedding"));
        holds(embedWith(",\"encoding_format\":\"float\"", "ba"), "ba");
        assertThat(asked()).containsExactly("c");
    }

    @Test
    void listsOfTokensAreItemsToo() {
        String body = "{\"model\":\"chat-small\",\"input\":%s}";
        node.send("POST", EMBEDDINGS, body.formatted("[[901,2],[903]]"));
        node.send("POST", EMBEDDINGS, body.formatted("[[903],[904,5]]"));
        assertThat(node.send("POST", EMBEDDINGS, body.formatted("[904,5]")).header("edge-served-by"))
                .isEqualTo("cache-exact");
        assertThat(centre.asked()).containsExactly(List.of("[901,2]", "[903]"), List.of("[904,5]"));
    }

    @Test
    void documentsAreRankedAnewFromStoredScores() {
        String body = "{\"model\":\"chat-small\",\"query\":\"" + own + "\",\"top_n\":2,\"documents\":%s}";
        Answer first = node.send("POST", "/v1/rerank", body.formatted(list("four", "1", "three")));
        Answer second = node.send("POST", "/v1/rerank", body.formatted(list("22", "four", "1", "three")));
        Answer third = node.send(
                "POST", "/v1/rerank", body.formatted(list("four", "three")).replace("\"top_n\":2,", ""));

        assertThat(centre.asked()).containsExactly(List.of("four", "1", "three"), List.of("22"));
        assertThat(order(first)).containsExactly(1, 0);
        assertThat(order(second)).containsExactly(2, 0);
        assertThat(order(third)).containsExactly(0, 1);
        assertThat(third.header("edge-served-by")).isEqualTo("cache-exact");
    }

    private static List<Integer> order(Answer ranking) {
        List<Integer> order = new ArrayList<>();
        ranking.json()
                .path("results")
                .forEach(item -> order.add(item.path("index").asInt()));
        return order;
    }

    @Test
    void labelsAndModerationsAreKeptByTheirItemsAndNotForOneAnother() {
        String body = "{\"model\":\"chat-small\",\"input\":%s}";
        for (String path : List.of("/v1/classify", "/v1/moderations")) {
            node.send("POST", path, body.formatted(list(own + "ab", "x")));
            Answer again = node.send("POST", path, body.formatted(list("y", "x", own + "ab")));
            assertThat(centre.asked()).containsExactly(List.of(own + "ab", "x"), List.of("y"));
            JsonNode items = again.json().path(path.endsWith("classify") ? "data" : "results");
            assertThat(items.size()).isEqualTo(3);
            assertThat(items.toString())
                    .isEqualTo(node.send(
                                    "POST",
                                    path,
                                    body.formatted(list("y", "x", own + "ab")),
                                    "Cache-Control",
                                    "no-store")
                            .json()
                            .path(path.endsWith("classify") ? "data" : "results")
                            .toString());
            centre.asked();
        }
    }

    @Test
    void anErrorThatMayNameAnItemIsThatOfTheRequestAsItCame() {
        embed("ab");
        String body = "{\"model\":\"chat-small\",\"input\":" + list(own + "a", own + "c", "bad") + "}";
        Answer refused = node.send("POST", EMBEDDINGS, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("item 2 is bad");
        holds(embed("c"), "c");
        assertThat(asked()).containsExactly("ab", "cbad", "acbad", "c");
    }

    @Test
    void anAnswerWithAnItemLeftOutPassesAndIsKeptAsAWholeOnly() {
        centre.leavesOut(true);
        Answer odd = embed("abc");
        assertThat(odd.json().path("data").size()).isEqualTo(2);
        assertThat(embed("abc").header("cache-status")).matches("edgewise; hit; ttl=\\d+");
        centre.leavesOut(false);

        holds(embed("ab"), "ab");
        assertThat(asked()).containsExactly("abc", "ab");
        centre.leavesOut(true);
        assertThat(embed("abd").json().path("data").size()).isEqualTo(2);
        assertThat(asked()).containsExactly("d", "abd");
    }

    @Test
    void vectorsOfTwoModelsNeverComeTogether() {
        embed("ab");
        centre.isCalled("m-2");
        Answer all = embed("abc");
        assertThat(asked()).containsExactly("ab", "c", "abc");
        holds(all, "abc");
        assertThat(all.json().path("model").asText()).isEqualTo("m-2");
        centre.embedsIn(4);
        embed("abcd");
        assertThat(embed("abcd").json().path("data").path(0).path("embedding").size())
                .isEqualTo(4);
        assertThat(asked()).containsExactly("d", "abcd");
    }

    @Test
    void purgesAgesAndDirectivesHoldForEachItem() {
        embed("ab", "Edge-Cache-Groups", own + "first");
        embed("cd", "Edge-Cache-Groups", own + "second");
        node.purge("{\"group\":\"" + own + "first\",\"tenant\":\"anonymous\"}");
        holds(embed("abcd"), "abcd");
        assertThat(asked()).containsExactly("ab", "cd", "ab");

        assertThat(embed("abx", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
        holds(embed("ab", "Cache-Control", "only-if-cached"), "ab");
        embed("xa", "Cache-Control", "no-store");
        assertThat(embed("xa", "Cache-Control", "no-cache").header("cache-status"))
                .isEqualTo("edgewise; fwd=request; stored");
        embed("xa");
        assertThat(asked()).containsExactly("xa", "xa");
        node.passes(20);
        embed("y");
        embed("xya", "Cache-Control", "max-age=10");
        embed("xyaz", "Edge-Cache", "off");
        assertThat(asked()).containsExactly("y", "xa", "xyaz");
    }

    @Test
    void whatTheCentreForbidsToKeepIsAskedForAgain() {
        centre.says("no-store");
        assertThat(embed("ab").header("cache-status")).isEqualTo("edgewise; fwd=miss");
        centre.says("max-age=30");
        embed("ab");
        node.passes(40);
        embed("ab", "Cache-Control", "min-fresh=0");
        assertThat(asked()).containsExactly("ab", "ab", "ab");
    }

    @Test
    void staleItemsStandInForThoseThatCannotBeHad() {
        embed("ab");
        node.passes(200);
        embed("c");
        centre.fails(503);
        Answer old = embed("cab");
        holds(old, "cab");
        assertThat(old.header("edge-served-by")).isEqualTo("cache-stale");
        assertThat(old.header("cache-status")).contains("detail=stale-if-error:upstream_status_503");
        assertThat(embed("cabx").status()).isEqualTo(503);
        centre.fails(200);
        centre.asked();
        holds(embed("cab"), "cab");
        assertThat(asked()).containsExactly("ab");
    }

    @Test
    void aLargeAnswerIsTakenApartAndAnEvenLargerOnePasses() {
        centre.embedsIn(40_000);
        Answer first = embed("abcdefgh");
        assertThat(first.body().length()).isGreaterThan(1_500_000);
        Answer second = embed("abcdefghi");
        assertThat(asked()).containsExactly("abcdefgh", "i");
        holds(second, "abcdefghi");
        assertThat(second.header("cache-status")).contains("items=8/9");
    }

    @Test
    void aLargeAnswerThatBreaksOffIsAnErrorAndNothingOfItIsKept() {
        centre.embedsIn(200_000);
        centre.breaks(true);
        Answer broken = embed("ab");
        assertThat(broken.status()).isEqualTo(502);
        assertThat(broken.body()).contains("upstream_reset");
        centre.breaks(false);
        centre.embedsIn(3);
        centre.asked();
        holds(embed("ab"), "ab");
        assertThat(asked()).containsExactly("ab");
    }

    @Test
    void aBatchBeyondTheBoundPassesAsItCame() {
        String most =
                IntStream.range(0, 2_049).mapToObj(i -> "\"" + own + i + "\"").collect(Collectors.joining(","));
        Answer whole = node.send("POST", EMBEDDINGS, "{\"model\":\"chat-small\",\"input\":[" + most + "]}");
        assertThat(whole.json().path("data").size()).isEqualTo(2_049);
        assertThat(whole.header("cache-status")).isEqualTo("edgewise; fwd=miss; stored");
        String fewer = most.substring(0, most.lastIndexOf(','));
        centre.asked();
        for (int i = 0; i < 2; i++) {
            Answer most2048 = node.send("POST", EMBEDDINGS, "{\"model\":\"chat-small\",\"input\":[" + fewer + "]}");
            assertThat(most2048.json().path("data").size()).isEqualTo(2_048);
        }
        assertThat(centre.asked()).hasSize(1);
    }
}
