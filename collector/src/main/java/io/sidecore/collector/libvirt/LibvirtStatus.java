package io.sidecore.collector.libvirt;

import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Running guests by the files that libvirt's daemon keeps of them. To read those disturbs nobody, and works while the daemon
 * is stopped. A file is read again only when it has changed. Used by one thread at a time.
 */
public final class LibvirtStatus {

    /** Of the system's daemon, {@code libvirtd} or {@code virtqemud}. */
    public static final String DIRECTORY = "run/libvirt/qemu";

    /** More guests than fit on a host; bounds what a strange directory can cost. */
    private static final int MAX_FILES = 4096;

    private record Known(List<Object> version, Optional<LibvirtDomain> domain) {}

    private final HostFiles files;
    private final String directory;
    private Map<String, Known> known = Map.of();

    /**
     * Makes a reader.
     *
     * @param directory usually {@link #DIRECTORY}
     */
    public LibvirtStatus(HostFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    /** Running guests by their process; empty if there are none, or they may not be seen. */
    public Map<Integer, LibvirtDomain> domains() {
        Map<String, Known> found = new HashMap<>();
        Map<Integer, LibvirtDomain> domains = new HashMap<>();
        files.list(directory).stream()
                .filter(name -> name.endsWith(".xml"))
                .limit(MAX_FILES)
                .forEach(name -> {
                    Known file = read(name);
                    found.put(name, file);
                    file.domain.ifPresent(domain -> domains.put(domain.pid(), domain));
                });
        known = found;
        return domains;
    }

    private Known read(String name) {
        Path file = files.path(directory + "/" + name);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return new Known(List.of(), Optional.empty());
            }
            List<Object> version =
                    List.of(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime(), attributes.size());
            Known before = known.get(name);
            return before != null && before.version.equals(version) ? before : new Known(version, StatusXml.read(file));
        } catch (IOException e) {
            return new Known(List.of(), Optional.empty());
        }
    }
}
