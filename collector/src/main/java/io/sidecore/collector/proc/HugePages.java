package io.sidecore.collector.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One size of {@code /sys/kernel/mm/hugepages}.
 *
 * @param kib size of a page
 * @param total how many are reserved
 * @param free how many of those nobody uses
 */
public record HugePages(long kib, long total, long free) {

    private static final String DIRECTORY = "sys/kernel/mm/hugepages";
    private static final Pattern NAME = Pattern.compile("hugepages-([0-9]{1,12})kB");

    /** All sizes that the kernel offers; empty if none. */
    public static List<HugePages> read(HostFiles files) {
        List<HugePages> sizes = new ArrayList<>();
        for (String name : files.list(DIRECTORY)) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                String path = DIRECTORY + "/" + name + "/";
                sizes.add(new HugePages(
                        Long.parseLong(matcher.group(1)),
                        number(files, path + "nr_hugepages"),
                        number(files, path + "free_hugepages")));
            }
        }
        return sizes;
    }

    private static long number(HostFiles files, String path) {
        return files.read(path).map(Long::parseUnsignedLong).orElse(0L);
    }
}
