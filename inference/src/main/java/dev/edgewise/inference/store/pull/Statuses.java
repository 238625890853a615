package dev.edgewise.inference.store.pull;

import java.io.IOException;
import java.net.URI;

/** What an HTTP status means for someone who pulls. */
final class Statuses {
    private Statuses() {}

    /**
     * Nothing for a status to go on with.
     *
     * @throws Refused if trying again would not help; the message says what to do
     * @throws Busy if it may, after a while
     */
    static void check(WebClient.Fetched answer, String what, URI address) throws IOException {
        int status = answer.status();
        if (status == 200 || status == 206 || status == 416) {
            return;
        }
        String host = address.getHost();
        switch (status) {
            case 401 ->
                throw new Refused(
                        status,
                        host + " asks who you are before it gives " + what
                                + " (401): set inference.hub.token; it says the same of repositories that do not exist");
            case 403 ->
                throw new Refused(
                        status,
                        host + " does not give you " + what
                                + " (403): ask its owner for access, or accept its terms on the hub's page");
            case 404 -> throw new Refused(status, host + " has no " + what + " (404): check the name and the revision");
            case 408, 429 -> throw new Busy(host + " is busy (" + status + ")", Busy.retryAfter(answer));
            default -> {
                String message = host + " answers " + status + " for " + what;
                throw status >= 500 ? new Busy(message, Busy.retryAfter(answer)) : new Refused(status, message);
            }
        }
    }
}
