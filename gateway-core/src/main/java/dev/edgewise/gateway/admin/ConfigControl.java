package dev.edgewise.gateway.admin;

import dev.edgewise.gateway.config.ConfigSource;
import dev.edgewise.gateway.config.Reloaded;
import dev.edgewise.gateway.config.setting.Effective;
import java.util.List;

/** The node's configuration as the admin plane sees it. Any thread; {@link #reload} may read files. */
public interface ConfigControl {
    /** Every value in force with its source, secrets hidden. */
    List<Effective> effective();

    /** Reads the configuration again and puts it in force, whole or not at all. */
    Reloaded reload();

    /** The view of a source. */
    static ConfigControl of(ConfigSource source) {
        return new ConfigControl() {
            @Override
            public List<Effective> effective() {
                return source.effective();
            }

            @Override
            public Reloaded reload() {
                return source.reload();
            }
        };
    }
}
