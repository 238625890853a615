package dev.edgewise.inference.store.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.Workplace;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.ScanLimits;
import dev.edgewise.inference.store.upload.UploadRefusedException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives as operators and others send them; tar's own headers are written by the library, the wrong ones by hand. */
class UploadsTest {
    private static final byte[] MODEL = Onnx.model(Onnx.message()
                    .put(1, Onnx.node("", "Relu", "x", "y"))
                    .put(11, Onnx.port("x", 1, -1, 4))
                    .put(12, Onnx.port("y", 1, -1, 4)))
            .toBytes();

    @TempDir
    Path folder;

    private ModelStore store() {
        return new ModelStore(folder.resolve("models"), InstantSource.system());
    }

    private Uploads uploads(long diskBytesMax, Signatures signatures) {
        return new Uploads(
                store(),
                new DiskBudget(folder, diskBytesMax),
                new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, signatures),
                new UploadLimits(20, 1_000_000));
    }

    private Uploads uploads() {
        return uploads(1L << 40, Signatures.NOT_ASKED);
    }

    private Uploads.Uploaded take(byte[] tar) throws IOException {
        return uploads().take("mine", new ByteArrayInputStream(tar), Optional.empty());
    }

    /** An archive, entry by entry. */
    private static final class Tar {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

        Tar() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        }

        Tar file(String name, byte[] content) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        }

        Tar special(String name, byte type, String target) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setLinkName(target);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
            return this;
        }

        byte[] end() throws IOException {
            tar.finish();
            return bytes.toByteArray();
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static Tar model() throws IOException {
        return new Tar().file("onnx/model.onnx", MODEL);
    }

    private void refused(byte[] tar, Kind kind, String reason) throws IOException {
        assertThatThrownBy(() -> take(tar))
                .as(reason)
                .isInstanceOfSatisfying(
                        UploadRefusedException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(reason);
        nothingIsLeft();
    }

    private void nothingIsLeft() throws IOException {
        assertThat(store().list()).isEmpty();
        assertThat(folder.resolve("models/partial")).isEmptyDirectory();
        assertThat(folder.resolve("escaped")).doesNotExist();
    }

    @Test
    void an_archive_of_a_folder_becomes_a_model_without_what_it_does_not_need() throws Exception {
        byte[] tar = new Tar()
                .special("./", TarConstants.LF_DIR, "")
                .file("./onnx/model.onnx", MODEL)
                .file("./config.json", text("{}"))
                .file("./README.md", text("mine"))
                .file("./.git/config", text("x"))
                .file("./SHA256SUMS", text(sha256(MODEL) + "  ./onnx/model.onnx\n"))
                .end();
        Uploads.Uploaded uploaded = uploads().take("mine", new ByteArrayInputStream(tar), Optional.of(sha256(tar)));

        assertThat(uploaded.unchanged()).isFalse();
        assertThat(uploaded.ignored()).containsExactlyInAnyOrder(".git/config", "README.md");
        assertThat(uploaded.model().reference()).isEqualTo("upload:mine");
        assertThat(uploaded.model().files().stream().map(StoredFile::name))
                .containsExactlyInAnyOrder("config.json", "onnx/model.onnx");
        assertThat(uploaded.model().folder().resolve("onnx/model.onnx")).hasBinaryContent(MODEL);
        assertThat(folder.resolve("models/partial")).isEmptyDirectory();
    }

    @Test
    void the_same_model_again_changes_nothing_and_another_one_keeps_the_version_before() throws IOException {
        String first = take(model().end()).model().snapshot();
        Uploads.Uploaded again = take(model().end());
        assertThat(again.unchanged()).isTrue();
        assertThat(again.model().snapshot()).isEqualTo(first);

        Uploads.Uploaded next =
                take(model().file("edgewise.yaml", text("licence: MIT\n")).end());
        assertThat(next.unchanged()).isFalse();
        assertThat(next.model().previous()).contains(first);
        assertThat(folder.resolve("models/partial")).isEmptyDirectory();
    }

    @Test
    void an_archive_with_the_folder_itself_in_it_is_taken_too() throws IOException {
        assertThat(take(new Tar().file("mine/onnx/model.onnx", MODEL).end())
                        .model()
                        .export())
                .isEqualTo("onnx/model.onnx");
    }

    @Test
    void an_archive_that_would_write_elsewhere_or_brings_no_plain_file_is_refused() throws IOException {
        byte[] content = text("x");
        refused(model().file("../escaped", content).end(), Kind.MODEL, "without '..'");
        refused(model().file("onnx/../../escaped", content).end(), Kind.MODEL, "without '..'");
        refused(model().file("/tmp/escaped", content).end(), Kind.MODEL, "not from the root");
        refused(model().file("a\\b", content).end(), Kind.MODEL, "only plain names");
        refused(model().file("a\u0001b", content).end(), Kind.MODEL, "only plain names");
        refused(model().file("a:b", content).end(), Kind.MODEL, "no plain name");
        refused(
                model().special("config.json", TarConstants.LF_SYMLINK, "/etc/passwd")
                        .end(),
                Kind.MODEL,
                "is a link");
        refused(
                model().special("config.json", TarConstants.LF_LINK, "/etc/passwd")
                        .end(),
                Kind.MODEL,
                "is a link");
        refused(model().special("config.json", TarConstants.LF_CHR, "").end(), Kind.MODEL, "a device, a pipe");
        refused(model().special("config.json", TarConstants.LF_FIFO, "").end(), Kind.MODEL, "a device, a pipe");
        refused(model().file("onnx/model.onnx", content).end(), Kind.MODEL, "comes twice");
        refused(model().file("onnx", content).end(), Kind.MODEL, "a file and a folder");
        refused(model().file("onnx/model.onnx/x", content).end(), Kind.MODEL, "a file and a folder");
    }

    @Test
    void what_is_too_large_or_too_much_is_refused() throws IOException {
        refused(model().file("more.bin", new byte[1_000_001]).end(), Kind.TOO_LARGE, "at most 1.0 MB");
        Tar many = model();
        for (int i = 0; i < 20; i++) {
            many.file("f" + i, new byte[1]);
        }
        refused(many.end(), Kind.TOO_LARGE, "more than 20 files");
        assertThatThrownBy(() -> uploads(1_000, Signatures.NOT_ASKED)
                        .take(
                                "mine",
                                new ByteArrayInputStream(
                                        model().file("data", new byte[5_000]).end()),
                                Optional.empty()))
                .isInstanceOfSatisfying(
                        UploadRefusedException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_ROOM))
                .hasMessageContaining("store.disk_max");
        nothingIsLeft();
    }

    @Test
    void a_model_that_is_sent_again_and_again_finds_room_where_earlier_versions_lie() throws Exception {
        var uploads = new Uploads(
                store(),
                new DiskBudget(folder, 350_000, store()::makeRoom),
                new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED),
                new UploadLimits(20, 1_000_000));
        for (int version = 0; version < 7; version++) {
            byte[] tokenizer = new byte[100_000];
            Arrays.fill(tokenizer, (byte) ' ');
            tokenizer[0] = '{';
            tokenizer[1 + version] = '\n';
            tokenizer[99_999] = '}';
            byte[] tar = model().file("tokenizer.json", tokenizer).end();

            assertThat(uploads.take("mine", new ByteArrayInputStream(tar), Optional.empty())
                            .unchanged())
                    .isFalse();
        }
    }

    @Test
    void what_is_no_whole_archive_is_refused() throws Exception {
        byte[] tar = model().end();
        refused(text("this is no archive"), Kind.ARCHIVE, "no whole tar archive");
        refused(text("this is no archive".repeat(100)), Kind.ARCHIVE, "no tar archive");
        refused(new byte[0], Kind.ARCHIVE, "ends before its end");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(tar);
        }
        refused(packed.toByteArray(), Kind.ARCHIVE, "not compressed");
        refused(Arrays.copyOf(tar, 512 + 10), Kind.ARCHIVE, "Send");
        int content = 512 + (MODEL.length + 511) / 512 * 512;
        refused(Arrays.copyOf(tar, content), Kind.ARCHIVE, "ends before its end");
        refused(Arrays.copyOf(tar, content + 512), Kind.ARCHIVE, "ends before its end");
    }

    @Test
    void headers_without_end_are_not_read_into_memory() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");
        TarArchiveEntry longName = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
        longName.setSize(50_000_000);
        tar.putArchiveEntry(longName);
        tar.write(new byte[50_000_000]);
        tar.closeArchiveEntry();
        tar.finish();

        refused(bytes.toByteArray(), Kind.ARCHIVE, "headers are larger");
    }

    @Test
    void what_is_not_what_was_announced_is_refused() throws Exception {
        byte[] tar = model().end();
        assertThatThrownBy(() -> uploads().take("mine", new ByteArrayInputStream(tar), Optional.of("0".repeat(64))))
                .hasMessageContaining("announced with sha256 000");
        refused(
                model().file("SHA256SUMS", text("0".repeat(64) + "  onnx/model.onnx\n"))
                        .end(),
                Kind.DIGEST,
                "onnx/model.onnx is not the one");
        refused(
                model().file("SHA256SUMS", text(sha256(MODEL) + "  config.json\n"))
                        .end(),
                Kind.DIGEST,
                "config.json of SHA256SUMS did not come");
    }

    @Test
    void a_model_that_a_pull_would_refuse_is_refused_with_the_same_reason() throws Exception {
        refused(new Tar().file("config.json", text("{}")).end(), Kind.MODEL, "there is no ONNX file");
        byte[] hostile = Onnx.model(Onnx.message().put(1, Onnx.node("evil.domain", "Relu", "x", "y")))
                .toBytes();
        refused(new Tar().file("model.onnx", hostile).end(), Kind.MODEL, "evil.domain");
        refused(model().file("edgewise.yaml", text("poling: cls\n")).end(), Kind.MODEL, "did you mean 'pooling'?");
        Signatures signed = Signatures.by(List.of("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="));
        assertThatThrownBy(() -> uploads(1L << 40, signed)
                        .take("mine", new ByteArrayInputStream(model().end()), Optional.empty()))
                .hasMessageContaining("not signed");
        nothingIsLeft();
    }

    @Test
    void a_name_that_means_another_model_is_not_taken() throws IOException {
        assertThatThrownBy(() -> uploads().check("All", 0)).hasMessageContaining("small letters");
        assertThatThrownBy(() -> uploads().check("../x", 0)).hasMessageContaining("small letters");
        assertThatThrownBy(() -> uploads().check("all-minilm-l6-v2-q", 0)).hasMessageContaining("built in");
        StoredFile file = store().stage("model.onnx", MODEL);
        store().publish("pulled", "hf:a/pulled", "1", "model.onnx", List.of(file), path -> {});
        assertThatThrownBy(() -> uploads().check("pulled", 0)).hasMessageContaining("belongs to hf:a/pulled");
    }

    @Test
    void an_upload_that_breaks_off_leaves_nothing_and_so_does_a_killed_one_once_there_is_another() throws IOException {
        byte[] tar = model().file("data", new byte[100_000]).end();
        InputStream end = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the connection ended");
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                return read();
            }
        };
        InputStream cut = new SequenceInputStream(new ByteArrayInputStream(tar, 0, 50_000), end);
        assertThatThrownBy(() -> uploads().take("mine", cut, Optional.empty())).hasMessage("the connection ended");
        nothingIsLeft();

        Path dead = Files.createDirectories(folder.resolve("models/partial/work-1/files"));
        Files.write(dead.resolve("half"), new byte[10]);
        Files.createFile(dead.resolveSibling("lock"));
        try (Workplace mine = Workplace.open(store());
                Workplace other = Workplace.open(store());
                Stream<Path> there = Files.list(folder.resolve("models/partial"))) {
            assertThat(there.toList())
                    .containsExactlyInAnyOrder(
                            mine.files().getParent(), other.files().getParent());
        }
        assertThat(folder.resolve("models/partial")).isEmptyDirectory();
    }
}
