package dev.edgewise.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher where no JDK 25 is to be found. */
class LauncherTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    Path folder;

    @Test
    void onlyAnOldJdkIsOneSentenceAndExitCodeTwo() throws Exception {
        assumeTrue(Files.isExecutable(BASH), "there is no bash on this machine");
        Path old = oldJdk();

        ProcessBuilder builder = new ProcessBuilder(BASH.toString(), launcher().toString(), "serve");
        builder.environment().put("JAVA_HOME", old.toString());
        builder.environment().put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("HOME", folder.toString());
        builder.environment().remove("SDKMAN_DIR");
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said)
                .startsWith("edgewise: needs JDK 25 or newer")
                .contains("JAVA_HOME")
                .hasLineCount(1);
    }

    private Path oldJdk() throws IOException {
        Path jdk = Files.createDirectories(folder.resolve("jdk-17"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        for (String tool : new String[] {"java", "javac"}) {
            Path file = Files.createDirectories(jdk.resolve("bin")).resolve(tool);
            Files.writeString(file, "#!/bin/sh\nexit 1\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        return jdk;
    }

    /** The launcher as it is, but for the folders of this machine that may hold a JDK 25. */
    private Path launcher() throws IOException {
        String text = Files.readString(Path.of("../edgewise"));
        String elsewhere = text.replace("/usr/lib/jvm/*", folder + "/none/*")
                .replace("/usr/java/*", folder + "/none/*")
                .replace("/opt/", folder + "/none/")
                .replace("/Library/", folder + "/none/");
        assertThat(elsewhere).isNotEqualTo(text);
        return Files.writeString(folder.resolve("edgewise"), elsewhere);
    }
}
