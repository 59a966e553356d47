package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of the devices for VMs a process has open.
 *
 * @param vms open files that are a VM of KVM
 * @param vcpus open files that are a virtual CPU of one
 * @param vhost the kind of vhost device by the number of the open file
 */
record OpenDevices(int vms, int vcpus, SortedMap<Integer, DeviceKind> vhost) {

    static final OpenDevices NONE = new OpenDevices(0, 0, new TreeMap<>());

    /** A process with more open files is looked at only so far: its further ones cost time for all the others. */
    private static final int MAX_FILES = 65_536;

    private static final int TYPE_BITS = 0xf000;
    private static final int CHARACTER_DEVICE = 0x2000;

    boolean ownsVm() {
        return vms > 0 || vcpus > 0;
    }

    /**
     * Looks through a process's open files. Those that are closed meanwhile are left out.
     *
     * @throws java.nio.file.AccessDeniedException if they may not be seen
     * @throws IOException if the process has ended
     */
    static OpenDevices read(HostFiles files, int pid) throws IOException {
        int vms = 0;
        int vcpus = 0;
        SortedMap<Integer, DeviceKind> vhost = new TreeMap<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(files.path("proc/" + pid + "/fd"))) {
            Iterator<Path> all = open.iterator();
            for (int i = 0; i < MAX_FILES && all.hasNext(); i++) {
                Path file = all.next();
                String target = target(file);
                if (target.equals("anon_inode:kvm-vm")) {
                    vms++;
                } else if (target.startsWith("anon_inode:kvm-vcpu:")) {
                    vcpus++;
                } else if (target.contains("/dev/vhost-")) {
                    device(file, target).ifPresent(kind -> vhost.put(number(file), kind));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return vms + vcpus + vhost.size() == 0 ? NONE : new OpenDevices(vms, vcpus, vhost);
    }

    /** A host has a hundred thousand open files: this is what a first scan costs. */
    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // it was closed meanwhile
        }
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString());
    }

    /** A guest in a chroot or a mount namespace of its own may have its {@code /dev} elsewhere. */
    private static Optional<DeviceKind> device(Path file, String target) {
        int slash = target.lastIndexOf('/');
        Optional<DeviceKind> kind = DeviceKind.ofFile(target.substring(slash + 1));
        boolean named = kind.isPresent() && target.substring(0, slash).endsWith("/dev");
        return named && isDevice(file) ? kind : Optional.empty();
    }

    /** Anybody may call a file {@code vhost-net}. What cannot be asked what it is counts as what its name says. */
    private static boolean isDevice(Path file) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:mode");
            return attributes.get("mode") instanceof Integer mode && (mode & TYPE_BITS) == CHARACTER_DEVICE;
        } catch (IOException e) {
            return true;
        }
    }
}
