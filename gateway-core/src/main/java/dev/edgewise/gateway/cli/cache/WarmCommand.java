package dev.edgewise.gateway.cli.cache;

import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.gateway.config.unit.Rate;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cache warm}: asks a node ahead of time what it will be asked. */
@Command(
        name = "warm",
        description =
                "Sends the requests of a file to a node ahead of time, so that their answers are there when asked.",
        mixinStandardHelpOptions = true)
final class WarmCommand implements Callable<Integer> {
    private static final Duration ANSWER_TIME_MAX = Duration.ofMinutes(5);
    private static final int UNDER_WAY_MAX = 64;
    /** Times a request is sent that the node is too busy for. */
    private static final int TRIES_MAX = 5;

    private static final long RETRY_SECONDS_MAX = 60;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "F.jsonl",
            description =
                    "A request in each line: its body, or {\"url\": …, \"body\": {…}} as in OpenAI's batch files.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The node's data plane (${DEFAULT-VALUE}).")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(names = "--key-file", paramLabel = "FILE", description = "A file that holds the tenant's key.")
    private @Nullable Path keyFile;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "5/s",
            description = "Requests begun in a time at most, such as 5/s or 100/min (${DEFAULT-VALUE}).")
    private String rate = "5/s";

    @Option(
            names = "--ttl",
            paramLabel = "SECONDS",
            description = "How long the answers are to live; also asks to keep answers that are sampled.")
    private @Nullable Long ttl;

    @Option(names = "--refresh", description = "Fetches answers anew that the node holds already.")
    private boolean refresh;

    @Option(names = "--json", description = "Prints the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        long gapNanos = gapNanos();
        String key = key();
        if (!Files.isReadable(file)) {
            return refuse("'" + file + "' cannot be read.");
        }
        var report = new WarmReport();
        var places = new Semaphore(UNDER_WAY_MAX);
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                BufferedReader lines = Files.newBufferedReader(file)) {
            long next = System.nanoTime();
            int number = 0;
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                number++;
                if (text.isBlank()) {
                    continue;
                }
                switch (WarmLine.read(number, text)) {
                    case WarmLine.Read.Wrong(String sentence) -> report.failed(sentence);
                    case WarmLine.Read.Request(WarmLine line) -> {
                        pause(next - System.nanoTime());
                        next = Math.max(next, System.nanoTime() - gapNanos) + gapNanos;
                        places.acquire();
                        Thread.ofVirtual().start(() -> {
                            try {
                                send(client, line, key, report);
                            } finally {
                                places.release();
                            }
                        });
                    }
                }
            }
            places.acquire(UNDER_WAY_MAX);
        } catch (IOException unreadable) {
            return refuse("'" + file + "' cannot be read as UTF-8 text.");
        }
        if (json) {
            spec.commandLine().getOut().println(report.json());
        } else {
            report.print(spec.commandLine().getOut());
        }
        spec.commandLine().getOut().flush();
        return report.anyFailed() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void send(HttpClient client, WarmLine line, @Nullable String key, WarmReport report) {
        try {
            HttpResponse<String> answer = send(client, request(line, key));
            if (isOfAnother(answer)) {
                // Only then: it would also ask to keep answers that are sampled.
                answer = send(client, request(line, key).header("edge-cache", "exact"));
            }
            note(line, answer, report);
        } catch (IOException failed) {
            report.failed("line " + line.number() + ": no node answers at " + url);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            report.failed("line " + line.number() + ": interrupted");
        }
    }

    private HttpRequest.Builder request(WarmLine line, @Nullable String key) {
        var request = HttpRequest.newBuilder(url.resolve(line.path()))
                .timeout(ANSWER_TIME_MAX)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(line.body()));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        if (refresh) {
            request.header("cache-control", "no-cache");
        }
        Long seconds = ttl;
        if (seconds != null) {
            request.header("edge-cache-ttl", seconds.toString());
        }
        return request;
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        for (int tries = 1; isBusy(answer) && tries < TRIES_MAX; tries++) {
            pause(TimeUnit.SECONDS.toNanos(wait(answer)));
            answer = client.send(request.build(), BodyHandlers.ofString());
        }
        return answer;
    }

    /** Whether the answer was made for another question that is near this one. */
    private static boolean isOfAnother(HttpResponse<String> answer) {
        return switch (servedBy(answer)) {
            case "cache-semantic" -> true;
            case "pinned" -> !status(answer).endsWith("; detail=pinned");
            default -> false;
        };
    }

    private static String servedBy(HttpResponse<String> answer) {
        return answer.headers().firstValue("edge-served-by").orElse("");
    }

    private static String status(HttpResponse<String> answer) {
        return answer.headers().firstValue("cache-status").orElse("");
    }

    private static boolean isBusy(HttpResponse<String> answer) {
        return answer.statusCode() == 429 || answer.statusCode() == 503;
    }

    private static long wait(HttpResponse<String> answer) {
        long seconds = answer.headers().firstValueAsLong("retry-after").orElse(1);
        return Math.clamp(seconds, 1, RETRY_SECONDS_MAX);
    }

    private static void note(WarmLine line, HttpResponse<String> answer, WarmReport report) {
        String status = status(answer);
        if (answer.statusCode() != 200) {
            report.failed("line " + line.number() + ": status " + answer.statusCode() + ", " + told(answer.body()));
        } else if (servedBy(answer).equals("pinned")) {
            report.pinned();
        } else if (status.contains("; hit")) {
            report.held();
        } else if (status.contains("; stored")) {
            report.stored();
        } else {
            report.notKept();
        }
    }

    /** An error's message may be long; its begin says enough. */
    private static String told(String body) {
        return body.length() > 200 ? body.substring(0, 200) + "…" : body;
    }

    private long gapNanos() {
        return switch (Rate.parse(rate)) {
            case Parsed.Ok<Rate>(Rate read) -> read.per().toNanos() / Math.max(1, read.count());
            case Parsed.Bad<Rate>(String expected) ->
                throw new ParameterException(spec.commandLine(), "--rate: expected " + expected);
        };
    }

    private @Nullable String key() {
        Path from = keyFile;
        if (from == null) {
            return null;
        }
        try {
            return Files.readString(from).strip();
        } catch (IOException unreadable) {
            throw new ParameterException(spec.commandLine(), "--key-file: cannot read " + from);
        }
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    private int refuse(String sentence) {
        spec.commandLine().getErr().println(sentence);
        return ExitCode.SOFTWARE;
    }
}
