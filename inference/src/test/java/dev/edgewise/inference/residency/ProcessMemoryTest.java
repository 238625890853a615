package dev.edgewise.inference.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void theProcessTakesMemoryAndTrimmingNeverFails() {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "this system has no /proc");
        ProcessMemory memory = new ProcessMemory();

        assertThat(memory.used().hostBytes()).isGreaterThan(10_000_000);
        memory.sharpen();
        memory.moving(true);
        memory.moving(false);
        memory.trim();
        assertThat(memory.used().hostBytes()).isGreaterThan(10_000_000);
    }
}
