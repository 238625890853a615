package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.catalog.Wishes;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderPlan;
import dev.edgewise.inference.residency.Allowance;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.residency.ModelPlan;
import dev.edgewise.inference.store.folder.FolderRevision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRoomTest {
    private static final ModelId CHAT = new ModelId("chat");
    private static final ProviderPlan CUDA = new ProviderPlan(List.of(Provider.CUDA), 0, 0);

    private static final Allowance NO_MORE = new Allowance() {
        @Override
        public boolean grow(Footprint more) {
            return false;
        }

        @Override
        public void giveBack(Footprint less) {}

        @Override
        public void took(Footprint more) {}
    };

    @TempDir
    Path folder;

    private Footprint estimate(Placements placements) {
        return estimate(placements, Wishes.NONE);
    }

    private Footprint estimate(Placements placements, Wishes wishes) {
        return plan(placements, wishes, true).estimate();
    }

    private ModelPlan plan(Placements placements, Wishes wishes, boolean spareText) {
        ModelCard card = new ModelCard(
                CHAT,
                new Skill.Generation(2_000, 100, Optional.empty(), 1_000, spareText),
                new ModelSource.Folder(folder, "model.onnx", Optional.empty(), "1", 100_000_000),
                "unknown",
                wishes);
        ModelRoom room = new ModelRoom(
                new ModelCatalog(List.of(card)), placements, new GenerationLimits(1, 8, 1_000, 10), (_, _, _) -> {
                    throw new IOException("nothing is loaded here");
                });
        return room.plan(CHAT).orElseThrow();
    }

    @Test
    void aModelOnTheProcessorTakesTheHostsMemoryAlone() {
        assertThat(estimate(new Placements(folder))).isEqualTo(Footprint.ofHost(157_000_000));
    }

    @Test
    void aModelOnADeviceTakesItForWeightsAndForAllTexts() {
        Placements placements = new Placements(folder);
        placements.place(Map.of(), CUDA);
        placements.settled(CHAT, new ProviderChoice(Provider.CUDA, List.of()));

        assertThat(estimate(placements)).isEqualTo(new Footprint(57_000_000, 157_000_000));
        assertThat(plan(placements, Wishes.NONE, false).texts()).isEqualTo(new Footprint(0, 1_000 * 1_000 * 8));
        assertThat(plan(placements, Wishes.NONE, true).texts()).isEqualTo(new Footprint(0, 1_000 * 1_000 * 9));
    }

    @Test
    void aModelOnTheProcessorTakesTheKeysAndValuesOfOneTextAtItsLoadAndOfASpareOneWhereItNeedsThat() {
        Placements placements = new Placements(folder);

        assertThat(plan(placements, Wishes.NONE, false).texts()).isEqualTo(Footprint.ofHost(1_000 * 1_000));
        assertThat(plan(placements, Wishes.NONE, true).texts()).isEqualTo(Footprint.ofHost(2 * 1_000 * 1_000));
    }

    @Test
    void whatTheManifestSaysOfMemoryCountsBeforeTheFirstLoad() {
        Wishes wishes = new Wishes(
                List.of(),
                OptionalLong.of(600_000_000),
                OptionalLong.of(2_000_000_000),
                List.of(),
                OptionalInt.empty(),
                List.of());
        Placements onCpu = new Placements(folder);
        Placements onDevice = new Placements(folder);
        onDevice.place(Map.of(), CUDA);
        onDevice.settled(CHAT, new ProviderChoice(Provider.CUDA, List.of()));

        assertThat(estimate(onCpu, wishes)).isEqualTo(Footprint.ofHost(600_000_000));
        assertThat(estimate(onDevice, wishes)).isEqualTo(new Footprint(600_000_000, 2_000_000_000));
    }

    @Test
    void noModelTakesLessThanItsFilesWhateverItsManifestSays() {
        Wishes wishes = new Wishes(
                List.of(), OptionalLong.of(600_000), OptionalLong.of(1), List.of(), OptionalInt.empty(), List.of());
        Placements onDevice = new Placements(folder);
        onDevice.place(Map.of(), CUDA);
        onDevice.settled(CHAT, new ProviderChoice(Provider.CUDA, List.of()));

        assertThat(estimate(new Placements(folder), wishes)).isEqualTo(Footprint.ofHost(100_000_000));
        assertThat(estimate(onDevice, wishes)).isEqualTo(new Footprint(25_000_000, 100_000_000));
    }

    @Test
    void aModelThatFellBackIsExpectedToDoSoAgainUntilTheProcessorAloneIsWanted() {
        Placements placements = new Placements(folder);
        placements.place(Map.of(CHAT, CUDA), ProviderPlan.CPU);
        placements.settled(
                CHAT,
                new ProviderChoice(Provider.CPU, List.of(new ProviderChoice.Refusal(Provider.CUDA, "no device"))));

        assertThat(placements.expected(CHAT)).isEqualTo(Provider.CPU);
        assertThat(estimate(placements)).isEqualTo(Footprint.ofHost(157_000_000));
        assertThat(placements.refused()).isEqualTo(1);
    }

    /** Read half before and half after, nobody knows what they were; under a revision of theirs they would be cached. */
    @Test
    void filesThatChangeDuringALoadHaveNoRevisionAndAreLoadedAnew() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "first");
        var named = new ModelSource.Folder(folder, "model.onnx", Optional.empty(), "", 5);
        ModelCard card = new ModelCard(CHAT, new Skill.Tensors(), FolderRevision.now(named), "unknown");
        Placements placements = new Placements(folder);
        List<String> writes = new ArrayList<>(List.of("second", "second"));
        var room = new ModelRoom(
                new ModelCatalog(List.of(card)), placements, new GenerationLimits(1, 8, 1_000, 10), (_, _, _) -> {
                    Files.writeString(folder.resolve("model.onnx"), writes.removeFirst());
                    return new LoadedModel.Head(
                            new LinearHead(
                                    List.of("a", "b"), 1, new float[2], new float[2], new Calibration(1, 0, 1e9)),
                            CHAT);
                });

        Held torn = room.load(CHAT, NO_MORE);
        assertThat(room.isCurrent(torn.card())).isFalse();
        assertThat(torn.card().revision())
                .isNotEqualTo(FolderRevision.now(named).revision());
        assertThat(room.changed()).containsExactly(CHAT);

        room.serve(
                new ModelCatalog(
                        List.of(new ModelCard(CHAT, new Skill.Tensors(), FolderRevision.now(named), "unknown"))),
                Map.of());
        assertThat(room.changed()).containsExactly(CHAT);
        assertThat(room.isCurrent(room.load(CHAT, NO_MORE).card())).isTrue();
        assertThat(room.changed()).isEmpty();
    }

    @Test
    void aCalibrationIsNotUsedForOtherWeightsThanThoseItWasFittedTo() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "first");
        var named = new ModelSource.Folder(folder, "model.onnx", Optional.empty(), "", 5);
        var fitted = new Calibration(3, 0.2, 4, 0.7, true);
        var skill = new Skill.Classification(List.of("a", "b"), true, 512, 100, 8, fitted);
        ModelCard card = new ModelCard(CHAT, skill, FolderRevision.now(named), "unknown");
        var room = new ModelRoom(
                new ModelCatalog(List.of(card)),
                new Placements(folder),
                new GenerationLimits(1, 8, 1_000, 10),
                (_, _, _) -> new LoadedModel.Head(
                        new LinearHead(List.of("a", "b"), 1, new float[2], new float[2], fitted), CHAT));
        assertThat(room.load(CHAT, NO_MORE).card()).isEqualTo(card);

        Files.writeString(folder.resolve("model.onnx"), "the second");

        assertThat(room.load(CHAT, NO_MORE).card().skill())
                .isEqualTo(skill.calibrated(Calibration.NONE.holdingFrom(0.7)));
    }
}
