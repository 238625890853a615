package dev.edgewise.gateway.http;

/** An address that the node cannot listen on. Its message says which, why and what to do. */
public final class ListenFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param setting what names the address in the configuration, such as {@code listen.http} */
    public ListenFailure(String setting, String host, int port, Throwable cause) {
        super("cannot listen on " + show(host, port) + ": " + why(cause, setting), cause);
    }

    /** Host and port as people and programs write them, with the brackets that IPv6 needs. */
    public static String show(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static String why(Throwable cause, String setting) {
        String said = String.valueOf(cause.getMessage());
        if (said.contains("Address already in use")) {
            return "the port is taken; stop what uses it, or set " + setting + ".port to another (0 picks a free one)";
        }
        if (said.contains("Permission denied")) {
            return "not permitted; set " + setting + ".port to 1024 or more, or let the process bind low ports";
        }
        if (said.contains("Cannot assign requested address")) {
            return "this machine has no such address; set " + setting + ".host to one it has";
        }
        return cause instanceof java.net.UnknownHostException ? "no such host; set " + setting + ".host" : said;
    }
}
