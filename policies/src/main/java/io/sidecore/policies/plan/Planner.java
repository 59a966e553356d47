package io.sidecore.policies.plan;

/**
 * Assigns virtqueues to workers under rules, so that the busiest worker has as little to do as can be, with few moves. There
 * is no clock in it: what it may spend is counted in steps, and the same instance always yields the same plan.
 *
 * <ol>
 *   <li>{@link Pools} says which workers are for which guests, where guests share none.
 *   <li>{@link Start} leaves every queue where it is allowed to be, and places the others, the largest first.
 *   <li>{@link Bounds} says what no assignment can be below.
 *   <li>{@link Improvement} moves and exchanges ({@link Refinement}), or tries everything where that is little ({@link
 *       ExactSearch}).
 * </ol>
 */
public final class Planner {

    private Planner() {}

    /** A plan for an instance; what cannot be placed is named in it with the reason, and everything else is placed. */
    public static Plan plan(Instance instance) {
        Units units = new Units(instance);
        Board board = new Board(units);
        if (units.crew().size() == 0) {
            return Outcome.of(board, new Bound(0, "there is no worker"));
        }
        int[] byLoad = units.byLoad();
        Pools pools = new Pools(board, byLoad);
        Start.place(board, pools, byLoad);
        return Outcome.of(board, new Improvement(board, pools, byLoad).run());
    }
}
