package dev.edgewise.inference.chat.jinja;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Values as Python writes them. */
final class PythonText {
    /** What a character in quotes costs, in characters that are gone over: some are written as ten. */
    private static final int ESCAPE_CHARS = 16;

    private final StringBuilder text = new StringBuilder();
    private final Run run;

    private PythonText(Run run) {
        this.run = run;
    }

    /** As {@code str} does, and as they are put into the output. */
    static String of(Object value, Run run) {
        return switch (value) {
            case String string -> string;
            case Undefined _ -> "";
            default -> quoted(value, run);
        };
    }

    /** As {@code repr} does: texts in quotes. */
    static String quoted(Object value, Run run) {
        var writer = new PythonText(run);
        writer.write(value);
        run.makesText(writer.text.length());
        return writer.text.toString();
    }

    private void write(Object value) {
        run.enter();
        run.mayHold(text.length());
        switch (value) {
            case None _ -> text.append("None");
            case Undefined _ -> text.append("Undefined");
            case Boolean flag -> text.append(flag ? "True" : "False");
            case Double number -> text.append(of(number));
            case String string -> quoted(string);
            case Tuple tuple -> {
                text.append('(');
                items(tuple);
                text.append(tuple.size() == 1 ? ",)" : ")");
            }
            case List<?> list -> {
                text.append('[');
                items(list);
                text.append(']');
            }
            case Map<?, ?> map -> {
                text.append('{');
                String between = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(between);
                    write(entry.getKey());
                    text.append(": ");
                    write(entry.getValue());
                    between = ", ";
                }
                text.append('}');
            }
            case Number number -> text.append(number);
            default -> text.append('<').append(Values.kind(value)).append('>');
        }
        run.leave();
    }

    private void items(List<?> list) {
        String between = "";
        for (Object item : list) {
            text.append(between);
            write(item);
            between = ", ";
        }
    }

    private void quoted(String string) {
        run.goesOver((long) ESCAPE_CHARS * string.length());
        char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
        text.append(quote);
        string.codePoints().forEach(character -> {
            switch (character) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (character == quote) {
                        text.append('\\').append(quote);
                    } else if (isPrintable(character)) {
                        text.appendCodePoint(character);
                    } else {
                        run.mayHold(text.length());
                        int digits = character < 0x100 ? 2 : character < 0x10000 ? 4 : 8;
                        text.append('\\').append(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
                        text.append(HexFormat.of().toHexDigits(character, digits));
                    }
                }
            }
        });
        text.append(quote);
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }

    /** The shortest digits that mean the number, with an exponent where it is below 1e-4, or 1e16 and more. */
    static String of(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = exact.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = exact.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
