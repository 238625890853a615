package dev.edgewise.gateway.request;

import dev.edgewise.gateway.lane.Lane;

/** One request and the way back to its client. Everything but {@link #lane} belongs to the request's event loop. */
public interface Exchange {
    Arrival arrival();

    RequestRecord record();

    Lane lane();

    /** Sends a whole reply; ignored when the client has gone. */
    void reply(Reply reply);

    /** Sends the head and opens the body. */
    ReplyStream stream(int status, HeaderList headers);

    /** Called once when the client goes before its reply is complete; at once when it has gone already. */
    void onClientGone(Runnable gone);
}
