package dev.edgewise.gateway.upstream;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.util.List;

/**
 * Netty's decoder of answers, with one of two versions, a status of three digits, and one way only to tell where an
 * answer ends. Its header lines are read by Vert.x's names.
 */
class Http1Decoder extends HttpResponseDecoder {
    private static final int LINE_BYTES_MAX = 4096;
    private static final int CHUNK_BYTES_MAX = 64 * 1024;

    private final Lines lines;

    Http1Decoder() {
        this(new Lines());
    }

    private Http1Decoder(Lines lines) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_BYTES_MAX)
                .setMaxHeaderSize(EndpointClient.HEADER_BYTES_MAX)
                .setMaxChunkSize(CHUNK_BYTES_MAX)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setHeadersFactory(lines));
        this.lines = lines;
    }

    /** Makes the header lines of one connection's answers, and looks at each line. */
    private static final class Lines implements HttpHeadersFactory {
        private int lengths;

        @Override
        public HttpHeaders newHeaders() {
            lengths = 0;
            return Http1xHeaders.httpHeaders(this::check);
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return newHeaders();
        }

        private void check(CharSequence name, CharSequence value) {
            if (HttpHeaderValidationUtil.validateToken(name) != -1
                    || HttpHeaderValidationUtil.validateValidHeaderValue(value) != -1) {
                throw new IllegalArgumentException("not a header line");
            }
            // The decoder takes the first of several in HTTP/1.0.
            if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name) && ++lengths > 1) {
                throw new IllegalArgumentException("more than one length");
            }
        }
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        HttpVersion version = switch (line[0]) {
            case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
            case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
            case String other -> throw new IllegalArgumentException("not a version of HTTP/1");
        };
        return new DefaultHttpResponse(version, HttpResponseStatus.valueOf(status(line[1])), lines);
    }

    /** Its name ends at the colon: what lies between could hide a line that tells the answer's end. */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (length == 0 || line[start + length] != ':') {
            throw new IllegalArgumentException("not a header line");
        }
        return super.splitHeaderName(line, start, length);
    }

    /** Whether the answer's lines leave no doubt about where it ends. */
    static boolean isFramed(HttpResponse head) {
        List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty() || codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
    }

    private static int status(String digits) {
        if (digits.length() != 3) {
            throw new IllegalArgumentException("not a status");
        }
        int status = 0;
        for (int i = 0; i < 3; i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("not a status");
            }
            status = status * 10 + digit;
        }
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("not a status");
        }
        return status;
    }
}
