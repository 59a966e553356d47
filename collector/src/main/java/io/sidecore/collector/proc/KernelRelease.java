package io.sidecore.collector.proc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /proc/sys/kernel/osrelease}: a kernel's version, as far as it is numbers, for instance 6.1. */
public record KernelRelease(int major, int minor) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");

    public static KernelRelease parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a kernel release: '" + text + "' (want something like 6.1.0-13)");
        }
        return new KernelRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    public boolean isBefore(KernelRelease other) {
        return major < other.major || (major == other.major && minor < other.minor);
    }
}
