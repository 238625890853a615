package dev.edgewise.loadtest.report;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** Draws lines as SVG; colours come from the page's style sheet, so that the drawing follows its dark mode. */
final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 260;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 40;

    private final Axis x;
    private final Axis y;
    private final StringBuilder svg = new StringBuilder();
    private final Formatter pen = new Formatter(svg, Locale.ROOT);

    private Plot(Axis x, Axis y) {
        this.x = x;
        this.y = y;
    }

    /** A figure with its heading, legend and lines; says so where nothing was measured. */
    static String figure(String heading, Axis x, Axis y, List<Series> series) {
        StringBuilder out = new StringBuilder("<figure><figcaption>").append(Html.text(heading));
        out.append("<span class=\"legend\">");
        for (Series one : series) {
            out.append("<span><i class=\"k s")
                    .append(one.style())
                    .append("\"></i>")
                    .append(Html.text(one.name()))
                    .append("</span>");
        }
        out.append("</span></figcaption>");
        boolean empty = series.stream().allMatch(one -> one.points().isEmpty());
        return out.append(empty ? "<p class=\"none\">Nothing measured.</p>" : new Plot(x, y).draw(heading, series))
                .append("</figure>")
                .toString();
    }

    private String draw(String heading, List<Series> series) {
        pen.format("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, Html.text(heading));
        for (Axis.Tick tick : y.ticks()) {
            double at = yAt(tick.at());
            pen.format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, at, at);
            pen.format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6, at + 4, tick.label());
        }
        for (Axis.Tick tick : x.ticks()) {
            double at = xAt(tick.at());
            pen.format(
                    "<line class=\"tick\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    at, at, HEIGHT - BOTTOM, HEIGHT - BOTTOM + 4);
            pen.format(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    at, HEIGHT - BOTTOM + 17, tick.label());
        }
        pen.format(
                "<text class=\"title\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, Html.text(x.title()));
        pen.format(
                "<text class=\"title\" transform=\"translate(11 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, Html.text(y.title()));
        series.forEach(this::line);
        return svg.append("</svg>").toString();
    }

    private void line(Series series) {
        svg.append("<polyline class=\"s").append(series.style()).append("\" points=\"");
        for (Series.Point point : series.points()) {
            pen.format("%.1f,%.1f ", xAt(point.x()), yAt(point.y()));
        }
        svg.append("\"/>");
        String mark = series.points().size() == 1 ? "s" + series.style() + " dot" : "hover";
        for (Series.Point point : series.points()) {
            pen.format(
                    "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"><title>%s</title></circle>",
                    mark, xAt(point.x()), yAt(point.y()), Html.text(series.name() + ": " + point.label()));
        }
    }

    private double xAt(double value) {
        return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private double yAt(double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - TOP - BOTTOM);
    }
}
