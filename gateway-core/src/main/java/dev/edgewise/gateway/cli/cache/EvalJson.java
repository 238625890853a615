package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.cache.semantic.eval.Entrant;
import dev.edgewise.cache.semantic.eval.EvalReport;
import dev.edgewise.cache.semantic.eval.Served;
import dev.edgewise.cache.semantic.verify.Proportion;
import dev.edgewise.cache.semantic.verify.Threshold;

/** An evaluation for programs. */
final class EvalJson {
    private final EvalReport report;

    private EvalJson(EvalReport report) {
        this.report = report;
    }

    static ObjectNode of(EvalReport report, double seconds) {
        return new EvalJson(report).json(seconds);
    }

    private ObjectNode json(double seconds) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("asked", report.asked())
                .put("different", report.different())
                .put("seconds", seconds)
                .put("judged", report.judged());
        json.set("exact", share(report.exact()));
        json.set("reachable", share(report.reachable()));
        ArrayNode entrants = json.putArray("ways");
        report.entrants().forEach(entrant -> entrants.add(entrant(entrant)));
        ObjectNode slices = json.putObject("slices");
        report.slices().forEach((name, served) -> slices.set(name, served(served)));
        ObjectNode guards = json.putObject("guards");
        report.guards()
                .forEach((rule, of) -> guards.putObject(rule.wire())
                        .put("right", of.right())
                        .put("wrong", of.wrong())
                        .put("right_served", of.rightServed())
                        .put("wrong_served", of.wrongServed()));
        ArrayNode mistakes = json.putArray("mistakes");
        report.mistakes()
                .forEach(mistake -> mistakes.addObject()
                        .put("score", mistake.score())
                        .put("served", mistake.served())
                        .put("asked", mistake.asked())
                        .put("stored", mistake.stored()));
        return json;
    }

    private ObjectNode entrant(Entrant entrant) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", entrant.name())
                .put("guards", entrant.guarded())
                .put("worst_wrong", entrant.worstWrong());
        json.set("frozen", served(entrant.frozen()));
        json.set("hindsight", served(entrant.hindsight()));
        ArrayNode runs = json.putArray("runs");
        for (Entrant.OfSplit split : entrant.splits()) {
            ObjectNode one = runs.addObject();
            switch (split.threshold()) {
                case Threshold.At at -> one.put("threshold", at.score());
                case Threshold.CannotPromise thin -> one.putNull("threshold").put("needed", thin.needed());
            }
            one.set("frozen", served(split.frozen()));
            one.set("hindsight", served(split.hindsight()));
        }
        return json;
    }

    private ObjectNode served(Served served) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("hit", share(served.served()));
        json.set("wrong_of_all", share(served.wrong()));
        json.set("wrong_of_hits", share(served.wrongOfServed()));
        return json;
    }

    private ObjectNode share(Proportion part) {
        Proportion evidence = report.evidence(part);
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", part.hits())
                .put("of", part.all())
                .put("share", part.share())
                .put("low", evidence.lower(Proportion.TWO_SIDED))
                .put("high", evidence.upper(Proportion.TWO_SIDED));
    }
}
