package dev.edgewise.inference.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import jinjava.javax.el.CompositeELResolver;

/** The template library, set up to read templates as transformers does, and to bound what they may do. */
public final class Sandbox {
    /** Longest conversation written, in bytes. */
    private static final long OUTPUT_BYTES_MAX = 16L << 20;

    /** Most pieces of a template evaluated in one rendering, loops counted by turn. */
    private static final int STEPS_MAX = 1_000_000;

    private static final int DEPTH_MAX = 20;

    private static final int RANGE_MAX = 10_000;

    private static final String STEPS = "edgewise.steps";

    /** Functions that only {@link Dialect} writes calls of. */
    static final String REVERSED = "edgewise_reversed";

    static final String REPEATED = "edgewise_repeated";

    private Sandbox() {}

    static Jinjava jinja(LongSupplier millis) {
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new PythonStrings());
        resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_WRITE);
        Jinjava jinja = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                // Blanks before statements are for Dialect: the library also takes those behind a tag on the same line.
                .withLstripBlocks(false)
                // A user's text is data: braces in it are not looked at.
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(OUTPUT_BYTES_MAX)
                .withMaxRenderDepth(DEPTH_MAX)
                .withMaxMacroRecursionDepth(DEPTH_MAX)
                .withRangeLimit(RANGE_MAX)
                .withDisabled(Map.of(
                        Context.Library.TAG,
                        Set.of("include", "import", "from", "extends"),
                        Context.Library.FILTER,
                        Set.of("render")))
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor((node, interpreter) -> step(interpreter))
                        .build())
                .withElResolver(resolver)
                .withDateTimeProvider(millis::getAsLong)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withAllowAdjacentTextNodes(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .withHandleBackslashInQuotesOnly(true)
                        .build())
                .build());
        jinja.getGlobalContext().registerFilter(new PythonJson());
        jinja.getGlobalContext().registerFilter(new MapItems());
        jinja.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", "raise_exception", Sandbox.class, "raise", String.class));
        jinja.getGlobalContext()
                .registerFunction(new ELFunctionDefinition("", "strftime_now", Sandbox.class, "now", String.class));
        jinja.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", REVERSED, PythonOperators.class, "reversed", Object.class));
        jinja.getGlobalContext()
                .registerFunction(new ELFunctionDefinition(
                        "", REPEATED, PythonOperators.class, "repeated", Object.class, Object.class));
        jinja.getGlobalContext().registerTag(new LoopTag());
        return jinja;
    }

    /** Counts one of the steps that a rendering may take. */
    static void step(JinjavaInterpreter interpreter) {
        Context root = interpreter.getContext();
        while (root.getParent() != null && root.getParent().getParent() != null) {
            root = root.getParent();
        }
        int steps = root.get(STEPS) instanceof Integer before ? before + 1 : 1;
        if (steps > STEPS_MAX) {
            throw new IllegalStateException("the template takes more than " + STEPS_MAX + " steps");
        }
        root.put(STEPS, steps);
    }

    /** What a template calls to refuse a conversation. */
    @SuppressWarnings("DoNotCallSuggester")
    public static String raise(String message) {
        throw new IllegalArgumentException(message);
    }

    /** The date or time, in Python's notation of its parts. */
    public static String now(String format) {
        var now = Instant.ofEpochMilli(JinjavaInterpreter.getCurrent()
                        .getConfig()
                        .getDateTimeProvider()
                        .getCurrentTimeMillis())
                .atZone(ZoneOffset.UTC);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            char part = format.charAt(++i);
            String pattern = switch (part) {
                case 'Y' -> "yyyy";
                case 'm' -> "MM";
                case 'd' -> "dd";
                case 'b' -> "MMM";
                case 'B' -> "MMMM";
                case 'a' -> "EEE";
                case 'A' -> "EEEE";
                case 'H' -> "HH";
                case 'M' -> "mm";
                case 'S' -> "ss";
                case 'y' -> "yy";
                default -> "";
            };
            text.append(
                    pattern.isEmpty()
                            ? String.valueOf(part)
                            : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
                                    .format(now));
        }
        return text.toString();
    }
}
