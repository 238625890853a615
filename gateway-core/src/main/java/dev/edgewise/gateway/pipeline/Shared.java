package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.account.Accounting;
import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.answer.LocalAnswers;
import dev.edgewise.gateway.limits.Meter;
import dev.edgewise.gateway.lookup.Storage;
import dev.edgewise.gateway.oip.OpenInference;
import dev.edgewise.gateway.reply.Replies;
import dev.edgewise.gateway.route.Routing;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.semantic.Meanings;
import java.util.function.Supplier;

/** The phases that all event loops share. */
public record Shared(
        Supplier<Rules> rules,
        Admission admission,
        Meter meter,
        Routing routing,
        LocalAnswers local,
        OpenInference tensors,
        Storage storage,
        Meanings meanings,
        Replies replies,
        Accounting accounting,
        Refreshes refreshes) {}
