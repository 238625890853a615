package dev.edgewise.loadtest.report;

import java.util.Locale;

/** Small pieces of HTML. */
final class Html {
    private Html() {}

    /** Text with every character that means something to HTML replaced. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Milliseconds with as many digits as matter. */
    static String ms(double ms) {
        return String.format(Locale.ROOT, ms < 10 ? "%.2f" : ms < 100 ? "%.1f" : "%.0f", ms);
    }

    /** A count with its thousands apart. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A share of 1 in percent. */
    static String percent(double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.001 ? "%.3f %%" : "%.1f %%", share * 100);
    }
}
