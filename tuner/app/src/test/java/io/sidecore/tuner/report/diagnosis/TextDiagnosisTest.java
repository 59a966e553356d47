package io.sidecore.tuner.report.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.diagnose.SampleHost;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextDiagnosisTest {

    private static List<String> lines(HostWindows windows) {
        return TextDiagnosis.of(Diagnosis.of(windows)).lines().toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.sidecore.tuner.report.diagnosis.HtmlDiagnosisTest#hosts")
    void aTerminalCanShowIt(String name, HostWindows windows) {
        for (String line : lines(windows)) {
            assertTrue(line.matches("[\\x20-\\x7e]*"), line);
            boolean command = line.matches("   (do|undo) .*");
            assertTrue(command || line.length() <= TextDiagnosis.WIDTH, line.length() + ": " + line);
        }
    }

    @Test
    void itNamesTheWorkerTheCauseAndTheCommand() {
        List<String> lines = lines(SampleHost.TROUBLED.windows(10));
        assertEquals(
                "2 findings, the most harmful first. Seen: 5 workers, 10 virtqueues and 5 guests in 10 windows over",
                lines.get(0));
        assertTrue(
                lines.contains(
                        "2. PREEMPTED: worker vm2/net0 is kept from running 60 % of the time by stress-ng (pid 9998) [high"),
                () -> String.join("\n", lines));
        assertTrue(lines.contains("   do          taskset -cp 3 4015"), () -> String.join("\n", lines));
        assertTrue(lines.contains("   undo        taskset -cp 2 4015"), () -> String.join("\n", lines));
        assertTrue(lines.contains("Could not be measured:"), () -> String.join("\n", lines));
    }

    @Test
    void aHealthyHostGetsAnAnswerWithNumbers() {
        String text = TextDiagnosis.of(Diagnosis.of(SampleHost.HEALTHY.windows(10)));
        assertTrue(text.startsWith("No I/O thread is a bottleneck. Seen: 3 workers"), text);
        assertTrue(text.contains("Busiest: vm1/net0, work 13 % of the time"), text);
    }

    @Test
    void nothingSeenIsSaid() {
        assertEquals(
                "Nothing was seen: it takes two samples to make a window, and there were fewer.",
                lines(HostWindows.of(List.of())).get(0));
    }
}
