package io.sidecore.collector.diagnosis;

import io.sidecore.collector.host.CpuSample;

/** What a CPU does each second, of 100 ticks. */
final class CpuRates {

    private long user = 10;
    private long softirq;
    private long steal;
    private long seconds;
    private long userSum;
    private long softirqSum;
    private long stealSum;

    /** Percent of the time that threads use it. */
    CpuRates used(long percent) {
        user = percent;
        return this;
    }

    /** Percent of the time in softirqs. */
    CpuRates softirq(long percent) {
        softirq = percent;
        return this;
    }

    /** Percent of the time that a hypervisor below takes. */
    CpuRates steal(long percent) {
        steal = percent;
        return this;
    }

    void second() {
        seconds++;
        userSum += user;
        softirqSum += softirq;
        stealSum += steal;
    }

    CpuSample sample(int cpu) {
        long idle = 100 * seconds - userSum - softirqSum - stealSum;
        return new CpuSample(cpu, userSum, 0, idle, 0, softirqSum, stealSum, 0);
    }
}
