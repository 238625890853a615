package dev.edgewise.inference.onnx;

import java.io.IOException;
import java.util.Locale;

/**
 * The platform part of the resource names inside the jars of ONNX Runtime and DJL.
 *
 * @param onnxRuntime such as {@code linux-x64}
 * @param djl such as {@code linux-x86_64}
 */
record Platform(String onnxRuntime, String djl) {
    /** @throws IOException if there are no native libraries for this operating system and processor */
    static Platform here() throws IOException {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String osName, String osArch) throws IOException {
        String os = osName.toLowerCase(Locale.ROOT);
        String cpu = osArch.toLowerCase(Locale.ROOT);
        boolean arm64 = cpu.equals("aarch64") || cpu.equals("arm64");
        if (os.contains("linux") && (cpu.equals("amd64") || cpu.equals("x86_64"))) {
            return new Platform("linux-x64", "linux-x86_64");
        }
        if (os.contains("linux") && arm64) {
            return new Platform("linux-aarch64", "linux-aarch64");
        }
        if (os.contains("mac") && arm64) {
            return new Platform("osx-aarch64", "osx-aarch64");
        }
        throw new IOException(
                "local models need Linux on x86-64 or ARM64, or macOS on ARM64; this is " + osName + " on " + osArch);
    }
}
