package dev.edgewise.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the heads of requests to one endpoint. A line that could end early, or be taken for two, is never written.
 *
 * <p>Threads: one.
 */
final class Http1Heads {
    /** Of a body that goes out in the same buffer as its head; past it, copying costs more than a second buffer. */
    static final int COPIED_BYTES_MAX = 16 * 1024;

    private static final int START_BYTES = 1024;

    private final String basePath;
    private final String authority;
    private byte[] text = new byte[START_BYTES];
    private int size;

    Http1Heads(Address address) {
        basePath = address.basePath();
        authority = address.authority();
    }

    /**
     * The head of a request, and the body too when it is small.
     *
     * @throws IllegalArgumentException when a line cannot be sent over HTTP/1.1
     */
    ByteBuf write(ByteBufAllocator alloc, String method, UpstreamRequest request) {
        int body = request.body().length();
        size = 0;
        add(method);
        add(' ');
        target(basePath);
        target(request.uri());
        add(" HTTP/1.1\r\nhost: ");
        add(authority);
        if (body > 0) {
            add("\r\ncontent-length: ");
            add(Integer.toString(body));
        }
        add("\r\n");
        request.headers().accept(this::line);
        add("\r\n");
        boolean whole = body <= COPIED_BYTES_MAX;
        ByteBuf out = alloc.ioBuffer(whole ? size + body : size).writeBytes(text, 0, size);
        return whole ? out.writeBytes(Bytes.of(request.body())) : out;
    }

    private void line(CharSequence name, CharSequence value) {
        int length = name.length();
        room(length + value.length() + 4);
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ':') {
                throw new IllegalArgumentException("a header name that HTTP/1.1 cannot carry");
            }
            text[size++] = (byte) c;
        }
        text[size++] = ':';
        text[size++] = ' ';
        for (int i = 0, end = value.length(); i < end; i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("a header value that HTTP/1.1 cannot carry");
            }
            text[size++] = (byte) c;
        }
        text[size++] = '\r';
        text[size++] = '\n';
    }

    private void target(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("a path that HTTP/1.1 cannot carry");
            }
        }
        add(part);
    }

    private void add(char c) {
        room(1);
        text[size++] = (byte) c;
    }

    private void add(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.ISO_8859_1);
        room(bytes.length);
        System.arraycopy(bytes, 0, text, size, bytes.length);
        size += bytes.length;
    }

    private void room(int bytes) {
        if (size + bytes > text.length) {
            text = Arrays.copyOf(text, Math.max(text.length * 2, size + bytes));
        }
    }
}
