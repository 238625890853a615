package dev.edgewise.gateway.admin;

import dev.edgewise.cache.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line for everything that somebody changed, or tried to, through the admin plane. Any thread. */
public final class Audit {
    /** The name of the log, so that operators can send it where they like. */
    public static final String LOG_NAME = "edgewise.audit";

    private static final Logger LOG = LoggerFactory.getLogger(LOG_NAME);

    /**
     * One line of JSON.
     *
     * @param action such as {@code cache.purge}
     * @param target what it was done to
     * @param result what came of it
     */
    void record(AdminRequest.Caller caller, String action, String target, String result) {
        LOG.info(
                "{}",
                new String(
                        JsonWriter.bytes(new Doc()
                                .text("action", action)
                                .text("target", target)
                                .text("result", result)
                                .text("key", caller.key())
                                .text("from", caller.address())
                                .json()),
                        StandardCharsets.UTF_8));
    }
}
