package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.http.ListenFailure;
import dev.edgewise.gateway.node.Node;

/** What a node says once it serves. */
final class StartLine {
    private StartLine() {}

    static String of(NodeConfig config, Node node) {
        return "node " + config.node().id() + " serves http://"
                + ListenFailure.show(config.listen().http().host(), node.port());
    }
}
