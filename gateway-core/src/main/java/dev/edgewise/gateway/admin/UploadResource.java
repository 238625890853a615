package dev.edgewise.gateway.admin;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.MissingFileException;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.upload.UploadRefusedException;
import dev.edgewise.inference.store.upload.Uploads;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** {@code PUT /admin/v1/store/{name}}: an operator's own model, as a tar archive of its folder. */
public final class UploadResource {
    private static final System.Logger LOG = System.getLogger(UploadResource.class.getName());

    /** Uploads at once; each then knows how much room is left. */
    private static final int AT_ONCE_MAX = 1;

    private static final int IGNORED_SHOWN_MAX = 20;

    private final UploadControl control;
    private final Audit audit;
    private final Semaphore running = new Semaphore(AT_ONCE_MAX);

    private UploadResource(UploadControl control, Audit audit) {
        this.control = control;
        this.audit = audit;
    }

    /** Its routes. */
    public static List<Route> routes(UploadControl control, Audit audit) {
        var resource = new UploadResource(control, audit);
        return List.of(Route.upload("/admin/v1/store/{name}", resource::upload));
    }

    private AdminReply upload(AdminRequest request) {
        String name = request.variables().getOrDefault("name", "");
        Optional<String> sha256 = Optional.ofNullable(request.query().get("sha256"));
        if (sha256.isPresent() && !sha256.get().matches("[0-9a-fA-F]{64}")) {
            throw new BadRequestException("sha256 must be the archive's SHA-256 in 64 hex digits.");
        }
        if (!running.tryAcquire()) {
            return AdminReply.problem(
                            503,
                            "Another upload is running",
                            "The node takes one model at a time. Send it again later.")
                    .with("retry-after", "10");
        }
        try {
            Uploads uploads = control.uploads();
            uploads.check(name, request.bodyBytes());
            Uploads.Uploaded uploaded = uploads.take(name, request.stream(), sha256);
            String result = (uploaded.unchanged() ? "unchanged " : "stored ")
                    + uploaded.model().snapshot().substring(0, 12) + ", "
                    + DiskBudget.show(uploaded.model().bytes());
            audit.record(request.caller(), "store.upload", name, result);
            return shown(uploaded);
        } catch (UploadRefusedException refused) {
            audit.record(
                    request.caller(),
                    "store.upload",
                    name,
                    "refused: " + refused.kind().name().toLowerCase(Locale.ROOT));
            return problem(refused);
        } catch (MissingFileException removedMeanwhile) {
            return AdminReply.problem(503, "The store changed meanwhile", "Send the model again.");
        } catch (IOException failed) {
            audit.record(request.caller(), "store.upload", name, "broken off");
            LOG.log(Level.WARNING, "the upload of {0} was broken off: {1}", name, failed.getMessage());
            return AdminReply.problem(
                    503, "The upload was broken off", failed.getMessage() + ". Nothing of it is kept; send it again.");
        } finally {
            running.release();
        }
    }

    private static AdminReply problem(UploadRefusedException refused) {
        String detail = String.valueOf(refused.getMessage());
        return switch (refused.kind()) {
            case NAME -> AdminReply.problem(409, "The name cannot be taken", detail);
            case ARCHIVE -> AdminReply.problem(400, "No whole archive", detail);
            case TOO_LARGE -> AdminReply.problem(413, "Too large", detail);
            case NO_ROOM -> AdminReply.problem(507, "No room", detail);
            // The same bytes may arrive whole the next time.
            case DIGEST ->
                AdminReply.problem(
                        422, new Doc().text("title", "Not what was announced").text("detail", detail), true);
            case MODEL -> AdminReply.problem(422, "The model is refused", detail);
        };
    }

    private static AdminReply shown(Uploads.Uploaded uploaded) {
        StoredModel model = uploaded.model();
        return AdminReply.json(
                uploaded.unchanged() ? 200 : 201,
                new Doc()
                        .text("name", model.name())
                        .text("reference", model.reference())
                        .text("snapshot", model.snapshot())
                        .text("export", model.export())
                        .number("bytes", model.bytes())
                        .flag("unchanged", uploaded.unchanged())
                        .objects("files", model.files().stream().map(UploadResource::file))
                        .texts(
                                "ignored",
                                uploaded.ignored().stream()
                                        .limit(IGNORED_SHOWN_MAX)
                                        .toList())
                        .json());
    }

    private static Doc file(StoredFile file) {
        return new Doc().text("name", file.name()).number("bytes", file.bytes()).text("sha256", file.sha256());
    }
}
