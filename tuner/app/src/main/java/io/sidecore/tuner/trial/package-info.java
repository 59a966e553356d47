/**
 * Trials: the same seeded load against each arm, one after the other, as often as the design says, and what each did.
 *
 * <p>To run one, implement {@link io.sidecore.tuner.trial.ArmParts} (how to start a backend, the load guests, and the
 * control loop with an arm's policy) and then:
 *
 * <pre>{@code
 * try (RunScope scope = RunScope.open(Path.of("/tmp"), System.err)) {
 *     TrialPlan plan = new TrialPlan(arms, seed, load, ofSeconds(2), ofSeconds(15), ofSeconds(10), Design.once());
 *     Terminal terminal = Terminal.detect(System.getenv());
 *     Progress progress = terminal.live() ? new LiveProgress(System.err, terminal) : new PlainProgress(System.err);
 *     TrialBench bench = new TrialBench(TrialClock.SYSTEM, () -> HostTimes.read(Path.of("/proc")), progress, scope);
 *     TrialResult result = new TrialRunner(plan, parts, bench).run(HostFacts.ofThisMachine(Path.of("/proc"), "1.0"));
 *     Findings findings = Findings.of(result);
 *     System.out.print(TextReport.of(findings));
 *     Files.writeString(json, JsonReport.write(findings));
 *     Files.writeString(html, HtmlReport.of(findings));
 * } catch (TrialInterrupted e) {
 *     return 130; // the scope has said so, and the JVM is ending
 * }
 * }</pre>
 *
 * <p>{@code ArmParts} starts its children with {@link io.sidecore.tuner.trial.child.ChildProcess#start} and gives them
 * {@code --exit-on-stdin-eof}. Its control loop tells the arm's {@link io.sidecore.tuner.trial.DecisionLog} of each
 * decision that it carries out ({@code decided}) and what became of it ({@code judged}).
 */
@NullMarked
package io.sidecore.tuner.trial;

import org.jspecify.annotations.NullMarked;
