package dev.edgewise.inference.chat.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with places for values in them. */
final class Formats {
    private static final Pattern PERCENT = Pattern.compile("%(?:\\.(\\d{1,2}))?([sdif%r])");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|}}|\\{(\\w*)}");

    private Formats() {}

    /** {@code '%s is %d' % values}. */
    static String percent(String text, Object values, Run run) {
        List<?> given = values instanceof Tuple tuple ? tuple : List.of(values);
        run.makesText(text.length());
        Matcher places = PERCENT.matcher(text);
        StringBuilder written = new StringBuilder();
        int next = 0;
        while (places.find()) {
            String kind = places.group(2);
            if (kind.equals("%")) {
                places.appendReplacement(written, "%");
                continue;
            }
            if (next == given.size()) {
                throw new JinjaException("a text with '%' has more places than values");
            }
            Object value = given.get(next++);
            String digits = places.group(1);
            String one = switch (kind) {
                case "s" -> PythonText.of(value, run);
                case "r" -> PythonText.quoted(value, run);
                case "f" -> fixed(value, digits == null ? 6 : Integer.parseInt(digits));
                default -> fixed(value, 0);
            };
            append(places, written, one, run);
        }
        if (next < given.size() && !(values instanceof Map<?, ?>)) {
            throw new JinjaException("a text with '%' has fewer places than values");
        }
        return places.appendTail(written).toString();
    }

    private static void append(Matcher places, StringBuilder written, String value, Run run) {
        run.makesText(value.length());
        run.mayHold((long) written.length() + value.length());
        places.appendReplacement(written, Matcher.quoteReplacement(value));
    }

    private static String fixed(Object value, int digits) {
        if (!Values.isNumber(value)) {
            throw new JinjaException("a number is wanted, not '" + Values.kind(value) + "'");
        }
        double number = Values.real(value);
        return Double.isFinite(number)
                ? new BigDecimal(number)
                        .setScale(digits, digits == 0 ? RoundingMode.DOWN : RoundingMode.HALF_EVEN)
                        .toPlainString()
                : PythonText.of(number);
    }

    /** {@code '{} is {name}'.format(values)}, without what may stand behind a name. */
    static String braces(String text, Arguments given, Run run) {
        Matcher places = BRACES.matcher(text);
        StringBuilder written = new StringBuilder();
        int next = 0;
        while (places.find()) {
            String name = places.group(1);
            String value;
            if (name == null) {
                value = places.group().substring(1);
            } else if (name.isEmpty() || name.chars().allMatch(Character::isDigit)) {
                int place = name.isEmpty() ? next++ : Integer.parseInt(name.substring(0, Math.min(4, name.length())));
                value = PythonText.of(given.require(place, Integer.toString(place)), run);
            } else {
                value = PythonText.of(given.require(Integer.MAX_VALUE, name), run);
            }
            append(places, written, value, run);
        }
        return places.appendTail(written).toString();
    }
}
