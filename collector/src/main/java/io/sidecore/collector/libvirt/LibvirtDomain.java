package io.sidecore.collector.libvirt;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A running guest of libvirt's.
 *
 * @param name its name; text of its owner's choice
 * @param pid the process that runs it
 * @param vcpus thread ids by the number of the virtual CPU; empty if libvirt does not tell
 */
public record LibvirtDomain(String name, int pid, SortedMap<Integer, Integer> vcpus) {
    public LibvirtDomain {
        vcpus = Collections.unmodifiableSortedMap(new TreeMap<>(vcpus));
    }
}
