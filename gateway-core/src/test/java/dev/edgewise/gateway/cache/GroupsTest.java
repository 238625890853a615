package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import dev.edgewise.gateway.config.unit.KeyHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups of answers and their purges, and what the centre says of storing, with two tenants. */
class GroupsTest extends CentreTests {
    GroupsTest() {
        super("""
                cache: {ttl: 100s}
                tenants:
                  - {id: acme, keys: ["%s"], models: ["*"]}
                  - {id: bolt, keys: ["%s"], models: ["*"]}
                """.formatted(KeyHash.of("a"), KeyHash.of("b")));
    }

    @AfterEach
    void forget() {
        node.purge("{\"all\":true}");
    }

    private Answer ask(String key, String... more) {
        String[] headers = java.util.Arrays.copyOf(more, more.length + 2);
        headers[more.length] = "x-api-key";
        headers[more.length + 1] = key;
        return node.ask(question, headers);
    }

    @Test
    void aTenantsGroupIsNobodyElses() {
        ask("a", "Edge-Cache-Groups", "news");
        ask("b", "Edge-Cache-Groups", "news");

        assertThat(node.purge("{\"group\":\"news\",\"tenant\":\"acme\",\"dry_run\":true}")
                        .body())
                .contains("\"would_purge\":1");
        assertThat(node.purge("{\"group\":\"news\",\"tenant\":\"acme\"}").body())
                .contains("\"purged\":1");
        assertThat(ask("b").brief()).isEqualTo("cache-exact 2");
        assertThat(ask("a").brief()).isEqualTo("central 3");
    }

    @Test
    void anOperatorPurgesAGroupOfAllTenants() {
        ask("a", "Edge-Cache-Groups", "news");
        ask("b", "Edge-Cache-Groups", "sport, news");

        assertThat(node.purge("{\"group\":\"news\"}").body()).contains("\"purged\":2");
        assertThat(ask("b").brief()).isEqualTo("central 3");
    }

    @Test
    void theCentresGroupsCountAndItsSurrogateKeysStayHere() {
        centre.says("Cache-Groups", "\"korea\"", "Surrogate-Key", "weather seoul");
        Answer first = ask("a", "Edge-Cache-Groups", "mine");

        assertThat(first.header("surrogate-key")).isEmpty();
        assertThat(first.header("cache-groups")).isEqualTo("\"korea\"");
        assertThat(ask("a").header("cache-groups")).isEmpty();
        int asked = 1;
        for (String group : new String[] {"korea", "weather", "seoul", "mine"}) {
            assertThat(node.purge("{\"group\":\"" + group + "\",\"tenant\":\"acme\"}")
                            .body())
                    .contains("\"purged\":1");
            assertThat(ask("a", "Edge-Cache-Groups", "mine").brief()).isEqualTo("central " + ++asked);
        }
    }

    @Test
    void aGroupWhoseNameHasBlanksAndQuotesIsPurgedByIt() {
        centre.says("Cache-Groups", "\"my group\";x=1, \"say \\\"hi\\\"\"");
        ask("a", "Edge-Cache-Groups", "a, \"b c\"");

        int asked = 1;
        for (String group : new String[] {"my group", "say \\\"hi\\\"", "b c"}) {
            assertThat(node.purge("{\"group\":\"" + group + "\",\"tenant\":\"acme\"}")
                            .body())
                    .contains("\"purged\":1");
            assertThat(ask("a", "Edge-Cache-Groups", "a, \"b c\"").brief()).isEqualTo("central " + ++asked);
        }
        assertThat(node.keys("my%20group")).hasSize(1);
        assertThat(node.keys("b+c")).hasSize(1);
    }

    @Test
    void anAnswerIsAsOldAsTheCentreSays() {
        centre.says("Cache-Control", "max-age=100", "Age", "40");
        ask("a");

        Answer hit = ask("a");
        assertThat(Integer.parseInt(hit.header("age"))).isGreaterThanOrEqualTo(40);
        assertThat(ttl(hit)).isLessThanOrEqualTo(60);
        assertThat(ask("a", "Cache-Control", "max-age=10").brief()).isEqualTo("central 2");
        assertThat(ask("a", "Cache-Control", "max-age=90").brief()).isEqualTo("cache-exact 2");
    }

    @Test
    void aStreamsGroupsCountToo() {
        centre.says("Surrogate-Key", "live");
        node.stream(question, "x-api-key", "a");

        assertThat(ask("a").brief()).isEqualTo("cache-exact 1");
        assertThat(node.purge("{\"group\":\"live\"}").body()).contains("\"purged\":1");
    }

    @Test
    void aPurgeByRegionTakesWhatTheNodesRegionMade() {
        ask("a");

        assertThat(node.purge("{\"region\":\"nowhere\"}").body()).contains("\"purged\":0");
        assertThat(ask("a").brief()).isEqualTo("cache-exact 1");
    }

    @Test
    void twoThingsToPurgeAreOneTooMany() {
        assertThat(node.purge("{\"group\":\"g\",\"model\":\"m\"}").status()).isEqualTo(400);
        assertThat(node.purge("{\"soft\":true}").status()).isEqualTo(400);
    }

    @Test
    void whatTheCentreForbidsIsNotStored() {
        for (String line : new String[] {"no-store", "private, max-age=50"}) {
            centre.says("Cache-Control", line);
            Answer first = ask("a");
            assertThat(first.header("cache-status")).isEqualTo("edgewise; fwd=miss");
        }
        assertThat(centre.asked(question)).isEqualTo(2);
    }

    @Test
    void theCentresLifetimeHoldsAndTheRequestCanOnlyShortenIt() {
        centre.says("CDN-Cache-Control", "max-age=40", "Cache-Control", "no-store");
        ask("a", "Edge-Cache-TTL", "90");
        assertThat(ttl(ask("a"))).isBetween(1, 40);
        node.purge("{\"all\":true}");
        ask("a", "Edge-Cache-TTL", "10");
        assertThat(ttl(ask("a"))).isBetween(1, 10);
    }

    private static int ttl(Answer hit) {
        String status = hit.header("cache-status");
        assertThat(status).startsWith("edgewise; hit; ttl=");
        return Integer.parseInt(status.substring(status.indexOf("ttl=") + 4));
    }

    @Test
    void aBadGroupIsToldHowToMendIt() {
        Answer refused = ask("a", "Edge-Cache-Groups", "a b");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("Edge-Cache-Groups").contains("commas");
    }
}
