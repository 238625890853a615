package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.cli.doctor.Doctor;
import dev.edgewise.gateway.cli.doctor.Finding;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code doctor}: what is wrong with this machine and configuration, and what to do. */
@Command(
        name = "doctor",
        description =
                "Looks at the JDK, memory, cores, GPU, local models, ports, files, certificates, clock and endpoints,"
                        + " and says what is wrong and what to do. Exit code 1 when something will not work. A running node's own"
                        + " ports are reported as taken.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final Configs configs = new Configs();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() {
        ConfigFile file = configs.file();
        List<Finding> findings = Doctor.examine(file.loader().get(), file.name(), Instant.now());
        output.print(
                findings.stream().map(Finding::members).toList(),
                findings.stream().map(Finding::text).collect(Collectors.joining()));
        boolean bad = findings.stream().anyMatch(finding -> finding.state() == Finding.State.BAD);
        return bad ? ExitCode.SOFTWARE : ExitCode.OK;
    }
}
