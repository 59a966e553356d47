package io.sidecore.vhostuser.fuzz;

import io.sidecore.vhostuser.sys.RawMemory;

/** Makes the two mistakes that a fuzzer must find, to show that it would. */
public final class PlantedTarget {

    private PlantedTarget() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        LastInput.keep(data);
        if (data.length > 2 && data[0] == 'w') {
            RawMemory.getLong(data[1] == 'i' ? 8 : 0); // a wild address: no exception comes of it
        }
        if (data.length > 2 && data[0] == 'e') {
            throw new AssertionError("planted");
        }
    }
}
