package dev.edgewise.inference.store.pull;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * GET with care. Redirects are followed here, not by the JDK: a few only, to http and https, never from https to http, and
 * to a private address only where the operator listed it. The token goes to the hub's own origin alone. Any thread.
 */
final class WebClient implements AutoCloseable {
    private static final int REDIRECTS_MAX = 5;
    /** Said by the hub itself, which sends us on for the bytes. */
    private static final List<String> LINKED = List.of("x-linked-etag", "x-linked-size", "x-repo-commit");

    private final PullSettings settings;
    private final Resolver resolver;
    private final HttpClient client;
    private final Set<Origin> listed;

    /** Finds the addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /**
     * What came back.
     *
     * @param status the last answer's
     * @param headers the last answer's
     * @param linked what the hub said about the file before it sent us on
     * @param body the last answer's; the caller closes it
     */
    record Fetched(int status, HttpHeaders headers, Map<String, String> linked, InputStream body)
            implements AutoCloseable {
        Optional<String> header(String name) {
            return Optional.ofNullable(linked.get(name)).or(() -> headers.firstValue(name));
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    WebClient(PullSettings settings, Resolver resolver) {
        this.settings = settings;
        this.resolver = resolver;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeMax())
                .build();
        this.listed = Stream.of(
                        Stream.of(settings.endpoint()),
                        settings.mirrors().stream(),
                        settings.redirects().stream(),
                        settings.maven().stream())
                .flatMap(each -> each)
                .map(Origin::of)
                .collect(Collectors.toSet());
    }

    /**
     * Fetches an address.
     *
     * @param start on a server that the operator listed
     * @param from first byte to send
     * @param validator the entity tag that the bytes we have belong to; used with {@code from}
     * @throws Refused if we do not go where we are sent
     * @throws IOException if the connection fails
     */
    Fetched get(URI start, long from, Optional<String> validator) throws IOException, InterruptedException {
        URI address = start;
        Map<String, String> linked = new HashMap<>();
        for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
            HttpResponse<InputStream> response =
                    client.send(request(address, from, validator), HttpResponse.BodyHandlers.ofInputStream());
            int status = response.statusCode();
            if (hop == 0) {
                for (String name : LINKED) {
                    response.headers().firstValue(name).ifPresent(value -> linked.put(name, value));
                }
            }
            if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
                return new Fetched(status, response.headers(), linked, response.body());
            }
            response.body().close();
            address = next(address, response.headers().firstValue("location").orElse(""));
        }
        throw new Refused(Origin.of(start).host() + " sends us in circles: more than " + REDIRECTS_MAX + " redirects");
    }

    private HttpRequest request(URI address, long from, Optional<String> validator) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(settings.idleTimeMax())
                .header("User-Agent", "edgewise")
                .header("Accept-Encoding", "identity");
        if (Origin.of(address).equals(Origin.of(settings.endpoint()))) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
            validator.ifPresent(tag -> request.header("If-Range", tag));
        }
        return request.GET().build();
    }

    private URI next(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new Refused(from.getHost() + " sends us to an address that is none");
        }
        String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        if (location.isEmpty()
                || to.getHost() == null
                || to.getRawUserInfo() != null
                || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new Refused(from.getHost() + " sends us to an address that is not of the web");
        }
        if (scheme.equals("http") && "https".equalsIgnoreCase(from.getScheme())) {
            throw new Refused(from.getHost() + " sends us from https to http on " + to.getHost());
        }
        if (!listed.contains(Origin.of(to))) {
            // The JDK keeps an answer of the resolver for seconds, so the connection goes where we looked.
            for (InetAddress address : resolver.resolve(to.getHost())) {
                if (!Addresses.isPublic(address)) {
                    throw new Refused(from.getHost() + " sends us to " + to.getHost() + ", a private address; list its"
                            + " origin under inference.hub.redirects if that is meant");
                }
            }
        }
        return to;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
