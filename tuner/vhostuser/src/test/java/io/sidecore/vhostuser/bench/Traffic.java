package io.sidecore.vhostuser.bench;

/**
 * What frontends send, and what the backend does with it.
 *
 * @param frontends how many there are
 * @param packed whether their rings are packed
 */
record Traffic(Side.Job job, int frameBytes, int frontends, boolean packed) {

    /** Of one frontend with split rings. */
    static Traffic of(Side.Job job, int frameBytes) {
        return new Traffic(job, frameBytes, 1, false);
    }

    Traffic from(int count) {
        return new Traffic(job, frameBytes, count, packed);
    }

    Traffic onPackedRings() {
        return new Traffic(job, frameBytes, frontends, true);
    }
}
