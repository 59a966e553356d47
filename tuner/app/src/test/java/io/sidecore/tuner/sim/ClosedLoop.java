package io.sidecore.tuner.sim;

import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.Objective;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.control.ControlLoop;
import io.sidecore.tuner.control.Window;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.judge.Verdict;
import io.sidecore.tuner.control.veto.Consent;
import io.sidecore.tuner.control.veto.Veto;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A simulated host and a control loop that steers it by a built-in policy. */
public final class ClosedLoop implements AutoCloseable {

    private final SimHost host;
    private final Journal journal;
    private final ControlLoop loop;
    private final Objective objective;
    private final List<JournalEntry> entries = new ArrayList<>();

    public ClosedLoop(SimHost host, String policy, Path directory) {
        this(host, policy, directory, Optional.empty());
    }

    /** @param veto is asked before each change */
    public ClosedLoop(SimHost host, String policy, Path directory, Optional<? extends Veto> veto) {
        PolicyDocument document = new BuiltInPolicies().get(policy);
        this.host = host;
        this.objective = document.objective();
        this.journal = Journal.open(directory.resolve(policy + ".jsonl"), host, InstantSource.system(), entries::add);
        this.loop = new ControlLoop(
                new Window(host, host::between, objective, observation -> {}),
                ReadyPolicy.of(document, Host.of(host.cores()), host),
                host,
                journal,
                Consent.of(veto, host, InstantSource.system()));
    }

    public ClosedLoop run(double seconds) {
        for (int i = 0; i < Math.round(seconds * 10); i++) {
            loop.step();
        }
        return this;
    }

    /** The utility of the placement as it is now, without noise. */
    public double utility() {
        return utility(host.placement());
    }

    public double utility(Placement placement) {
        return objective.utility(host.expected(placement));
    }

    /** The utility of the placement that would be left if the loop ended now: a change under trial is undone. */
    public double settledUtility() {
        loop.close();
        return utility();
    }

    /** What became of the changes, in their order. */
    public List<Verdict> verdicts() {
        return all(JournalEntry.Result.class).map(JournalEntry.Result::verdict).toList();
    }

    /** The changes whose reason contains these words. */
    public List<JournalEntry.Intent> intents(String words) {
        return all(JournalEntry.Intent.class)
                .filter(intent -> intent.decision().reason().text().contains(words))
                .toList();
    }

    /** The changes that were vetoed, in their order. */
    public List<JournalEntry.Vetoed> vetoed() {
        return all(JournalEntry.Vetoed.class).toList();
    }

    public Optional<Decision> lastHold() {
        return all(JournalEntry.Held.class).map(JournalEntry.Held::decision).reduce((earlier, later) -> later);
    }

    private <T> Stream<T> all(Class<T> kind) {
        return entries.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** The whole story, for a test's failure message. */
    public String story() {
        StringBuilder story = new StringBuilder("\n");
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Intent intent) {
                line(story, entry, intent.decision());
            } else if (entry instanceof JournalEntry.Result result) {
                line(story, entry, result.text());
            } else if (entry instanceof JournalEntry.Vetoed vetoed) {
                line(story, entry, "vetoed (" + vetoed.reason() + "): " + vetoed.decision());
            }
        }
        return story.append(host.placement())
                .append(" utility ")
                .append(utility())
                .toString();
    }

    private static void line(StringBuilder story, JournalEntry entry, Object what) {
        story.append(entry.t()).append(' ').append(what).append('\n');
    }

    @Override
    public void close() {
        loop.close();
        journal.close();
    }
}
