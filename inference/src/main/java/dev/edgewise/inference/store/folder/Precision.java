package dev.edgewise.inference.store.folder;

import java.util.Locale;
import java.util.regex.Pattern;

/** The numbers that an export's weights are kept in, told by its file name as exporters write it. */
public enum Precision {
    /** 32-bit floats: a name without a mark. */
    FP32("_fp32"),
    /** 16-bit floats. */
    FP16("_fp16"),
    /** 16-bit brain floats. */
    BF16("_bf16"),
    /** Signed 8-bit integers, and what is only said to be quantized. */
    INT8("_int8 _quantized _qint8"),
    /** Unsigned 8-bit integers. */
    UINT8("_uint8 _quint8"),
    /** 4 bits in blocks. */
    Q4("_q4"),
    /** 4 bits in blocks, with 16-bit floats around them. */
    Q4F16("_q4f16"),
    /** 4 bits as bitsandbytes has them. */
    BNB4("_bnb4");

    private static final Pattern SPACES = Pattern.compile(" ");

    /** What file names end in, with spaces between. */
    private final String marks;

    Precision(String marks) {
        this.marks = marks;
    }

    /** The precision of an ONNX file by its name; {@link #FP32} for one without a mark. */
    static Precision of(String file) {
        String stem = file.substring(file.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\.onnx$", "")
                .replace('-', '_');
        for (Precision precision : values()) {
            for (String mark : SPACES.split(precision.marks)) {
                // A processor may stand behind it: model_qint8_avx512_vnni.
                if (stem.endsWith(mark) || stem.contains(mark + "_")) {
                    return precision;
                }
            }
        }
        return FP32;
    }

    /** Its name in a manifest. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
