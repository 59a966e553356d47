package io.sidecore.probes;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One BPF object: what it is for, its programs, and its bounds.
 *
 * @param name short, for reports
 * @param object resource beside this class
 * @param programs at least one of them must attach, and all that are required
 * @param signal what it yields
 * @param bounds how much it can count, and what happens beyond
 */
public record ProbeSpec(String name, String object, List<ProbeProgram> programs, String signal, String bounds) {

    public ProbeSpec {
        programs = List.copyOf(programs);
        Set<String> functions = new HashSet<>();
        for (ProbeProgram program : programs) {
            for (AttachPoint way : program.points()) {
                for (AttachPoint point : way.all()) {
                    if (!functions.add(point.program())) {
                        throw new IllegalArgumentException(object + " names its program twice: " + point.program());
                    }
                }
            }
        }
    }
}
