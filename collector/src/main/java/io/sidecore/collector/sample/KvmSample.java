package io.sidecore.collector.sample;

/**
 * VM exits of all guests on the host since the probe was attached.
 *
 * @param exits every exit, where the kernel has the {@code kvm_exit} tracepoint and fires it
 * @param userspaceExits exits that only QEMU could handle
 * @param portWrites port I/O exits; with an ioeventfd these are kicks
 */
public record KvmSample(long exits, long userspaceExits, long portWrites) {}
