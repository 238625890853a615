package dev.edgewise.cache.semantic.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.CacheKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
    @TempDir
    Path folder;

    private static final Map<CacheKey, WrongAt> WRONG = Map.of(
            new CacheKey(1, 2, 3, 4),
            new WrongAt(2, 1.25),
            new CacheKey(5, 6, 7, 8),
            new WrongAt(1, Double.NEGATIVE_INFINITY));

    private static LedgerState learned() {
        var ledger = new TenantLedger();
        ledger.asked(3);
        ledger.learn(3, true);
        ledger.learn(-2, false);
        return ledger.state();
    }

    @Test
    void whatWasLearnedComesBackForTheSameVerifierOnly() throws IOException {
        Path file = folder.resolve("new").resolve("learned.json");
        LedgerFile.write(file, "light:1", Map.of("acme", learned()), WRONG);

        assertThat(LedgerFile.read(file, "light:1")).isEqualTo(Map.of("acme", learned()));
        assertThat(LedgerFile.read(file, "light:2")).isEmpty();
        assertThat(LedgerFile.readWrong(file, "light:1")).isEqualTo(WRONG);
        assertThat(LedgerFile.readWrong(file, "light:2")).isEmpty();
        assertThat(LedgerFile.readWrong(folder.resolve("none"), "light:1")).isEmpty();
        assertThat(LedgerFile.read(folder.resolve("none"), "light:1")).isEmpty();
    }

    @Test
    void aBrokenFileCountsAsNoneAndABrokenTenantIsLeftOut() throws IOException {
        Path file = folder.resolve("learned.json");
        LedgerFile.write(file, "v", Map.of("acme", learned(), "bolt", learned()), Map.of());
        String whole = Files.readString(file);

        Files.writeString(file, whole.replaceFirst("\"asked\":1", "\"asked\":-1"));
        assertThat(LedgerFile.read(file, "v")).hasSize(1);
        for (int length = 0; length < whole.length(); length += 5) {
            Files.writeString(file, whole.substring(0, length));
            assertThat(LedgerFile.read(file, "v")).isEmpty();
            if (length % 20 == 0) {
                assertThat(LedgerFile.readWrong(file, "v")).isEmpty();
            }
        }
    }

    @Test
    void aFileOfAnOlderVersionCountsAsNone() throws IOException {
        Path file = folder.resolve("learned.json");
        String steps = "[" + "0,".repeat(31) + "7]";
        Files.writeString(
                file,
                "{\"version\":1,\"verifier\":\"v\",\"tenants\":{\"acme\":{\"asked\":900,\"labels\":7,\"seen\":" + steps
                        + ",\"right\":" + steps + ",\"wrong\":" + steps + "}}}");
        assertThat(LedgerFile.read(file, "v")).isEmpty();

        // Its numbers of steps that are coarser would not be taken for finer ones either.
        Files.writeString(file, Files.readString(file).replace("\"version\":1", "\"version\":2"));
        assertThat(LedgerFile.read(file, "v")).isEmpty();
    }
}
