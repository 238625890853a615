package dev.edgewise.gateway.fleet;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection to the stream of a fleet's events. For one thread, but for what {@link #follow} calls. */
final class Stream implements AutoCloseable {
    private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(3);
    private static final Duration PING = Duration.ofSeconds(5);
    private static final int PINGS_MISSED_MAX = 2;
    /** Events kept, each the last of its subject; the oldest go first. */
    private static final long EVENTS_MAX = 20_000;

    private static final int SUBJECT_BYTES = 12;
    private static final int JSON_ERROR_NOT_FOUND = 10_059;
    private static final int JSON_ERROR_NO_MESSAGE = 10_037;

    private final Connection connection;
    private final JetStream events;
    private final JetStreamManagement management;
    private final String name;
    private final String prefix;

    /** Is called with each event, in order, on a thread of the connection. */
    interface Heard {
        void heard(long sequence, byte[] bytes);
    }

    private Stream(Connection connection, String namespace) throws IOException {
        this.connection = connection;
        this.events = connection.jetStream();
        this.management = connection.jetStreamManagement();
        this.name = namespace.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_-]", "_") + "_EVENTS";
        this.prefix = namespace + ".events.";
    }

    /**
     * Connects, and makes the stream when there is none.
     *
     * @throws IOException if there is no server, or it has no JetStream
     */
    static Stream open(FleetSettings settings) throws IOException, InterruptedException {
        Options.Builder options = new Options.Builder()
                .server(settings.server().toString())
                .connectionName(settings.node())
                .connectionTimeout(CONNECT_TIME_MAX)
                .pingInterval(PING)
                .maxPingsOut(PINGS_MISSED_MAX)
                // Whoever opens this opens it anew: then it knows what it has missed.
                .maxReconnects(0)
                .errorListener(new ErrorListener() {});
        if (settings.user() != null && settings.password() != null) {
            options.userInfo(settings.user(), settings.password());
        }
        var stream = new Stream(Nats.connect(options.build()), settings.namespace());
        try {
            stream.make();
            return stream;
        } catch (IOException | RuntimeException failed) {
            stream.close();
            throw failed;
        }
    }

    private void make() throws IOException {
        try {
            management.getStreamInfo(name);
        } catch (JetStreamApiException missing) {
            if (missing.getApiErrorCode() != JSON_ERROR_NOT_FOUND) {
                throw new IOException("the stream " + name + " cannot be used", missing);
            }
            try {
                management.addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(prefix + ">")
                        .maxMessagesPerSubject(1)
                        .maxMessages(EVENTS_MAX)
                        .discardPolicy(DiscardPolicy.Old)
                        // Else nobody could tell an event that was taken out from one that another took the place of.
                        .denyPurge(true)
                        .denyDelete(true)
                        .build());
            } catch (JetStreamApiException refused) {
                throw new IOException("the stream " + name + " cannot be made", refused);
            }
        }
    }

    boolean isConnected() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    /**
     * How the stream stands.
     *
     * @param made when it was made, in milliseconds since 1970
     * @param first the first event that is still there
     * @param last the last event, 0 when there has been none
     * @param whole whether the last event about each thing is surely there: what is gone had a successor
     */
    record State(long made, long first, long last, boolean whole) {}

    State state() throws IOException {
        StreamInfo info = info();
        return new State(
                info.getCreateTime().toInstant().toEpochMilli(),
                info.getStreamState().getFirstSequence(),
                info.getStreamState().getLastSequence(),
                isWhole(info));
    }

    /** A stream that is full drops the oldest event there is, and one that was set up otherwise may drop any. */
    private static boolean isWhole(StreamInfo info) {
        StreamConfiguration kept = info.getConfiguration();
        long events = info.getStreamState().getMsgCount();
        return events > 0
                && (kept.getMaxMsgs() <= 0 || events < kept.getMaxMsgs())
                && kept.getMaxBytes() <= 0
                && (kept.getMaxAge() == null || kept.getMaxAge().isZero())
                && kept.getDenyPurge()
                && kept.getDenyDelete();
    }

    /**
     * One event; null when there is none of that number any more.
     *
     * @throws IOException if the server does not say
     */
    byte @Nullable [] event(long sequence) throws IOException {
        try {
            return management.getMessage(name, sequence).getData();
        } catch (JetStreamApiException gone) {
            if (gone.getApiErrorCode() == JSON_ERROR_NO_MESSAGE) {
                return null;
            }
            throw new IOException("an event of " + name + " cannot be read", gone);
        }
    }

    private StreamInfo info() throws IOException {
        try {
            return management.getStreamInfo(name);
        } catch (JetStreamApiException refused) {
            throw new IOException("the stream " + name + " says nothing of itself", refused);
        }
    }

    /**
     * An event's place in time.
     *
     * @param epochMs when the server had it, in milliseconds since 1970
     */
    record Last(long sequence, long epochMs) {}

    /**
     * The last event about a thing; null when there is none, or the server does not know when it came.
     *
     * @throws IOException if the server does not say
     */
    @Nullable
    Last last(String subject) throws IOException {
        try {
            MessageInfo last = management.getLastMessage(name, prefix + digest(subject));
            ZonedDateTime at = last.getTime();
            return at == null ? null : new Last(last.getSeq(), at.toInstant().toEpochMilli());
        } catch (JetStreamApiException none) {
            if (none.getApiErrorCode() == JSON_ERROR_NO_MESSAGE) {
                return null;
            }
            throw new IOException("the last event of " + name + " cannot be read", none);
        }
    }

    /** Has {@code heard} called with every event from that one on, those that are there already first. */
    void follow(long from, Heard heard) throws IOException {
        try {
            events.subscribe(
                    prefix + ">",
                    connection.createDispatcher(),
                    message -> heard.heard(message.metaData().streamSequence(), message.getData()),
                    false,
                    PushSubscribeOptions.builder().stream(name)
                            .ordered(true)
                            .configuration(ConsumerConfiguration.builder()
                                    .deliverPolicy(DeliverPolicy.ByStartSequence)
                                    .startSequence(from)
                                    .build())
                            .build());
        } catch (JetStreamApiException refused) {
            throw new IOException("the events of " + name + " cannot be followed", refused);
        }
    }

    /** Tells an event; its number once the server has it safe. */
    long publish(String subject, byte[] bytes) throws IOException {
        try {
            return events.publish(prefix + digest(subject), bytes).getSeqno();
        } catch (JetStreamApiException | RuntimeException refused) {
            throw new IOException("an event could not be told", refused);
        }
    }

    /** Subjects have no blanks and few signs; names of tenants and groups may. */
    private static String digest(String subject) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, SUBJECT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
