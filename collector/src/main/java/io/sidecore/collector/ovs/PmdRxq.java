package io.sidecore.collector.ovs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A receive queue that a poll-mode thread polls.
 *
 * @param core the CPU that the thread is for
 * @param port name of the port
 * @param queue number of the queue in the port
 * @param enabled whether the other side uses it; a guest enables what its driver asks for
 */
public record PmdRxq(int core, String port, int queue, boolean enabled) {

    private static final Pattern QUEUE =
            Pattern.compile("\\s*port: (.+?)\\s+queue-id:\\s*([0-9]{1,5})( \\(enabled\\)| \\(disabled\\))?.*");

    /** Reads what {@code dpif-netdev/pmd-rxq-show} says. */
    static List<PmdRxq> parse(String text) {
        List<PmdRxq> queues = new ArrayList<>();
        int core = -1;
        for (String line : text.lines().toList()) {
            core = PmdHeading.core(line).orElse(core);
            Matcher matcher = QUEUE.matcher(line);
            if (core >= 0 && matcher.matches()) {
                boolean enabled = !" (disabled)".equals(matcher.group(3));
                queues.add(new PmdRxq(core, matcher.group(1), Integer.parseInt(matcher.group(2)), enabled));
            }
        }
        return queues;
    }
}
