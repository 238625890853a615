package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.source.At;
import dev.edgewise.gateway.config.source.Problem;
import dev.edgewise.gateway.config.source.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reload must not do to a node that serves: its addresses stay bound until a restart, its keys change at once. A
 * file that names loopback and no keys is sound by itself, yet would open the addresses that the node really has.
 */
final class BoundChecks {
    private BoundChecks() {}

    /**
     * @param bound what the node listens on, from its start to its end
     * @param inForce what it serves by now
     */
    static List<Problem> run(ListenConfig bound, Loaded.Good inForce, Loaded.Good next) {
        List<Problem> problems = new ArrayList<>();
        if (next.isAllDefault() && !inForce.isAllDefault()) {
            problems.add(problem(
                    next,
                    "",
                    "expected settings, and the file has none; it may be half written. Restart the node to run it"
                            + " without any"));
        }
        HttpsListener https = bound.https();
        if (next.config().tenants().isEmpty()) {
            data("listen.http", bound.http().host(), next, problems);
            if (https != null) {
                data("listen.https", https.host(), next, problems);
            }
        }
        AdminListener admin = bound.admin();
        if (next.config().listen().admin().keys().isEmpty() && !Hosts.isLoopback(admin.host())) {
            problems.add(problem(
                    next,
                    "listen.admin.keys",
                    "expected a key, for the admin plane is bound to " + admin.host()
                            + " until a restart and everyone who reaches it could use it; restart the node to change"
                            + " its address"));
        }
        return List.copyOf(problems);
    }

    private static void data(String path, String host, Loaded.Good next, List<Problem> problems) {
        if (!Hosts.isLoopback(host)) {
            problems.add(problem(
                    next,
                    "tenants",
                    "expected a tenant, for " + path + " is bound to " + host
                            + " until a restart and everyone could ask; restart the node to change its address"));
        }
    }

    private static Problem problem(Loaded.Good next, String path, String message) {
        String file = next.files().stream().findFirst().map(Object::toString).orElse("");
        return new Problem(At.file(file), path, message, Severity.ERROR);
    }
}
