package io.sidecore.collector.ovs;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a poll-mode thread counts of itself, since it began or somebody cleared the counters. Each is absent until the thread
 * counts it.
 *
 * @param packets packets received
 * @param busyCycles in turns that found packets
 * @param idleCycles in turns that found none, sleeping not included
 * @param sleeps times that it slept, as {@code pmd-maxsleep} allows; absent also where OVS knows no such thing (before 3.1)
 */
public record PmdStats(OptionalLong packets, OptionalLong busyCycles, OptionalLong idleCycles, OptionalLong sleeps) {

    private static final Pattern LINE = Pattern.compile("\\s*(?:- )?([a-z ]+):\\s*([0-9]{1,18})\\b.*");

    /** Reads what {@code dpif-netdev/pmd-stats-show} and {@code pmd-perf-show} say: counts by the thread's CPU. */
    static Map<Integer, PmdStats> parse(String stats, String perf) {
        Map<Integer, Map<String, Long>> counts = new HashMap<>();
        collect(stats, counts);
        collect(perf, counts);
        Map<Integer, PmdStats> parsed = new HashMap<>();
        counts.forEach((core, own) -> parsed.put(
                core,
                new PmdStats(
                        count(own, "packets received"),
                        count(own, "processing cycles"),
                        count(own, "idle cycles"),
                        count(own, "sleep iterations"))));
        return parsed;
    }

    private static void collect(String text, Map<Integer, Map<String, Long>> counts) {
        int core = -1;
        for (String line : text.lines().toList()) {
            core = PmdHeading.core(line).orElse(core);
            Matcher matcher = LINE.matcher(line);
            if (core >= 0 && matcher.matches()) {
                counts.computeIfAbsent(core, it -> new HashMap<>())
                        .putIfAbsent(matcher.group(1), Long.parseLong(matcher.group(2)));
            }
        }
    }

    private static OptionalLong count(Map<String, Long> counts, String name) {
        Long value = counts.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
