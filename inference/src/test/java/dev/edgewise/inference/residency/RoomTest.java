package dev.edgewise.inference.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several models on their way at once, and what texts take of the budget. */
@Timeout(30)
class RoomTest extends ResidencyTests {
    private static final Footprint TEN = Footprint.ofHost(10_000_000);

    private CompletableFuture<Void> begin(ModelId id) {
        return residency.lease(id) instanceof Leased.Loading<FakeSupply.Fake>(CompletableFuture<Void> done)
                ? done
                : CompletableFuture.failedFuture(new AssertionError(id + " does not begin to load"));
    }

    private void load(ModelId id) throws Exception {
        begin(id).get(10, TimeUnit.SECONDS);
    }

    private Fault faultOf(ModelId id) {
        CompletableFuture<Void> done = begin(id);
        return ((EngineException) catchThrowableOfType(ExecutionException.class, () -> done.get(10, TimeUnit.SECONDS))
                        .getCause())
                .fault();
    }

    private ModelView view(ModelId id) {
        return residency.view(id).orElseThrow();
    }

    private CountDownLatch gate(ModelId id) {
        var gate = new CountDownLatch(1);
        supply.gates.put(id, gate);
        return gate;
    }

    @Test
    void aSlowLoadDelaysNeitherAnotherLoadNorAnUnload() throws Exception {
        supply.add("a", 10);
        supply.add("b", 10);
        supply.add("c", 10);
        load(C);
        CountDownLatch slow = gate(A);
        CompletableFuture<Void> loading = begin(A);

        load(B);
        residency.unload(C).get(10, TimeUnit.SECONDS);

        assertThat(loading).isNotDone();
        assertThat(view(B).state()).isEqualTo(ModelState.WARM);
        assertThat(view(C).state()).isEqualTo(ModelState.PULLED);
        slow.countDown();
        loading.get(10, TimeUnit.SECONDS);
    }

    @Test
    void noMoreThanTwoModelsLoadAtOnce() throws Exception {
        CompletableFuture<?>[] all = new CompletableFuture<?>[6];
        for (int i = 0; i < all.length; i++) {
            supply.add("m" + i, 10);
            gate(new ModelId("m" + i));
            all[i] = begin(new ModelId("m" + i));
        }
        Awaitility.await().until(() -> supply.loading.get() == 2);
        supply.gates.values().forEach(CountDownLatch::countDown);
        CompletableFuture.allOf(all).get(10, TimeUnit.SECONDS);

        assertThat(supply.loadingMost).hasValue(2);
    }

    @Test
    void theRoomOfALoadUnderWayIsNotGivenToAnother() throws Exception {
        supply.add("a", 60);
        supply.add("b", 60);
        gate(A);
        CompletableFuture<Void> first = begin(A);
        Awaitility.await().until(() -> supply.loading.get() == 1);

        assertThat(faultOf(B).kind()).isEqualTo(Fault.Kind.BUSY);
        assertThat(residency.residence().footprint()).isEqualTo(Footprint.ofHost(60_000_000));
        supply.gates.get(A).countDown();
        first.get(10, TimeUnit.SECONDS);
        assertThat(residency.residence().refusals(RefusalReason.IN_USE)).isEqualTo(1);
    }

    @Test
    void aLoadThatFailsGivesItsRoomToTheNext() throws Exception {
        supply.add("a", 60);
        supply.add("b", 60);
        supply.failure = "the file is cut off";
        assertThat(faultOf(A).message()).contains("cut off");
        supply.failure = null;

        assertThat(residency.residence().footprint()).isEqualTo(Footprint.NONE);
        load(B);
    }

    @Test
    void aNewcomerWaitsForWhatIsBeingFreed() throws Exception {
        supply.add("a", 60);
        supply.add("b", 60);
        load(A);
        CountDownLatch slow = gate(A);
        CompletableFuture<Void> unloaded = residency.unload(A);
        CompletableFuture<Void> coming = begin(B);

        assertThat(coming).isNotDone();
        slow.countDown();
        coming.get(10, TimeUnit.SECONDS);
        unloaded.get(10, TimeUnit.SECONDS);
        assertThat(supply.events).containsExactly("load a", "free a", "trim", "load b");
    }

    @Test
    void whatIsLoadedBesideAnotherIsMeasuredWhenItIsLoadedAlone() throws Exception {
        supply.add("a", 30, 40, KeepAlive.FOREVER);
        supply.add("b", 20, 30, KeepAlive.FOREVER);
        CountDownLatch slow = gate(A);
        CompletableFuture<Void> first = begin(A);
        Awaitility.await().until(() -> supply.loading.get() == 1);
        load(B);
        slow.countDown();
        first.get(10, TimeUnit.SECONDS);

        assertThat(view(A).measured()).isFalse();
        assertThat(view(B).measured()).isFalse();
        assertThat(residency.residence().footprint()).isEqualTo(Footprint.ofHost(50_000_000));

        residency.unload(A).get(10, TimeUnit.SECONDS);
        load(A);
        assertThat(view(A).measured()).isTrue();
        assertThat(view(A).footprint()).isEqualTo(Footprint.ofHost(40_000_000));
    }

    @Test
    void aModelMeasuredLargerThanTheBudgetIsLoadedAgainAlone() throws Exception {
        supply.add("a", 30, 120, KeepAlive.FOREVER);
        supply.add("b", 10);
        load(A);
        assertThat(view(A).footprint()).isEqualTo(Footprint.ofHost(120_000_000));
        assertThat(faultOf(B).kind()).isEqualTo(Fault.Kind.BUSY);
        residency.unload(A).get(10, TimeUnit.SECONDS);
        residency.forgive(B);
        load(B);

        assertThat(faultOf(A)).satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
            assertThat(fault.message()).contains("needs 100 MB");
        });
        passes(Duration.ofSeconds(6));
        load(A);

        assertThat(view(B).state()).isEqualTo(ModelState.PULLED);
        assertThat(residency.residence().refusals(RefusalReason.TOO_LARGE)).isZero();
    }

    @Test
    void aModelMeasuredLargerThanWhatPinnedOnesLeaveIsLoadedBesideThemWhereItsFilesFit() throws Exception {
        supply.add("a", 30, 90, KeepAlive.FOREVER);
        supply.add("b", 20);
        load(A);
        residency.unload(A).get(10, TimeUnit.SECONDS);
        load(B);
        residency.pin(B, true);

        load(A);

        assertThat(view(A).state()).isEqualTo(ModelState.WARM);
        assertThat(view(B).state()).isEqualTo(ModelState.WARM);
    }

    @Test
    void aModelThatTookLessThanItsFilesSaidIsLoadedAgainWhereThatFits() throws Exception {
        supply.add("a", 80, 40, KeepAlive.FOREVER);
        load(A);
        residency.unload(A).get(10, TimeUnit.SECONDS);
        residency.apply(ResidencySettings.of(Footprint.ofHost(50_000_000)));

        load(A);

        assertThat(view(A).footprint()).isEqualTo(Footprint.ofHost(40_000_000));
    }

    @Test
    void whatTextsTakeCountsFromTheLoadOnAndIsShownApart() throws Exception {
        supply.addWriter("a", 30, 40);
        supply.add("b", 50);
        load(A);

        assertThat(view(A).footprint()).isEqualTo(Footprint.ofHost(70_000_000));
        assertThat(view(A).texts()).isEqualTo(Footprint.ofHost(40_000_000));
        assertThat(residency.residence().texts()).isEqualTo(Footprint.ofHost(40_000_000));
        assertThat(residency.residence().weights()).isEqualTo(Footprint.ofHost(30_000_000));
        assertThat(faultOf(B).kind()).isEqualTo(Fault.Kind.BUSY);
    }

    @Test
    void aModelWhoseTextsDoNotFitIsRefusedWithTheSettingToLower() {
        supply.addWriter("a", 30, 90);

        assertThat(faultOf(A)).satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.MODEL_TOO_LARGE);
            assertThat(fault.message())
                    .contains("120 MB of memory, 90 MB of it for keys and values of texts")
                    .contains("lower inference.generation.context, or raise inference.memory.host_max");
        });
        assertThat(residency.residence().refusals(RefusalReason.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void aModelWhoseTextsDoNotFitOnTheDeviceIsToldOfTheSlotsToo() {
        residency.apply(ResidencySettings.of(new Footprint(100_000_000, 100_000_000)));
        supply.addWriterOnDevice("a", 30, 90);

        assertThat(faultOf(A).message())
                .contains("lower inference.generation.context or inference.generation.slots, or raise"
                        + " inference.memory.device_max");
    }

    @Test
    void aModelTooLargeEvenWithoutTextsIsNotToldToLowerThem() {
        supply.addWriter("a", 130, 90);

        assertThat(faultOf(A).message()).endsWith("more than the budget of 100 MB: raise inference.memory.host_max");
    }

    @Test
    void aModelGrowsWithinTheBudgetAloneAndGivesBackWhatItGrewBy() throws Exception {
        supply.addWriter("a", 30, 40);
        supply.add("b", 20);
        load(A);
        load(B);
        Allowance more = supply.allowances.get(A);

        assertThat(more.grow(TEN)).isTrue();
        assertThat(more.grow(TEN)).isFalse();
        assertThat(view(A).texts()).isEqualTo(Footprint.ofHost(50_000_000));
        assertThat(residency.residence().refusals(RefusalReason.GROWTH)).isEqualTo(1);

        more.giveBack(TEN);
        assertThat(more.grow(TEN)).isTrue();
        residency.unload(A).get(10, TimeUnit.SECONDS);
        assertThat(residency.residence().footprint()).isEqualTo(Footprint.ofHost(20_000_000));
        load(A);
        assertThat(view(A).texts()).isEqualTo(Footprint.ofHost(40_000_000));
    }

    @Test
    void whatAModelTookForGoodAfterItsLoadCountsUntilItLeavesAndHasOthersLeaveForWhatIsLoadedNext() throws Exception {
        supply.add("a", 30);
        supply.add("b", 40);
        load(A);
        load(B);

        supply.allowances.get(B).took(Footprint.ofHost(40_000_000));
        assertThat(view(B).footprint()).isEqualTo(Footprint.ofHost(80_000_000));
        assertThat(view(B).texts()).isEqualTo(Footprint.NONE);
        assertThat(supply.allowances.get(A).grow(TEN))
                .as("more is held than may be")
                .isFalse();
        passes(Duration.ofSeconds(10));
        supply.add("c", 10);
        load(C);

        assertThat(view(A).state()).isEqualTo(ModelState.WARM);
        assertThat(view(B).state()).as("worth least for its bytes").isEqualTo(ModelState.PULLED);
        assertThat(residency.residence().footprint()).isEqualTo(Footprint.ofHost(40_000_000));
        load(B);
        assertThat(view(B).footprint()).isEqualTo(Footprint.ofHost(40_000_000));
    }

    @Test
    void whatAPinnedModelGrewByIsInUseAndNotGoneForEver() throws Exception {
        supply.addWriter("a", 30, 20);
        supply.add("b", 45);
        load(A);
        residency.pin(A, true);
        Allowance more = supply.allowances.get(A);
        assertThat(more.grow(TEN)).isTrue();

        assertThat(faultOf(B).kind()).isEqualTo(Fault.Kind.BUSY);
        assertThat(residency.residence().refusals(RefusalReason.IN_USE)).isEqualTo(1);

        more.giveBack(TEN);
        residency.forgive(B);
        load(B);
    }

    @Test
    void aModelThatIsLoadedAndCannotBeMeasuredIsFreed() {
        supply.add("a", 10);
        supply.unmeasured = "the system tells nothing";

        assertThat(faultOf(A).message()).contains("the system tells nothing");
        assertThat(supply.events).containsExactly("load a", "free a");
    }

    @Test
    void aModelWhoseFreeingFailsGivesItsRoomToTheNext() throws Exception {
        supply.add("a", 60);
        supply.add("b", 60);
        load(A);
        supply.freeing = new StackOverflowError("in native code");
        residency.unload(A).get(10, TimeUnit.SECONDS);

        assertThat(view(A).state()).isEqualTo(ModelState.PULLED);
        load(B);
    }

    @Test
    void everyWayOutOfMemoryIsCountedByItsReason() throws Exception {
        supply.add("a", 60, 60, KeepAlive.of(Duration.ofMinutes(1)));
        supply.add("b", 60);
        supply.add("c", 10);
        load(A);
        passes(Duration.ofSeconds(6));
        load(B);
        load(C);
        residency.replace(C).get(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> residency.residence().unloads(UnloadReason.REPLACED) == 1);
        residency.unload(B).get(10, TimeUnit.SECONDS);
        load(A);
        passes(Duration.ofSeconds(61));
        residency.sweep();
        residency.unload(A).get(10, TimeUnit.SECONDS);

        Residence residence = residency.residence();
        assertThat(residence.unloads(UnloadReason.EVICTED)).isEqualTo(1);
        assertThat(residence.unloads(UnloadReason.OPERATOR)).isEqualTo(1);
        assertThat(residence.unloads(UnloadReason.IDLE)).isEqualTo(1);
        assertThat(residence.loads()).isEqualTo(5);
        assertThat(residence.budget()).isEqualTo(Footprint.ofHost(100_000_000));
    }

    @Test
    void whoAsksRightAfterAFailureIsCountedAsRefused() {
        supply.add("a", 10);
        supply.failure = "the file is cut off";
        faultOf(A);

        assertThat(residency.lease(A)).isInstanceOf(Leased.Refused.class);
        assertThat(residency.residence().refusals(RefusalReason.RESTING)).isEqualTo(1);
        assertThat(residency.residence().loadsFailed()).isEqualTo(1);
    }
}
