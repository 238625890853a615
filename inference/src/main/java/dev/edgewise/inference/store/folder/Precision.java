package dev.edgewise.inference.store.folder;

import java.util.Locale;
import java.util.regex.Pattern;

/** The numbers that an export's weights are kept in, told by its file name as exporters write it. */
public enum Precision {
    /** 32-bit floats: a name without a mark. */
    FP32("fp32"),
    /** 16-bit floats. */
    FP16("fp16"),
    /** 16-bit brain floats. */
    BF16("bf16"),
    /** Signed 8-bit integers, and what is only said to be quantized. */
    INT8("int8|quantized|qint8"),
    /** Unsigned 8-bit integers. */
    UINT8("uint8|quint8"),
    /** 4 bits in blocks. */
    Q4("q4"),
    /** 4 bits in blocks, with 16-bit floats around them. */
    Q4F16("q4f16"),
    /** 4 bits as bitsandbytes has them. */
    BNB4("bnb4");

    /** What file names end in; a processor may stand behind it: {@code model_qint8_avx512_vnni}. */
    private final Pattern mark;

    Precision(String marks) {
        this.mark = Pattern.compile("_(?:" + marks + ")(?:_|$)");
    }

    /** The precision of an ONNX file by its name; {@link #FP32} for one without a mark. */
    static Precision of(String file) {
        String stem = file.substring(file.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\.onnx$", "")
                .replace('-', '_');
        for (Precision precision : values()) {
            if (precision.mark.matcher(stem).find()) {
                return precision;
            }
        }
        return FP32;
    }

    /** Its name in a manifest. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
