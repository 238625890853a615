package dev.edgewise.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Map;

/**
 * The header lines of a reply as bytes, gathered in one array and written at once; the buffer that leaves takes each name and
 * each value by a call of its own. For one event loop, which uses it again for every reply.
 */
final class HeadText {
    /** Of lines that are gathered here. */
    static final int BYTES_MAX = 4 * 1024;

    private final byte[] bytes = new byte[BYTES_MAX];
    private int size;

    /**
     * Writes the lines and the empty one after them.
     *
     * @return false, having written nothing, when they are more than {@value #BYTES_MAX} bytes
     */
    boolean write(HttpHeaders headers, ByteBuf out) {
        size = 0;
        for (var lines = headers.iteratorCharSequence(); lines.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> line = lines.next();
            if (line.getKey().length() + line.getValue().length() + 6 > BYTES_MAX - size) {
                return false;
            }
            text(line.getKey());
            bytes[size++] = ':';
            bytes[size++] = ' ';
            text(line.getValue());
            end();
        }
        end();
        out.writeBytes(bytes, 0, size);
        return true;
    }

    private void end() {
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    /** Characters past a byte become a question mark, as in Netty's encoder. */
    private void text(CharSequence text) {
        int length = text.length();
        if (text instanceof AsciiString ascii) {
            System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, size, length);
        } else {
            for (int i = 0; i < length; i++) {
                bytes[size + i] = AsciiString.c2b(text.charAt(i));
            }
        }
        size += length;
    }
}
