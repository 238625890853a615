package dev.edgewise.gateway.cache;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** What tests of batches share: a node before an {@link ItemCentre}, and texts of one letter each that are one test's own. */
abstract class BatchTests extends CacheTests<ItemCentre> {
    static final String EMBEDDINGS = "/v1/embeddings";

    /** How the texts of this test begin: they are none of another's. */
    String own = "";

    BatchTests(Function<ItemCentre, CacheNode> node) {
        this(new ItemCentre(), node);
    }

    private BatchTests(ItemCentre centre, Function<ItemCentre, CacheNode> node) {
        super(centre, node.apply(centre));
    }

    @BeforeEach
    void name(TestInfo test) {
        own = test.getTestMethod().orElseThrow().getName().hashCode() + "-";
        centre.asked();
    }

    /** The texts of these names; that of {@code bad} is no test's own. */
    String[] texts(String... names) {
        return Arrays.stream(names)
                .map(name -> name.equals("bad") ? name : own + name)
                .toArray(String[]::new);
    }

    static String list(String... texts) {
        return Arrays.stream(texts).map(text -> '"' + text + '"').collect(Collectors.joining(",", "[", "]"));
    }

    /** A request for the texts of these letters. */
    String body(String letters) {
        return bodyWith("", letters);
    }

    /** @param more fields beside, each with a comma before it */
    String bodyWith(String more, String letters) {
        return "{\"model\":\"chat-small\"" + more + ",\"input\":" + list(texts(letters.split(""))) + "}";
    }

    Answer embed(String letters, String... headers) {
        return node.send("POST", EMBEDDINGS, body(letters), headers);
    }

    /** The letters that the centre was asked for since the last time, by request. */
    List<String> asked() {
        return centre.asked().stream()
                .map(items -> items.stream().map(item -> item.replace(own, "")).collect(Collectors.joining()))
                .toList();
    }
}
