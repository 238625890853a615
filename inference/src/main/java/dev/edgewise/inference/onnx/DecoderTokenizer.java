package dev.edgewise.inference.onnx;

import dev.edgewise.inference.generate.TextTokenizer;
import dev.edgewise.inference.generate.Vocabulary;

/** A decoder's tokenizer. */
record DecoderTokenizer(Tokenizer tokenizer, Vocabulary vocabulary) implements TextTokenizer {
    @Override
    public int[] encode(String text, boolean special) {
        return tokenizer.encode(text, special);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
