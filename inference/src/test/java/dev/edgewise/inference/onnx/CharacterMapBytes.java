package dev.edgewise.inference.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Writes a table of replacements as SentencePiece does, with room for 256 steps at every node. */
final class CharacterMapBytes {
    private static final int BLOCK = 256;
    private static final int LEAF = 1 << 8;

    private final List<int[]> blocks = new ArrayList<>();
    private final ByteArrayOutputStream texts = new ByteArrayOutputStream();

    private CharacterMapBytes() {}

    static String base64(Map<String, String> replaced) {
        var map = new CharacterMapBytes();
        map.blocks.add(new int[BLOCK]);
        map.blocks.add(new int[BLOCK]);
        map.blocks.getFirst()[0] = step(0, BLOCK);
        replaced.forEach(map::put);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + map.blocks.size() * BLOCK) + map.texts.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(Integer.BYTES * map.blocks.size() * BLOCK);
        for (int[] block : map.blocks) {
            for (int unit : block) {
                bytes.putInt(unit);
            }
        }
        bytes.put(map.texts.toByteArray());
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static int step(int from, int to) {
        return (from ^ to) << 10;
    }

    private void put(String text, String replacement) {
        int block = 1;
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < key.length; i++) {
            int label = key[i] & 0xFF;
            int unit = blocks.get(block)[label];
            int place = block * BLOCK + label;
            if (unit == 0) {
                blocks.get(block)[label] = label | step(place, blocks.size() * BLOCK);
                blocks.add(new int[BLOCK]);
            }
            int before = block;
            block = (place ^ blocks.get(block)[label] >>> 10) / BLOCK;
            if (i == key.length - 1) {
                blocks.get(before)[label] |= LEAF;
                blocks.get(block)[0] = texts.size() | 1 << 31;
            }
        }
        texts.writeBytes(replacement.getBytes(StandardCharsets.UTF_8));
        texts.write(0);
    }
}
