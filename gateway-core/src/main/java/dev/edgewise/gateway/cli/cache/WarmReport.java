package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What came of warming a cache. Any thread. */
final class WarmReport {
    /** Failures told one by one; more are counted. */
    private static final int TOLD_MAX = 10;

    private int stored;
    private int held;
    private int pinned;
    private int notKept;
    private int failed;
    private final List<String> failures = new ArrayList<>();

    synchronized void stored() {
        stored++;
    }

    /** The node had it already. */
    synchronized void held() {
        held++;
    }

    /** The operator's own answer is sent, whatever is stored. */
    synchronized void pinned() {
        pinned++;
    }

    /** It was answered, but the node does not keep such an answer. */
    synchronized void notKept() {
        notKept++;
    }

    synchronized void failed(String sentence) {
        failed++;
        if (failures.size() < TOLD_MAX) {
            failures.add(sentence);
        }
    }

    synchronized boolean anyFailed() {
        return failed > 0;
    }

    synchronized ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("stored", stored)
                .put("held", held)
                .put("not_kept", notKept)
                .put("failed", failed)
                .put("pinned", pinned);
        var told = json.putArray("failures");
        failures.forEach(told::add);
        return json;
    }

    synchronized void print(PrintWriter out) {
        String ofOperator = pinned == 0 ? "" : pinned + " are pinned, ";
        out.println(stored + " answers stored, " + held + " were there already, " + ofOperator + notKept
                + " answered but not kept, " + failed + " failed.");
        if (notKept > 0) {
            out.println("An answer is kept when its request has \"temperature\": 0 or a \"seed\", or with --ttl.");
        }
        failures.forEach(out::println);
        if (failed > failures.size()) {
            out.println("… and " + (failed - failures.size()) + " more failures");
        }
    }
}
