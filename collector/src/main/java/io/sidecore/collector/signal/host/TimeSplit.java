package io.sidecore.collector.signal.host;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How a worker spent a window. The shares of a complete split add up to 1; without the scheduler's word the split is not
 * complete, and what is not known is not in it.
 *
 * @param parts those that are known, each activity once, in the order of {@link Activity}
 * @param complete whether they cover the whole window
 */
public record TimeSplit(List<TimePart> parts, boolean complete) {

    /** Nothing is known. */
    public static final TimeSplit UNKNOWN = new TimeSplit(List.of(), false);

    public TimeSplit {
        parts = List.copyOf(parts);
    }

    /** Share of the window, 0..1; absent if not known. */
    public OptionalDouble share(Activity activity) {
        for (TimePart part : parts) {
            if (part.activity() == activity) {
                return OptionalDouble.of(part.share());
            }
        }
        return OptionalDouble.empty();
    }

    /** Share of the window on a CPU; absent where the scheduler was not asked. */
    public OptionalDouble onCpu() {
        if (!complete) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (TimePart part : parts) {
            sum += part.activity().onCpu() ? part.share() : 0;
        }
        return OptionalDouble.of(Math.min(1, sum));
    }

    /** Of the time that it wanted a CPU, the share that it had none; 0 if it wanted none. Absent as {@link #onCpu} is. */
    public OptionalDouble keptShare() {
        OptionalDouble runnable = share(Activity.RUNNABLE);
        OptionalDouble onCpu = onCpu();
        if (runnable.isEmpty() || onCpu.isEmpty()) {
            return OptionalDouble.empty();
        }
        double wanted = runnable.getAsDouble() + onCpu.getAsDouble();
        return OptionalDouble.of(wanted == 0 ? 0 : runnable.getAsDouble() / wanted);
    }
}
