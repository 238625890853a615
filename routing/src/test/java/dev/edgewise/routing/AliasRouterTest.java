package dev.edgewise.routing;

import static dev.edgewise.routing.Queries.BOTH;
import static dev.edgewise.routing.Queries.ONLY_CENTRAL;
import static dev.edgewise.routing.Queries.ONLY_LOCAL;
import static dev.edgewise.routing.Queries.deadline;
import static dev.edgewise.routing.Queries.prefer;
import static dev.edgewise.routing.Queries.query;
import static dev.edgewise.routing.Queries.target;
import static dev.edgewise.routing.Queries.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.routing.LocalReadiness.State;
import dev.edgewise.routing.Queries.FixedCluster;
import dev.edgewise.routing.model.Need;
import dev.edgewise.routing.model.Operation;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AliasRouterTest {

    private static final long MS = 1_000_000L;

    private final Router router = new AliasRouter(RouterSettings.DEFAULT);

    @Test
    void withoutAWishAReadyLocalModelAnswers() {
        assertLocal(query(BOTH), Why.FITS_LOCAL);
    }

    @Test
    void aModelInOnePlaceOnlyIsAnsweredThere() {
        assertLocal(query(ONLY_LOCAL), Why.ONLY_LOCAL);
        assertForward(query(ONLY_CENTRAL), Why.ONLY_CENTRAL);
    }

    @Test
    void preferencesChooseThePlace() {
        assertForward(with(query(BOTH), prefer(Prefer.QUALITY)), Why.PREFER_QUALITY);
        assertLocal(with(query(BOTH), prefer(Prefer.COST)), Why.PREFER_COST);
        assertLocal(with(query(BOTH), prefer(Prefer.LATENCY)), Why.PREFER_LATENCY);
    }

    @Test
    void preferredLatencyGoesToTheCentreWhenItIsPredictedToBeginFirst() {
        RouteQuery queued = with(with(query(BOTH), ready(900 * MS)), prefer(Prefer.LATENCY));
        assertForward(with(queued, new FixedCluster(ClusterHealth.UP, 80 * MS, 0)), Why.PREFER_LATENCY);
        assertLocal(with(queued, new FixedCluster(ClusterHealth.UP, 950 * MS, 0)), Why.PREFER_LATENCY);
        assertLocal(queued, Why.PREFER_LATENCY);
    }

    @Test
    void targetsAreBinding() {
        assertLocal(with(query(BOTH), target(Target.EDGE)), Why.TARGET_EDGE);
        assertForward(with(query(BOTH), target(Target.CENTRAL)), Why.TARGET_CENTRAL);
        RouteQuery down = with(query(BOTH), ClusterHealth.DOWN);
        assertThat(refused(with(down, target(Target.CENTRAL))).why()).isEqualTo(Why.CENTRAL_DOWN);
    }

    @Test
    void targetEdgeForAModelWithoutALocalTwinIsRefusedForGood() {
        Decision.Unavailable refusal = refused(with(query(ONLY_CENTRAL), target(Target.EDGE)));
        assertThat(refusal.why()).isEqualTo(Why.TARGET_EDGE);
        assertThat(refusal.retryAfter()).isNull();
        assertThat(refusal.message()).contains("'chat-large'", "no twin on this node", "Drop the 'Edge-Target' header");
    }

    @Test
    void targetCentralForALocalModelIsRefusedForGood() {
        Decision.Unavailable refusal = refused(with(query(ONLY_LOCAL), target(Target.CENTRAL)));
        assertThat(refusal.why()).isEqualTo(Why.TARGET_CENTRAL);
        assertThat(refusal.message()).contains("not served centrally");
    }

    @Test
    void aCentreThatIsDownDegradesToTheNode() {
        RouteQuery quality = with(query(BOTH), prefer(Prefer.QUALITY));
        assertLocal(with(quality, ClusterHealth.DOWN), Why.CENTRAL_DOWN);
        assertLocal(with(quality, ClusterHealth.SHAKY), Why.CENTRAL_DOWN);
        assertLocal(with(quality, ClusterHealth.FULL), Why.CENTRAL_BUSY);
        assertLocal(with(quality, ClusterHealth.NO_ENDPOINT), Why.RESIDENCY);
        assertLocal(quality.after(RuledOut.CENTRAL_FAILED), Why.CENTRAL_DOWN);
    }

    @Test
    void withoutALocalTwinADownCentreIsRefusedWithATimeToComeBack() {
        FixedCluster down = new FixedCluster(ClusterHealth.DOWN, 0, 3_000 * MS);
        Decision.Unavailable refusal = refused(with(query(ONLY_CENTRAL), down));
        assertThat(refusal.why()).isEqualTo(Why.CENTRAL_DOWN);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(refusal.message()).contains("cluster 'main'", "Retry-After");
    }

    @Test
    void shakyEndpointsAreTriedWhenNothingElseIsLeft() {
        assertForward(with(query(ONLY_CENTRAL), ClusterHealth.SHAKY), Why.ONLY_CENTRAL);
    }

    @Test
    void residencyWithoutALocalTwinIsRefusedForGood() {
        Decision.Unavailable refusal = refused(with(query(ONLY_CENTRAL), ClusterHealth.NO_ENDPOINT));
        assertThat(refusal.why()).isEqualTo(Why.RESIDENCY);
        assertThat(refusal.retryAfter()).isNull();
    }

    @Test
    void aLocalModelThatCannotAnswerNowIsForwarded() {
        assertForward(with(query(BOTH), new LocalReadiness(State.FULL, 0)), Why.LOCAL_BUSY);
        assertForward(with(query(BOTH), ready(1_001 * MS)), Why.LOCAL_BUSY);
        assertForward(with(query(BOTH), new LocalReadiness(State.COLD, 0)), Why.LOCAL_NOT_READY);
        assertForward(with(query(BOTH), new LocalReadiness(State.LOADING, 0)), Why.LOCAL_NOT_READY);
        assertForward(with(query(BOTH), LocalReadiness.ABSENT), Why.LOCAL_NOT_READY);
        assertForward(with(query(BOTH), new LocalReadiness(State.FAILED, 0)), Why.LOCAL_FAILED);
        assertForward(query(BOTH).after(RuledOut.LOCAL_FAILED), Why.LOCAL_FAILED);
        assertForward(query(BOTH).after(RuledOut.LOCAL_UNFIT), Why.LOCAL_UNFIT);
    }

    @Test
    void aModelThatFailedToLoadIsAskedAgainWhereNoOtherPlaceMayAnswerAndItAloneKnowsWhy() {
        RouteQuery failed = with(query(ONLY_LOCAL), new LocalReadiness(State.FAILED, 0));
        assertLocal(failed, Why.ONLY_LOCAL);
        assertThat(refused(failed.after(RuledOut.LOCAL_FAILED)).why()).isEqualTo(Why.LOCAL_FAILED);
        RouteQuery both = with(query(BOTH), new LocalReadiness(State.FAILED, 0));
        assertLocal(with(both, target(Target.EDGE)), Why.TARGET_EDGE);
        assertThat(refused(with(both, ClusterHealth.DOWN)).retryAfter()).isNotNull();
    }

    @Test
    void aColdModelIsLoadedWhenTheCentreCannotAnswer() {
        RouteQuery cold = with(query(BOTH), new LocalReadiness(State.COLD, 500 * MS));
        assertLocal(with(cold, ClusterHealth.DOWN), Why.FITS_LOCAL);
        assertLocal(with(query(ONLY_LOCAL), new LocalReadiness(State.COLD, 500 * MS)), Why.ONLY_LOCAL);
    }

    @Test
    void aLocalModelThatCannotDoTheWorkIsForwarded() {
        assertForward(with(query(BOTH), Ask.of(Operation.EMBEDDING)), Why.LOCAL_UNFIT);
        assertForward(with(query(BOTH), new Ask(Operation.CHAT, 2_001, Set.of(), PromptText.NONE)), Why.LOCAL_UNFIT);
        assertForward(
                with(query(BOTH), new Ask(Operation.CHAT, 10, Set.of(Need.TOOLS), PromptText.NONE)), Why.LOCAL_UNFIT);
    }

    @Test
    void workThatNothingCanDoIsRefusedForGood() {
        Decision.Unavailable refusal = refused(with(query(ONLY_LOCAL), Ask.of(Operation.EMBEDDING)));
        assertThat(refusal.why()).isEqualTo(Why.NO_ROUTE);
        assertThat(refusal.retryAfter()).isNull();
        assertThat(refusal.message()).contains("cannot do this embedding request", "/v1/models");
    }

    @Test
    void theDeadlineRulesOutAPlaceThatWouldBeTooLate() {
        RouteQuery slowCentre = with(query(BOTH), new FixedCluster(ClusterHealth.UP, 400 * MS, 0));
        Wish quick = new Wish(Prefer.QUALITY, Target.UNSET, 300 * MS);
        assertLocal(with(slowCentre, quick), Why.DEADLINE);
        assertForward(with(with(query(BOTH), ready(500 * MS)), deadline(300 * MS)), Why.DEADLINE);
        Decision.Unavailable refusal = refused(with(query(BOTH), deadline(0)));
        assertThat(refusal.why()).isEqualTo(Why.DEADLINE);
        assertThat(refusal.message()).contains("'Edge-Deadline'");
    }

    @Test
    void anUnsureAnswerEscalatesWhereTheCentreMayAnswer() {
        RouteQuery unsure = query(BOTH).after(RuledOut.LOCAL_UNSURE);
        assertForward(unsure, Why.LOW_CONFIDENCE);
        assertThat(refused(with(unsure, ClusterHealth.DOWN)).why()).isEqualTo(Why.CENTRAL_DOWN);
        assertThat(refused(query(ONLY_LOCAL).after(RuledOut.LOCAL_UNSURE)).why())
                .isEqualTo(Why.NO_ROUTE);
    }

    private void assertLocal(RouteQuery query, Why why) {
        assertThat(router.decide(query)).isEqualTo(new Decision.Local(Queries.SMOL, why));
    }

    private void assertForward(RouteQuery query, Why why) {
        assertThat(router.decide(query)).isEqualTo(new Decision.Forward("main", "llama-70b", why));
    }

    private Decision.Unavailable refused(RouteQuery query) {
        assertThat(router.decide(query)).isInstanceOf(Decision.Unavailable.class);
        return (Decision.Unavailable) router.decide(query);
    }

    private static LocalReadiness ready(long waitNanos) {
        return new LocalReadiness(State.READY, waitNanos);
    }
}
