package io.sidecore.policies.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.policies.Placement;
import io.sidecore.policies.Stories;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuspectsTest {

    private static final Placement FOUR =
            Stories.placement("w0 0 sleep: db1; w1 0 sleep: web1; w2 0 sleep: web2; w3 0 sleep: web3");
    private static final Set<String> ALL = Set.of("db1", "web1", "web2", "web3");
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private long nowNanos = 5_000_000_000L;
    private final Suspects suspects = new Suspects(() -> nowNanos);

    private List<String> parts(Placement current) {
        return suspects.parts(current).stream()
                .map(part -> String.join(" ", part.devices()))
                .toList();
    }

    @Test
    void whoIsSuspectIsArrangedByHalves() {
        suspects.refused(ALL, MINUTE);
        assertEquals(List.of("db1 web1", "db1", "web1", "web2 web3", "web2", "web3"), parts(FOUR));
    }

    @Test
    void whoWasAgreedToIsInEveryPart() {
        suspects.refused(ALL, MINUTE);
        suspects.agreed(Set.of("web2", "web3"));
        assertEquals(List.of("web2 web3", "db1 web2 web3", "web1 web2 web3"), parts(FOUR));
        suspects.agreed(Set.of("web1"));
        assertEquals(List.of("web1 web2 web3"), parts(FOUR));
    }

    @Test
    void whoSharesAWorkerWithASuspectIsLeftAloneWithIt() {
        suspects.refused(Set.of("db1"), MINUTE);
        assertEquals(List.of("web2"), parts(Stories.placement("w0 0 sleep: db1 web1; w1 0 sleep: web2")));
    }

    @Test
    void aSuspicionEndsWithItsRefusal() {
        suspects.refused(Set.of("db1"), MINUTE);
        nowNanos += MINUTE.toNanos();
        assertEquals(List.of(), parts(FOUR));
        suspects.refused(Set.of("db1"), Duration.ZERO);
        assertEquals(List.of(), parts(FOUR));
    }

    @Test
    void whoWasAgreedToIsSuspectAgainWhenOnlySuchAreRefused() {
        suspects.agreed(ALL);
        suspects.refused(Set.of("web1"), MINUTE);
        assertEquals(List.of("db1 web2 web3"), parts(FOUR));
    }
}
