package dev.edgewise.cache.semantic.verify;

/** The regularised incomplete beta function, by its continued fraction (Lentz); good to about ten digits. */
final class IncompleteBeta {
    private static final double TINY = 1e-300;
    private static final double PRECISION = 1e-12;
    private static final int TERMS_MAX = 10_000;

    private IncompleteBeta() {}

    /** I_x(a, b) for x in 0 to 1 and positive a and b. */
    static double of(double x, double a, double b) {
        if (x <= 0) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        // The fraction converges quickly on the side of the mean where it is read.
        return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b;
    }

    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double product = d;
        for (int m = 1; m < TERMS_MAX; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            product *= c * d;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            product *= c * d;
            if (Math.abs(c * d - 1) < PRECISION) {
                break;
            }
        }
        return product;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** Stirling's series, after the argument is moved up to where it is exact. */
    private static double logGamma(double value) {
        double shift = 0;
        double x = value;
        while (x < 10) {
            shift -= Math.log(x);
            x++;
        }
        double inverse = 1 / x;
        double square = inverse * inverse;
        double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
        return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
    }
}
