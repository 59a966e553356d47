package io.sidecore.tuner.cli;

import io.sidecore.policies.document.HostFeature;
import io.sidecore.policies.document.Parameters;
import io.sidecore.policies.document.PolicyDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What designs expect of a host, and what a host offers. */
final class Expectations {

    /** Each is Y or 1 where KVM lets interrupts reach a running vCPU by themselves: Intel's APICv, AMD's AVIC. */
    private static final List<String> POSTED =
            List.of("sys/module/kvm_intel/parameters/enable_apicv", "sys/module/kvm_amd/parameters/avic");

    private Expectations() {}

    /** What the host below a root directory, {@code /} for this one, offers. */
    static Set<HostFeature> offered(Path root) {
        Set<HostFeature> offered = EnumSet.noneOf(HostFeature.class);
        if (POSTED.stream().anyMatch(file -> isOn(root.resolve(file)))) {
            offered.add(HostFeature.POSTED_INTERRUPTS);
        }
        return offered;
    }

    private static boolean isOn(Path parameter) {
        try {
            return Files.readString(parameter).strip().matches("[Yy1]");
        } catch (IOException e) {
            return false; // another kind of CPU, or no KVM
        }
    }

    /**
     * A line for each feature that a design expects and a host lacks; none for policies that are no fixed design.
     *
     * @param host what the line calls it
     */
    static List<String> unmet(PolicyDocument document, Set<HostFeature> offered, String host) {
        Stream<HostFeature> expected =
                document.parameters() instanceof Parameters.Fixed fixed ? fixed.expects().stream() : Stream.empty();
        return expected.filter(feature -> !offered.contains(feature))
                .sorted()
                .map(feature -> document.name() + " expects " + feature + ", which " + host
                        + " lacks: it is no other here than the same design without")
                .toList();
    }
}
