package io.sidecore.guests;

import io.sidecore.guests.report.Output;
import java.util.function.Consumer;

/** Runs load guests against a vhost-user backend, from connecting them to the last line of output. */
public final class Guests {

    private final GuestsOptions options;
    private final Output output;
    private final Consumer<String> complaints;

    /**
     * @param output where results go
     * @param complaints where one line goes for each guest that loses its backend
     */
    public Guests(GuestsOptions options, Output output, Consumer<String> complaints) {
        this.options = options;
        this.output = output;
        this.complaints = complaints;
    }

    /**
     * Runs the load to its end.
     *
     * @return how many guests lost their backend on the way; the result is that of the others
     * @throws IllegalArgumentException if a guest cannot connect
     */
    public long run() {
        try (Crew crew = Crew.connect(options, complaints)) {
            output.ready(crew.guests().size());
            try (VcpuThreads vcpus = new VcpuThreads(crew.guests(), options.vcpus())) {
                output.result(new LoadRun(vcpus, crew, options, output).play());
            }
            return crew.lost();
        }
    }
}
