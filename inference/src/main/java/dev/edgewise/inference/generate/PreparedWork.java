package dev.edgewise.inference.generate;

import dev.edgewise.inference.Generate;
import dev.edgewise.inference.grammar.Grammar;
import java.util.Optional;

/**
 * A piece of work whose prompt is tokens.
 *
 * @param prompt its tokens; not to be changed
 * @param tokensMax most tokens of one choice
 * @param grammar what the answer must match
 * @param tools how calls of tools are written, where tools are offered
 */
record PreparedWork(
        Generate work, TokenList prompt, int tokensMax, Optional<Grammar> grammar, Optional<ToolSyntax> tools) {}
