package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.unit.KeyHash;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code key}: keys of tenants. */
@Command(
        name = "key",
        description = "Makes keys of tenants.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = KeyCommand.New.class)
final class KeyCommand {

    /** {@code key new}. */
    @Command(
            name = "new",
            description = "Prints a new key, this once, and the hash to put in the file: Edgewise keeps neither.",
            mixinStandardHelpOptions = true)
    static final class New implements Callable<Integer> {
        /** 256 bits cannot be guessed, so a plain hash protects them well enough. */
        private static final int KEY_BYTES = 32;

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Mixin
        private final Output output = new Output();

        @Parameters(paramLabel = "TENANT", description = "Whose key it is; any name for a key of listen.admin.keys.")
        private String tenant = "";

        @Override
        public Integer call() {
            if (!NAME.matcher(tenant).matches()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "'" + tenant + "' is no name of a tenant: use letters, digits, '.', '_', '-', at most 64");
            }
            byte[] secret = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(secret);
            String key = "ew-" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
            String hash = KeyHash.of(key).toString();
            output.print(
                    Fields.of("tenant", tenant, "key", key, "hash", hash),
                    "key    " + key + "\nhash   " + hash + "\n\nGive the key to " + tenant
                            + "; it is not shown again. The hash belongs in the file:\n\n  tenants:\n    - id: "
                            + tenant
                            + "\n      keys: [\"" + hash + "\"]\n");
            return ExitCode.OK;
        }
    }
}
