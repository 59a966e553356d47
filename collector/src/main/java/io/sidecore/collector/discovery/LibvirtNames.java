package io.sidecore.collector.discovery;

import io.sidecore.collector.libvirt.LibvirtDomain;
import io.sidecore.collector.libvirt.LibvirtStatus;
import io.sidecore.collector.libvirt.Virsh;
import io.sidecore.collector.qmp.QemuCommandLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What libvirt says of guests: by its files where they may be read, else by {@code virsh}, seldom. */
final class LibvirtNames {

    private static final Duration AGE = Duration.ofSeconds(60);

    private final LibvirtStatus status;
    private final Virsh virsh;
    private final LongSupplier clock;
    private Map<Integer, LibvirtDomain> domains = Map.of();
    private Map<String, String> names = Map.of();
    private Optional<String> whyNot = Optional.empty();
    private Optional<Long> askedNanos = Optional.empty();

    LibvirtNames(LibvirtStatus status, Virsh virsh, LongSupplier clock) {
        this.status = status;
        this.virsh = virsh;
        this.clock = clock;
    }

    void beginScan() {
        domains = status.domains();
    }

    /** What the files say of a process; one that is left from an earlier process of that number does not count. */
    Optional<LibvirtDomain> domain(int pid, QemuCommandLine qemu) {
        return Optional.ofNullable(domains.get(pid))
                .filter(domain -> qemu.name().map(domain.name()::equals).orElse(true));
    }

    /** A guest's name; absent if libvirt does not run it, or does not tell. */
    Optional<String> name(int pid, QemuCommandLine qemu, Gaps gaps) {
        Optional<String> known = domain(pid, qemu).map(LibvirtDomain::name);
        if (known.isPresent() || !qemu.isLibvirts()) {
            return known;
        }
        askVirsh();
        Optional<String> name =
                qemu.uuid().flatMap(uuid -> Optional.ofNullable(names.get(uuid.toLowerCase(Locale.ROOT))));
        if (name.isEmpty()) {
            whyNot.ifPresent(why -> gaps.add(
                    "libvirt's names of guests",
                    why + "; they go by what QEMU was started with (to see libvirt's, run as root, or install"
                            + " libvirt-clients)"));
        }
        return name;
    }

    private void askVirsh() {
        long now = clock.getAsLong();
        if (askedNanos.isPresent() && now - askedNanos.get() < AGE.toNanos()) {
            return;
        }
        askedNanos = Optional.of(now);
        try {
            names = virsh.namesByUuid();
            whyNot = Optional.empty();
        } catch (IOException e) {
            names = Map.of();
            whyNot = Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
