package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Scalar;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.unit.Bytes;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.store.ModelReference;
import java.nio.file.Path;

/** Forms of names and bounds of lists that several settings share. */
final class Names {

    static final int TENANTS_MAX = 100_000;
    static final int KEYS_MAX = 100;
    static final int MODELS_MAX = 10_000;
    static final int CLUSTERS_MAX = 1_000;
    static final int ENDPOINTS_MAX = 1_000;
    static final int RULES_MAX = 10_000;
    static final int COUNTRIES_MAX = 300;
    static final int PEERS_MAX = 10_000;
    static final int TRUST_MAX = 100;

    private static final int HEADER_BYTES_MAX = 1_000_000;

    /** Goes into response headers, so nothing but plain letters. */
    static final Scalar<String> NODE =
            Scalars.text("a name of letters, digits, '.', '_', '-' (at most 64)", "[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static final Scalar<String> REGION = Scalars.text(
            "a region such as KR, eu or us-west-2 (letters, digits, '_', '-'; at most 32)",
            "[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

    static final Scalar<String> TENANT = NODE;
    static final Scalar<String> CLUSTER = NODE;

    /** The form of {@link dev.edgewise.inference.ModelId}. */
    private static final String MODEL_PATTERN =
            "(?=.{1,200}$)[A-Za-z0-9][A-Za-z0-9._:@-]*(?:/[A-Za-z0-9][A-Za-z0-9._:@-]*)*";

    private static final String MODEL_EXPECTED =
            "a model name of letters, digits, '.', '_', ':', '/', '@', '-' (at most 200)";

    static final Scalar<String> MODEL = Scalars.text(MODEL_EXPECTED, MODEL_PATTERN);

    /** A name in the model store, or a reference; folders start from the configuration file. */
    static final Scalar<String> LOCAL_MODEL = Scalars.placed(
            "a model's name in the store, or " + ModelReference.EXPECTED, Names::localModel, text -> text);

    static final Scalar<String> MODEL_OR_ALL =
            Scalars.text(MODEL_EXPECTED + ", or '*' for all", "\\*|" + MODEL_PATTERN);

    static final Scalar<String> COUNTRY =
            Scalars.text("a country code of two capital letters (ISO 3166) or 'unknown'", "[A-Z]{2}|unknown");

    static final Scalar<String> LANGUAGE =
            Scalars.text("a language code of two or three small letters such as en or ko", "[a-z]{2,3}");

    static final Scalar<String> CODE =
            Scalars.text("a code of small letters, digits and '_' (at most 64)", "[a-z][a-z0-9_]{0,63}");

    static final Scalar<String> SENTENCE = Scalars.text("a text of 1 to 10000 characters", "[\\s\\S]{1,10000}");

    static final Scalar<String> HOST = Scalars.text(
            "a host name or address to bind, such as 127.0.0.1, 0.0.0.0, localhost, '::1'",
            "[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    static final Scalar<String> HEADER =
            Scalars.text("the name of a request header such as CF-IPCountry", "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

    static final Scalar<String> URL_PATH =
            Scalars.text("a path such as /v1/models", "/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,1023}");

    static final Scalar<Integer> PORT = Scalars.integer(0, 65_535);

    /** Sizes that HTTP servers hold in an int. */
    static final Scalar<Integer> HEADER_BYTES = Scalars.parsed(
            "a size from 256B to 1MB such as 8kB",
            text -> Bytes.parse(text) instanceof Parsed.Ok<Long>(Long bytes)
                            && bytes >= 256
                            && bytes <= HEADER_BYTES_MAX
                    ? Parsed.ok(bytes.intValue())
                    : Parsed.bad("a size from 256B to 1MB such as 8kB"),
            value -> Bytes.show(value));

    private static Parsed<String> localModel(String text, Path folder) {
        if (!ModelReference.isReference(text)) {
            return ModelId.isValid(text) ? Parsed.ok(text) : Parsed.bad(MODEL_EXPECTED);
        }
        try {
            ModelReference reference = ModelReference.parse(text);
            return Parsed.ok(
                    switch (reference) {
                        case ModelReference.Folder(String path, var export) ->
                            new ModelReference.Folder(
                                            folder.resolve(path).normalize().toString(), export)
                                    .toString();
                        case ModelReference.Hub hub -> hub.toString();
                        case ModelReference.Maven maven -> maven.toString();
                    });
        } catch (IllegalArgumentException noReference) {
            return Parsed.bad(ModelReference.EXPECTED);
        }
    }

    private Names() {}
}
