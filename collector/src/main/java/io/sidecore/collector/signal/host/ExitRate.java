package io.sidecore.collector.signal.host;

/**
 * VM exits for one reason.
 *
 * @param reason the processor's name for it
 * @param perSecond how often
 * @param outside time from them to re-entry, in CPUs: 1.0 is one vCPU all the time
 */
public record ExitRate(String reason, double perSecond, double outside) {

    /** Whether the guest asked to leave because it had nothing to do: time outside is sleep, not cost. */
    public boolean isHalt() {
        return reason.equals("HLT") || reason.equals("MWAIT") || reason.equals("MWAIT_INSTRUCTION");
    }
}
