package dev.edgewise.gateway.config.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is meant, and comes back as it was written. */
class UnitsTest {

    private static <T> T ok(Parsed<T> parsed) {
        return ((Parsed.Ok<T>) parsed).value();
    }

    @ParameterizedTest
    @CsvSource({"250us,PT0.00025S", "1500ms,PT1.5S", "1.5s,PT1.5S", "5m,PT5M", "1h,PT1H", "7d,PT168H", "0s,PT0S"})
    void durations(String text, Duration expected) {
        assertThat(ok(Durations.parse(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 m", "-5m", "5M", "m", "1e3s", "5m30s", "٥m", "9999999999s"})
    void whatIsNoDuration(String text) {
        assertThat(Durations.parse(text)).isInstanceOf(Parsed.Bad.class);
    }

    @Property
    void aDurationComesBackAsItWasWritten(@ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long micros) {
        Duration duration = Duration.ofNanos(micros * 1_000);
        String shown = Durations.show(duration);

        // Nine digits at most are read.
        if (shown.replaceAll("\\D", "").length() <= 9) {
            assertThat(ok(Durations.parse(shown))).isEqualTo(duration);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0B,0",
        "1kB,1000",
        "1KB,1000",
        "512MB,512000000",
        "1.5GB,1500000000",
        "1KiB,1024",
        "256MiB,268435456",
        "2TiB,2199023255552"
    })
    void sizes(String text, long expected) {
        assertThat(ok(Bytes.parse(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "512", "512 MB", "512mb", "1.5B", "-1MB", "999999999TiB"})
    void whatIsNoSize(String text) {
        assertThat(Bytes.parse(text)).isInstanceOf(Parsed.Bad.class);
    }

    @Test
    void aSizeOfTenDigitsInOneUnitIsShownInAnother() {
        long bytes = 999_999_875L * 1024;
        assertThat(ok(Bytes.parse(Bytes.show(bytes)))).isEqualTo(bytes);
    }

    @Property
    void aSizeComesBackAsItWasWritten(@ForAll @LongRange(min = 0, max = 999_999_999L) long bytes) {
        assertThat(ok(Bytes.parse(Bytes.show(bytes)))).isEqualTo(bytes);
        assertThat(ok(Bytes.parse(Bytes.show(bytes * 1024)))).isEqualTo(bytes * 1024);
    }

    @ParameterizedTest
    @CsvSource({"20/s,20,PT1S", "600/min,600,PT1M", "10k/h,10000,PT1H", "1M/day,1000000,PT24H"})
    void rates(String text, long count, Duration per) {
        assertThat(ok(Rate.parse(text))).isEqualTo(new Rate(count, per));
        assertThat(new Rate(count, per).show()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "600", "0/min", "600/m", "600 / min", "-1/s", "1.5/s"})
    void whatIsNoRate(String text) {
        assertThat(Rate.parse(text)).isInstanceOf(Parsed.Bad.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0.60 USD/1M,600000000,0.60 USD/1M",
        "0.0375 USD/1M,37500000,0.0375 USD/1M",
        "0.0006 EUR/1k,600000000,0.60 EUR/1M",
        "0 KRW/1M,0,0.00 KRW/1M"
    })
    void prices(String text, long nanosPerMillion, String shown) {
        Price price = ok(Price.parse(text));

        assertThat(price.nanosPerMillionTokens()).isEqualTo(nanosPerMillion);
        assertThat(price.show()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.60", "0.60 USD", "0.60USD/1M", "0.60 usd/1M", "-1 USD/1M", "0.60 USD/1"})
    void whatIsNoPrice(String text) {
        assertThat(Price.parse(text)).isInstanceOf(Parsed.Bad.class);
    }

    @Test
    void aTokenOfAMillionCostsItsShareInNanoUnits() {
        assertThat(ok(Price.parse("0.60 USD/1M")).costNanos(1)).isEqualTo(600);
        assertThat(ok(Price.parse("0.0375 USD/1M")).costNanos(1)).isEqualTo(38);
        assertThat(ok(Price.parse("0.0375 USD/1M")).costNanos(1_000_000)).isEqualTo(37_500_000);
    }

    @Property
    void costIsRoundedHalfUpWhateverTheSize(
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long nanosPerMillion,
            @ForAll @LongRange(min = 0, max = 10_000_000_000L) long tokens) {
        long expected = BigDecimal.valueOf(nanosPerMillion)
                .multiply(BigDecimal.valueOf(tokens))
                .divide(BigDecimal.valueOf(1_000_000), 0, RoundingMode.HALF_UP)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();

        if (expected < Long.MAX_VALUE) {
            assertThat(new Price("USD", nanosPerMillion).costNanos(tokens)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.1,false",
        "192.0.2.128/25,192.0.2.200,true",
        "192.0.2.128/25,192.0.2.5,false",
        "0.0.0.0/0,203.0.113.9,true",
        "192.0.2.7,192.0.2.7,true",
        "192.0.2.7,192.0.2.8,false",
        "fd00::/8,fd12::1,true",
        "fd00::/8,2001:db8::1,false",
        "0.0.0.0/0,::1,false",
        "2001:db8::/33,2001:db8:8000::1,false"
    })
    void blocks(String block, String address, boolean inside) {
        assertThat(ok(Cidr.parse(block)).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "fd00::/129",
                "example.net",
                "10.0.0/8",
                "10.0.0.0/-1",
                "1234",
                "fe80::1%eth0"
            })
    void whatIsNoBlock(String text) {
        assertThat(Cidr.parse(text)).isInstanceOf(Parsed.Bad.class);
    }

    @Property
    void aBlockHoldsExactlyTheAddressesWithItsPrefix(
            @ForAll @Size(4) byte[] network,
            @ForAll @Size(4) byte[] address,
            @ForAll @LongRange(min = 0, max = 32) long bits)
            throws Exception {
        long mask = bits == 0 ? 0 : 0xffffffffL << (32 - bits) & 0xffffffffL;
        long base = number(network) & mask;
        String text = "%d.%d.%d.%d/%d".formatted(base >> 24, base >> 16 & 255, base >> 8 & 255, base & 255, bits);

        assertThat(ok(Cidr.parse(text)).contains(InetAddress.getByAddress(address)))
                .isEqualTo((number(address) & mask) == base);
    }

    private static long number(byte[] address) {
        return (address[0] & 255L) << 24 | (address[1] & 255L) << 16 | (address[2] & 255L) << 8 | (address[3] & 255L);
    }

    @Test
    void aKeyFitsItsHashAndNoOther() {
        String digits = "b3a4ded5c5d012f7550e97d765f69dd92f1fbfadf3d5cbce094e2f26a8aa25f3";
        KeyHash hash = KeyHash.of("ew_test");

        // printf %s ew_test | sha256sum
        assertThat(hash).hasToString("sha256:" + digits);
        assertThat(ok(KeyHash.parse("sha256:" + digits))).isEqualTo(hash);
        assertThat(ok(KeyHash.parse("sha256:" + digits.toUpperCase(Locale.ROOT))))
                .isEqualTo(hash);
        assertThat(KeyHash.of("ew_tesu")).isNotEqualTo(hash);
    }

    @Test
    void aSecretPrintsAsStars() {
        assertThat(new Secret("sk-central")).hasToString("***");
        assertThat("%s".formatted(new Secret("sk-central"))).doesNotContain("central");
        assertThat(new Secret("a")).isEqualTo(new Secret("a")).isNotEqualTo(new Secret("b"));
    }
}
