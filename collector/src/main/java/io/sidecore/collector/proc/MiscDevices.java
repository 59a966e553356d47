package io.sidecore.collector.proc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code /proc/misc}: the drivers that have registered a character device of major number 10. A driver whose module is not
 * loaded is not there, even if its file in /dev is.
 */
public final class MiscDevices {

    private static final int MAJOR = 10;
    /** A device's number within the kernel, as in {@code inode.i_rdev}: 12 bits major, 20 bits minor. */
    private static final int MINOR_BITS = 20;

    private final Map<String, Integer> minors;

    private MiscDevices(Map<String, Integer> minors) {
        this.minors = minors;
    }

    public static MiscDevices read(HostFiles files) {
        return parse(files.read("proc/misc").orElse(""));
    }

    static MiscDevices parse(String text) {
        Map<String, Integer> minors = new LinkedHashMap<>();
        for (String line : text.split("\\n", -1)) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length == 2 && fields[0].matches("[0-9]{1,7}")) {
                minors.put(fields[1], Integer.parseInt(fields[0]));
            }
        }
        return new MiscDevices(minors);
    }

    /** Names of the drivers, as in {@code vhost-net}. */
    public Set<String> names() {
        return Set.copyOf(minors.keySet());
    }

    /** The number by which the kernel itself knows a driver's device. */
    public OptionalInt kernelNumber(String name) {
        Integer minor = minors.get(name);
        return minor == null || minor >= 1 << MINOR_BITS
                ? OptionalInt.empty()
                : OptionalInt.of(MAJOR << MINOR_BITS | minor);
    }
}
