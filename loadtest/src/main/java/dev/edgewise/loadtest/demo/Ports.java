package dev.edgewise.loadtest.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
final class Ports {
    /** What the system takes as "any free one". */
    static final int ANY = 0;

    private Ports() {}

    /** Whether nobody listens there; one moment later somebody may. */
    static boolean isFree(int port) {
        try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
