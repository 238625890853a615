package dev.edgewise.gateway.pipeline;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.gateway.lookup.Caches.Found;
import dev.edgewise.gateway.reply.Replies;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Reply;

/** Replies made of stored answers: streams at the pace that their route states, all else at once. Immutable. */
final class Hits {
    private final Replies replies;

    Hits(Replies replies) {
        this.replies = replies;
    }

    /** An answer to the very same request. */
    Reply exact(InFlight request, Found found) {
        long pace = paceNanos(request, found);
        Found shown = shown(found, pace);
        Reply reply = replies.hit(
                request.exchange(), request.allowance(), request.rules().prices(), shown.hit(), shown.rendered());
        return paced(reply, pace);
    }

    /**
     * An answer to a question that means the same.
     *
     * @param detail how near it is, as {@code Cache-Status} tells it
     */
    Reply near(InFlight request, Found found, String detail) {
        long pace = paceNanos(request, found);
        Found shown = shown(found, pace);
        Reply reply = replies.near(
                request.exchange(),
                request.allowance(),
                request.rules().prices(),
                shown.hit(),
                shown.rendered(),
                detail);
        return paced(reply, pace);
    }

    /**
     * An answer past its lifetime, in place of one that could not be had.
     *
     * @param collapsed whether this request waited for another's answer
     */
    Reply insteadOfError(InFlight request, Answered failed, boolean collapsed, Found old) {
        long pace = paceNanos(request, old);
        Found shown = shown(old, pace);
        Reply reply = replies.insteadOfError(
                request.exchange(),
                request.allowance(),
                request.rules().prices(),
                failed,
                collapsed,
                shown.hit(),
                shown.rendered());
        return paced(reply, pace);
    }

    private static long paceNanos(InFlight request, Found found) {
        return found.hit().form() == Form.JSON
                ? 0
                : request.rules().route(found.hit().entry().labels().model()).paceNanos();
    }

    private static Found shown(Found found, long paceNanos) {
        if (paceNanos == 0) {
            return found;
        }
        Rendered pieces = found.hit().entry().answer().inPieces(found.hit().form());
        return pieces == null ? found : new Found(found.hit(), pieces);
    }

    /** What has no body has no pace. */
    private static Reply paced(Reply reply, long paceNanos) {
        return paceNanos == 0 || reply.status() != 200 ? reply : reply.paced(paceNanos);
    }
}
