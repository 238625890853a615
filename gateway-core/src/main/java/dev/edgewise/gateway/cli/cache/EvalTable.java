package dev.edgewise.gateway.cli.cache;

import dev.edgewise.cache.semantic.eval.Entrant;
import dev.edgewise.cache.semantic.eval.EvalReport;
import dev.edgewise.cache.semantic.eval.Served;
import dev.edgewise.cache.semantic.verify.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation for people. */
final class EvalTable {
    private final EvalReport report;

    private EvalTable(EvalReport report) {
        this.report = report;
    }

    static List<String> lines(EvalReport report, double maxWrong, double seconds) {
        return new EvalTable(report).lines(maxWrong, seconds);
    }

    private List<String> lines(double maxWrong, double seconds) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d questions asked in %.0f s, in %d runs, %d different ones; exact-only %s of what came; a right answer is"
                        + " near for %s",
                report.asked(),
                seconds,
                report.runs(),
                report.different(),
                share(report.exact()),
                share(report.reachable())));
        lines.add(String.format(
                Locale.ROOT,
                "bound: wrong/all %.2f %%; × is the hit rate beside the best static threshold in hindsight",
                100 * maxWrong));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%-36s %-6s  %-22s %-16s %-22s %-8s %-22s",
                "way",
                "guards",
                "hit, hindsight",
                "hit, frozen",
                "wrong/all, frozen",
                "worst",
                "wrong/hits"));
        double base = report.entrants().getFirst().hindsight().served().share();
        report.entrants().forEach(entrant -> lines.add(entrant(entrant, base)));
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%s, with guards, by kind of question", report.judged()));
        report.slices().forEach((name, served) -> lines.add(slice(name, served)));
        lines.add("");
        lines.add("guards: nearest candidates refused, and what of that would have been served");
        report.guards()
                .forEach((rule, of) -> lines.add(String.format(
                        Locale.ROOT,
                        "  %-16s right %5d (%d served)  wrong %5d (%d served)",
                        rule.wire(),
                        of.right(),
                        of.rightServed(),
                        of.wrong(),
                        of.wrongServed())));
        lines.add("");
        lines.add("the highest-scored answers that the labels call wrong ('*' would be served)");
        report.mistakes()
                .forEach(mistake -> lines.add(String.format(
                        Locale.ROOT,
                        "%s %7.3f  %s  <-  %s",
                        mistake.served() ? "*" : " ",
                        mistake.score(),
                        mistake.asked(),
                        mistake.stored())));
        return lines;
    }

    private String entrant(Entrant entrant, double base) {
        Served frozen = entrant.frozen();
        Served hindsight = entrant.hindsight();
        return String.format(
                Locale.ROOT,
                "%-36s %-6s  %-22s %-16s %-22s %-8s %-22s",
                entrant.name(),
                entrant.guarded() ? "on" : "off",
                String.format(
                        Locale.ROOT,
                        "%5.2f %%  × %.3f",
                        100 * hindsight.served().share(),
                        times(hindsight, base)),
                String.format(
                        Locale.ROOT, "%5.2f %%  × %.3f", 100 * frozen.served().share(), times(frozen, base)),
                share(frozen.wrong()),
                String.format(Locale.ROOT, "%.2f %%", 100 * entrant.worstWrong()),
                share(frozen.wrongOfServed()));
    }

    private static double times(Served served, double base) {
        return base > 0 ? served.served().share() / base : 0;
    }

    private String slice(String name, Served served) {
        return String.format(
                Locale.ROOT,
                "  %-16s asked %6d  hit %-22s wrong/all %-22s wrong/hits %s",
                name,
                served.served().all(),
                share(served.served()),
                share(served.wrong()),
                share(served.wrongOfServed()));
    }

    private String share(Proportion part) {
        Proportion evidence = report.evidence(part);
        return String.format(
                Locale.ROOT,
                "%5.2f %% (%.2f-%.2f)",
                100 * part.share(),
                100 * evidence.lower(Proportion.TWO_SIDED),
                100 * evidence.upper(Proportion.TWO_SIDED));
    }
}
