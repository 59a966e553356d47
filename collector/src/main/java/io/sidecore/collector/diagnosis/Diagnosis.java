package io.sidecore.collector.diagnosis;

import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.rule.Rules;
import io.sidecore.collector.diagnosis.rule.Ruling;
import io.sidecore.collector.diagnosis.rule.Scene;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.signal.host.HostWindows;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong on a host.
 *
 * @param windows what it rests on
 * @param findings the most harmful first; empty if no I/O thread is a bottleneck, and nothing else was found either
 * @param notes what explains that an I/O thread is not to blame, and is nothing wrong
 * @param gaps what could not be measured or told, each thing once
 */
public record Diagnosis(HostWindows windows, List<Finding> findings, List<Finding> notes, List<Gap> gaps) {

    public Diagnosis {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
        gaps = List.copyOf(gaps);
    }

    /** Asks every rule. The same windows give the same diagnosis. */
    public static Diagnosis of(HostWindows windows) {
        Ruling all = Rules.look(new Scene(windows));
        Set<Gap> gaps = new LinkedHashSet<>(windows.gaps());
        gaps.addAll(all.gaps());
        return new Diagnosis(windows, findings(all, false), findings(all, true), List.copyOf(gaps));
    }

    private static List<Finding> findings(Ruling all, boolean notes) {
        return all.findings().stream()
                .filter(finding -> finding.cause().note() == notes)
                .sorted(Finding.BY_HARM)
                .toList();
    }

    /** Whether an I/O thread is the bottleneck. */
    public boolean blamesAnIoThread() {
        return findings.stream().anyMatch(finding -> finding.cause().ioThread());
    }
}
