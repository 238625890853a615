package dev.edgewise.inference.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.provider.DeviceGauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResidencyTest extends ResidencyTests {
    /** Asks until the model is there, as an engine does. */
    private Lease<FakeSupply.Fake> lease(ModelId id) throws Exception {
        while (true) {
            switch (residency.lease(id)) {
                case Lease<FakeSupply.Fake> lease -> {
                    return lease;
                }
                case Leased.Loading<FakeSupply.Fake> loading -> loading.done().get(10, TimeUnit.SECONDS);
                case Leased.Refused<FakeSupply.Fake> refused -> throw new EngineException(refused.fault());
            }
        }
    }

    private Fault faultOf(ModelId id) {
        try {
            lease(id).close();
            throw new AssertionError("there was no fault");
        } catch (ExecutionException e) {
            return ((EngineException) e.getCause()).fault();
        } catch (EngineException e) {
            return e.fault();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aModelIsLoadedOnceForManyWhoAskAtOnce() throws Exception {
        supply.add("a", 50);
        supply.gate = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Lease<FakeSupply.Fake>>> leases = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                leases.add(callers.submit(() -> lease(A)));
            }
            supply.gate.countDown();
            for (Future<Lease<FakeSupply.Fake>> lease : leases) {
                lease.get().close();
            }
        }

        assertThat(supply.events).containsExactly("load a");
        assertThat(state(A)).isEqualTo(ModelState.WARM);
    }

    @Test
    void anUnknownModelIsRefusedByName() {
        assertThat(faultOf(A)).satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.MODEL_UNKNOWN);
            assertThat(fault.message()).contains("a");
        });
        assertThat(residency.views()).isEmpty();
    }

    @Test
    void aFailedLoadSaysWhyAndIsTriedAgain() throws Exception {
        supply.add("a", 10);
        supply.failure = "the file is cut off";

        assertThat(faultOf(A).message()).startsWith("model a cannot be loaded here: the file is cut off");
        assertThat(residency.view(A).orElseThrow().failure()).contains("cut off");

        supply.failure = null;
        passes(Duration.ofSeconds(1));
        lease(A).close();
        assertThat(residency.view(A).orElseThrow().failure()).isNull();
    }

    @Test
    void whereFilesLieIsForTheOperatorAlone() {
        supply.add("a", 10);
        supply.failure = "/srv/models/a/model.onnx is cut off";

        assertThat(faultOf(A).message()).isEqualTo("model a cannot be loaded here: model.onnx is cut off");
        assertThat(faultOf(A).message()).isEqualTo("model a cannot be loaded here: model.onnx is cut off");
        assertThat(residency.view(A).orElseThrow().failure()).contains("/srv/models/a/model.onnx");
    }

    @Test
    void aModelWhoseFilesAreRefusedIsNotToBeTriedAgain() {
        supply.add("a", 10);
        supply.refused = "its tensors are damaged";

        for (int i = 0; i < 2; i++) {
            assertThat(faultOf(A)).satisfies(fault -> {
                assertThat(fault.kind()).isEqualTo(Fault.Kind.MODEL_REFUSED);
                assertThat(fault.retryable()).isFalse();
                assertThat(fault.message()).contains("damaged");
            });
        }
    }

    @Test
    void aModelThatKeepsFailingIsTriedEverMoreSeldomUntilSomebodyForgives() throws Exception {
        supply.add("a", 10);
        supply.failure = "the file is cut off";
        faultOf(A);
        passes(Duration.ofSeconds(1));
        faultOf(A);
        passes(Duration.ofSeconds(1));

        assertThat(faultOf(A)).satisfies(fault -> {
            assertThat(fault.message()).contains("cut off");
            assertThat(fault.retryAfter()).contains(Duration.ofSeconds(1));
        });
        supply.failure = null;
        residency.forgive(A);
        lease(A).close();
    }

    @Test
    void whatIsWorthLeastLeavesForANewcomer() throws Exception {
        supply.add("a", 50);
        supply.add("b", 50);
        supply.add("c", 50);
        lease(A).close();
        lease(B).close();
        lease(A).close();
        lease(A).close();
        passes(Duration.ofSeconds(6));

        lease(C).close();

        assertThat(state(A)).isEqualTo(ModelState.WARM);
        assertThat(state(B)).isEqualTo(ModelState.PULLED);
        assertThat(supply.events).containsExactly("load a", "load b", "free b", "trim", "load c");
    }

    @Test
    void theDevicesBudgetIsKeptApartFromTheHosts() throws Exception {
        residency.apply(ResidencySettings.of(new Footprint(100_000_000, 100_000_000)));
        supply.add("host", 90);
        supply.addOnDevice("a", 60);
        supply.addOnDevice("b", 60);
        lease(new ModelId("host")).close();
        lease(A).close();
        assertThat(residency.residence().footprint()).isEqualTo(new Footprint(90_000_000, 60_000_000));
        passes(Duration.ofSeconds(6));

        lease(B).close();

        assertThat(residency.residence().footprint()).isEqualTo(new Footprint(90_000_000, 60_000_000));
        assertThat(state(A)).isEqualTo(ModelState.PULLED);
        assertThat(state(new ModelId("host"))).isEqualTo(ModelState.WARM);
    }

    @Test
    void aModelThatFellBackToTheProcessorTakesTheHostsMemory() throws Exception {
        residency.apply(ResidencySettings.of(new Footprint(100_000_000, 100_000_000)));
        supply.addFallingBack("a", 60);

        lease(A).close();

        assertThat(residency.residence().footprint()).isEqualTo(Footprint.ofHost(60_000_000));
    }

    @Test
    void whatTheDeviceTakesIsMeasuredBesideTheProcess() {
        AtomicReference<Optional<DeviceGauge.Room>> room = new AtomicReference<>(Optional.empty());
        MemoryProbe machine = new MachineMemory(supply, room::get);
        supply.usedBytes.set(5);
        assertThat(machine.used()).isEqualTo(Footprint.ofHost(5));

        room.set(Optional.of(new DeviceGauge.Room(48, 30)));

        assertThat(machine.used()).isEqualTo(new Footprint(5, 18));
        supply.usedBytes.set(0);
    }

    @Test
    void aModelInUseIsNeverUnloaded() throws Exception {
        supply.add("a", 80);
        supply.add("b", 80);
        try (var held = lease(A)) {
            passes(Duration.ofMinutes(1));

            assertThat(faultOf(B).kind()).isEqualTo(Fault.Kind.BUSY);
            assertThat(held.model().closed).isFalse();
        }
        passes(Duration.ofSeconds(1));
        lease(B).close();
        assertThat(state(A)).isEqualTo(ModelState.PULLED);
    }

    @Test
    void aModelThatCameAMomentAgoStays() throws Exception {
        supply.add("a", 80);
        supply.add("b", 80);
        lease(A).close();
        passes(Duration.ofSeconds(4));

        assertThat(faultOf(B)).satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
            assertThat(fault.retryAfter()).contains(Duration.ofSeconds(5));
        });
    }

    @Test
    void aPinnedModelStaysAndWhatNeverFitsBesideItIsRefusedForGood() throws Exception {
        supply.add("a", 80);
        supply.add("b", 80);
        assertThat(residency.pin(A, true)).isTrue();
        lease(A).close();
        passes(Duration.ofMinutes(1));

        assertThat(faultOf(B)).satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.MODEL_UNAVAILABLE);
            assertThat(fault.message()).contains("80 MB").contains("100 MB");
        });
        residency.pin(A, false);
        residency.forgive(B);
        lease(B).close();
    }

    @Test
    void aModelLargerThanTheBudgetIsRefusedForGoodUntilTheBudgetIsAnother() throws Exception {
        supply.add("a", 120);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(faultOf(A)).satisfies(fault -> {
                assertThat(fault.kind()).isEqualTo(Fault.Kind.MODEL_TOO_LARGE);
                assertThat(fault.retryable()).isFalse();
                assertThat(fault.retryAfter()).isEmpty();
                assertThat(fault.message()).contains("120 MB").contains("raise inference.memory.host_max");
            });
        }
        residency.apply(ResidencySettings.of(Footprint.ofHost(200_000_000)));
        lease(A).close();
    }

    @Test
    void aModelThatWasTooLargeLoadsOnceItsFilesAreSmaller() throws Exception {
        supply.add("a", 120);
        assertThat(faultOf(A).kind()).isEqualTo(Fault.Kind.MODEL_TOO_LARGE);

        supply.add("a", 60);
        residency.forgive(A);
        lease(A).close();
        assertThat(state(A)).isEqualTo(ModelState.WARM);
    }

    @Test
    void aModelThatWasTooLargeForTheDeviceLoadsOnceItsPlanIsTheHost() throws Exception {
        supply.addOnDevice("a", 50);
        assertThat(faultOf(A).kind()).isEqualTo(Fault.Kind.MODEL_TOO_LARGE);

        supply.add("a", 50);
        residency.forgive(A);
        lease(A).close();
        assertThat(state(A)).isEqualTo(ModelState.WARM);
    }

    @Test
    void aTimeLongerThanCanBeCountedIsForEver() {
        assertThat(KeepAlive.of(Duration.ofDays(106_752))).isEqualTo(KeepAlive.FOREVER);
        assertThat(KeepAlive.of(Duration.ofNanos(Long.MAX_VALUE))).isEqualTo(KeepAlive.FOREVER);
        assertThat(KeepAlive.of(Duration.ofDays(106_751)).nanos()).isEqualTo(106_751L * 86_400_000_000_000L);
    }

    @Test
    void theEstimateIsCorrectedByWhatTheLoadTook() throws Exception {
        supply.add("a", 30, 60, KeepAlive.FOREVER);
        assertThat(residency.view(A)).isEmpty();
        lease(A).close();

        assertThat(residency.view(A).orElseThrow()).satisfies(view -> {
            assertThat(view.measured()).isTrue();
            assertThat(view.footprint()).isEqualTo(Footprint.ofHost(60_000_000));
        });
    }

    @Test
    void anUnusedModelLeavesAfterItsKeepAlive() throws Exception {
        supply.add("a", 10, 10, KeepAlive.of(Duration.ofMinutes(5)));
        supply.add("b", 10, 10, KeepAlive.of(Duration.ofSeconds(-1)));
        lease(A).close();
        lease(B).close();

        passes(Duration.ofSeconds(299));
        residency.sweep();
        assertThat(state(A)).isEqualTo(ModelState.WARM);

        passes(Duration.ofSeconds(1));
        residency.sweep();
        residency.unload(A).get(10, TimeUnit.SECONDS);
        assertThat(state(A)).isEqualTo(ModelState.PULLED);
        assertThat(state(B)).isEqualTo(ModelState.WARM);
    }

    @Test
    void keepAliveZeroLetsGoWithTheLastUser() throws Exception {
        supply.add("a", 10, 10, KeepAlive.WHILE_USED);
        var first = lease(A);
        var second = lease(A);

        first.close();
        assertThat(state(A)).isEqualTo(ModelState.WARM);
        second.close();
        residency.unload(A).get(10, TimeUnit.SECONDS);
        assertThat(supply.events).containsExactly("load a", "free a", "trim");
    }

    @Test
    void unloadingWaitsForTheLastUserAndAnswersNewcomersWithAFreshLoad() throws Exception {
        supply.add("a", 10);
        var held = lease(A);
        CompletableFuture<Void> unloaded = residency.unload(A);

        assertThat(unloaded).isNotDone();
        assertThat(state(A)).isEqualTo(ModelState.DRAINING);
        assertThat(residency.lease(A)).isInstanceOf(Leased.Loading.class);
        held.close();
        held.close();

        unloaded.get(10, TimeUnit.SECONDS);
        lease(A).close();
        assertThat(supply.events).containsExactly("load a", "free a", "trim", "load a");
    }

    @Test
    void unloadingAModelThatIsLoadingTakesItOutAgain() throws Exception {
        supply.add("a", 10);
        supply.gate = new CountDownLatch(1);
        residency.lease(A);
        CompletableFuture<Void> unloaded = residency.unload(A);
        supply.gate.countDown();

        unloaded.get(10, TimeUnit.SECONDS);
        assertThat(state(A)).isEqualTo(ModelState.PULLED);
    }

    @Test
    void afterCloseNothingIsLent() throws Exception {
        supply.add("a", 10);
        lease(A).close();
        residency.close();

        assertThat(faultOf(A).kind()).isEqualTo(Fault.Kind.CLOSED);
        assertThatThrownBy(() -> residency.unload(C).get()).isInstanceOf(ExecutionException.class);
    }

    @Test
    void a_model_loaded_anew_takes_over_when_it_is_there_and_the_old_one_leaves_with_its_last_user() throws Exception {
        supply.add("a", 30);
        ModelId id = new ModelId("a");
        Lease<FakeSupply.Fake> old = lease(id);

        residency.replace(id).get(10, TimeUnit.SECONDS);

        try (Lease<FakeSupply.Fake> now = lease(id)) {
            assertThat(now.model()).isNotSameAs(old.model());
            assertThat(old.model().closed).isFalse();
            assertThat(residency.residence().footprint()).isEqualTo(Footprint.ofHost(60_000_000));
        }
        old.close();
        Awaitility.await().until(() -> old.model().closed);
        Awaitility.await().until(() -> residency.residence().footprint().equals(Footprint.ofHost(30_000_000)));
        assertThat(state(id)).isEqualTo(ModelState.WARM);
    }

    @Test
    void a_model_that_cannot_be_loaded_anew_stays_as_it_was() throws Exception {
        supply.add("a", 30);
        ModelId id = new ModelId("a");
        lease(id).close();
        supply.failure = "its file is damaged";

        assertThatThrownBy(() -> residency.replace(id).get(10, TimeUnit.SECONDS))
                .hasMessageContaining("the one before stays: its file is damaged");

        assertThat(state(id)).isEqualTo(ModelState.WARM);
        assertThat(residency.view(id).orElseThrow().failure()).contains("its file is damaged");
        lease(id).close();
        supply.failure = null;
        residency.replace(id).get(10, TimeUnit.SECONDS);
        assertThat(residency.view(id).orElseThrow().failure()).isNull();
    }

    @Test
    void a_model_unloaded_while_it_is_loaded_anew_is_gone_with_both() throws Exception {
        supply.add("a", 30);
        ModelId id = new ModelId("a");
        lease(id).close();
        var gate = new CountDownLatch(1);
        supply.gate = gate;
        var replaced = residency.replace(id);
        var unloaded = residency.unload(id);
        gate.countDown();
        supply.gate = null;

        replaced.get(10, TimeUnit.SECONDS);
        unloaded.get(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> supply.usedBytes.get() == 0);
    }

    /** Whatever the order of events: the budget holds, nothing in use is freed, and all memory comes back. */
    @Test
    void randomUseKeepsTheBudgetAndNeverFreesWhatIsUsed() throws Exception {
        var random = new Random(7);
        for (char name = 'a'; name <= 'j'; name++) {
            supply.add(String.valueOf(name), 10 + random.nextInt(30));
        }
        List<Lease<FakeSupply.Fake>> held = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            passes(Duration.ofMillis(random.nextInt(4_000)));
            ModelId id = new ModelId(String.valueOf((char) ('a' + random.nextInt(10))));
            switch (random.nextInt(6)) {
                case 0 -> {
                    // Its users go first: a model asked for while it drains waits for them.
                    held.stream().filter(lease -> lease.model().id.equals(id)).forEach(Lease::close);
                    held.removeIf(lease -> lease.model().id.equals(id));
                    assertThat(residency.unload(id)).isNotNull();
                }
                case 1 -> residency.pin(id, random.nextInt(8) == 0);
                case 2 -> residency.sweep();
                default -> {
                    try {
                        held.add(lease(id));
                    } catch (ExecutionException | EngineException e) {
                        var known = e instanceof EngineException direct ? direct : (EngineException) e.getCause();
                        assertThat(known.fault().kind()).isIn(Fault.Kind.BUSY, Fault.Kind.MODEL_UNAVAILABLE);
                    }
                }
            }
            while (held.size() > random.nextInt(4)) {
                held.removeFirst().close();
            }
            assertThat(held)
                    .allSatisfy(lease -> assertThat(lease.model().closed).isFalse());
            assertThat(supply.usedBytes.get()).isLessThanOrEqualTo(100_000_000);
        }
        held.forEach(Lease::close);
    }
}
