package dev.edgewise.loadtest.report;

import java.util.List;

/**
 * One line of a plot.
 *
 * @param name for the legend
 * @param style 1 to 3, a colour and dash pattern of the style sheet
 * @param points in order of x
 */
record Series(String name, int style, List<Point> points) {
    /**
     * One measured point.
     *
     * @param label what a pointer resting on it shows
     */
    record Point(double x, double y, String label) {}
}
