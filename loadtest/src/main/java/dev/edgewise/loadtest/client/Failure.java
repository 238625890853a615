package dev.edgewise.loadtest.client;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Names the classes of errors, the same in every report. */
public final class Failure {
    /** No whole answer in time. */
    public static final String TIMEOUT = "timeout";
    /** A stream that ended without its end mark. */
    public static final String STREAM_CUT = "stream-cut";
    /** An error event inside a stream. */
    public static final String STREAM_ERROR = "stream-error-event";
    /** The bound on requests in flight was reached. */
    public static final String NOT_SENT = "not-sent";
    /** Started, and still without an answer when the run was over. */
    public static final String UNFINISHED = "unfinished";

    private Failure() {}

    /** The class of an answer with an error status, for example {@code http-503}. */
    public static String ofStatus(int status) {
        return "http-" + status;
    }

    /** The class of a failed connection or request. */
    public static String of(Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException _ -> "connect-timeout";
            case ConnectException _ -> "connect-refused";
            case UnknownHostException _ -> "unknown-host";
            case HttpClosedException _ -> "closed";
            case StreamResetException _ -> "stream-reset";
            case TimeoutException _ -> TIMEOUT;
            case SSLException _ -> "tls";
            case ConnectionPoolTooBusyException _ -> "pool-full";
            default -> other(cause);
        };
    }

    private static String other(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("reset by peer") || message.contains("broken pipe")) {
            return "reset";
        }
        return cause.getClass().getSimpleName();
    }
}
