package io.sidecore.policies.plan;

import java.util.Arrays;

/**
 * A first assignment: units stay where they are if the rules allow it, the largest first; the others go, the largest first,
 * to the worker that is then least loaded. Where a limit of guests leaves little room, guests go as a whole, and no guest is
 * spread so far that another finds no place.
 */
final class Start {

    private static final double FIRST = 1e9;

    /** A unit is small if this many of it fit into what a worker has too much. */
    private static final double SMALL = 4;

    /** How many guests are tried to make way for others; more would cost more than the few places that are left. */
    private static final int WAYS = 20_000;

    private final Board board;
    private final Units units;
    private final Pools pools;
    private final int[] byLoad;
    private final int[] spare;
    private final boolean[] seen;
    private int ways = WAYS;

    private Start(Board board, Pools pools, int[] byLoad) {
        this.board = board;
        this.pools = pools;
        this.byLoad = byLoad;
        units = board.units();
        spare = new int[units.cells().size()];
        seen = new boolean[units.guests()];
    }

    /** Places every unit that can be placed, in such an order. */
    static void place(Board board, Pools pools, int[] byLoad) {
        Start start = new Start(board, pools, byLoad);
        start.keep();
        if (board.countsGuests()) {
            start.placeGuests();
        } else {
            start.placeUnits();
        }
    }

    /**
     * Takes load off workers that have far too much of it, the largest units first, as long as each is small beside what is
     * too much; the rest is for finer means. With nearly everything on one worker, looking for the best piece each time would
     * take too long.
     *
     * @param goal the load that no worker is brought above, nor below by this
     */
    static void shed(Board board, Pools pools, int[] byLoad, double goal) {
        Start start = new Start(board, pools, byLoad);
        boolean[] done = new boolean[board.units().crew().size()];
        for (int unit : byLoad) {
            int worker = board.place(unit);
            if (worker != Crew.NONE && !done[worker] && !start.units.fixed(unit)) {
                double share = start.units.loadOn(unit, worker);
                done[worker] = board.load(worker) - goal < SMALL * share || !start.shed(unit, goal);
            }
        }
    }

    private boolean shed(int unit, double goal) {
        int worker = least(unit, units.load(unit), false);
        if (worker == Crew.NONE || board.load(worker) + units.loadOn(unit, worker) > goal) {
            return false;
        }
        board.move(unit, worker);
        return true;
    }

    private void keep() {
        for (int unit : byLoad) {
            int home = units.home(unit);
            if (!units.fixed(unit)
                    && home != Crew.NONE
                    && pools.has(units.cell(unit), home)
                    && board.fits(unit, home)) {
                board.put(unit, home);
            }
        }
    }

    private void placeUnits() {
        for (int unit : byLoad) {
            if (isLoose(unit)) {
                place(unit, false);
            }
        }
    }

    private boolean isLoose(int unit) {
        return board.place(unit) == Crew.NONE && !units.fixed(unit);
    }

    private void placeGuests() {
        for (int unit = 0; unit < units.size(); unit++) {
            seen[units.guest(unit)] |= board.place(unit) != Crew.NONE;
        }
        int[] waiting = new int[spare.length];
        int[] loose = new int[spare.length];
        for (int unit = 0; unit < units.size(); unit++) {
            loose[units.cell(unit)] += isLoose(unit) ? 1 : 0;
        }
        for (int guest = 0; guest < seen.length; guest++) {
            boolean empty = units.firstOfGuest(guest) == units.firstOfGuest(guest + 1);
            waiting[units.cells().ofGuest(guest)] += seen[guest] || empty ? 0 : 1;
        }
        double[] mean = new double[spare.length];
        for (int cell = 0; cell < spare.length; cell++) {
            long room = 0;
            for (int worker : pools.workers(cell)) {
                room += board.room(worker);
            }
            spare[cell] = (int) Math.min(Integer.MAX_VALUE, room - waiting[cell]);
            mean[cell] = room < loose[cell] ? mean(cell) : 0;
        }
        for (int job : jobs(mean)) {
            if (job < 0) {
                placeWhole(~job);
            } else {
                placeWithRoomForOthers(job);
            }
        }
        for (int unit : byLoad) {
            if (isLoose(unit) && !place(unit, false) && ways > 0) {
                makeWay(unit);
            }
        }
    }

    private double mean(int cell) {
        double capacity = 0;
        for (int worker : pools.workers(cell)) {
            capacity += units.crew().capacity(worker);
        }
        double sum = 0;
        for (int unit : byLoad) {
            sum += units.cell(unit) == cell ? units.load(unit) : 0;
        }
        return capacity == 0 ? 0 : sum / capacity;
    }

    /** Units, and guests as -1 - number, the largest first; before them all guests that are hard to keep apart. */
    private int[] jobs(double[] wholeUpTo) {
        double[] keys = new double[units.size()];
        int[] jobs = new int[units.size()];
        int size = 0;
        for (int guest = 0; guest < seen.length; guest++) {
            int first = units.firstOfGuest(guest);
            int next = units.firstOfGuest(guest + 1);
            int cell = units.cells().ofGuest(guest);
            double sum = 0;
            boolean loose = first < next && !seen[guest];
            for (int unit = first; unit < next; unit++) {
                sum += units.load(unit);
                loose &= isLoose(unit);
            }
            double before = isHardToKeepApart(guest) ? FIRST : 0;
            boolean whole = loose && sum <= wholeUpTo[cell];
            for (int unit = first; unit < next && !whole; unit++) {
                if (isLoose(unit)) {
                    keys[size] = before + units.load(unit);
                    jobs[size++] = unit;
                }
            }
            if (whole) {
                keys[size] = before + sum;
                jobs[size++] = ~guest;
            }
        }
        return sorted(Arrays.copyOf(keys, size), jobs);
    }

    private static int[] sorted(double[] keys, int[] jobs) {
        long[] order = new long[keys.length];
        for (int i = 0; i < order.length; i++) {
            long descending = Long.MAX_VALUE - Double.doubleToRawLongBits(keys[i]);
            order[i] = (descending & -Units.MAX_UNITS) | i;
        }
        Arrays.sort(order);
        return Arrays.stream(order)
                .mapToInt(key -> jobs[(int) (key & (Units.MAX_UNITS - 1))])
                .toArray();
    }

    private boolean isHardToKeepApart(int guest) {
        int workers = pools.workers(units.cells().ofGuest(guest)).length;
        for (int set : units.apartOfGuest(guest)) {
            if (2 * units.rules().apart().get(set).size() >= workers) {
                return true;
            }
        }
        return false;
    }

    private void placeWhole(int guest) {
        int first = units.firstOfGuest(guest);
        double sum = 0;
        for (int unit = first; unit < units.firstOfGuest(guest + 1); unit++) {
            sum += units.load(unit);
        }
        int worker = least(first, sum, false);
        for (int unit = first; unit < units.firstOfGuest(guest + 1) && worker != Crew.NONE; unit++) {
            board.put(unit, worker);
        }
        seen[guest] = worker != Crew.NONE;
    }

    private void placeWithRoomForOthers(int unit) {
        int guest = units.guest(unit);
        int cell = units.cell(unit);
        int worker = least(unit, units.load(unit), seen[guest] && spare[cell] <= 0);
        if (worker != Crew.NONE) {
            spare[cell] -= seen[guest] && !board.serves(worker, guest) ? 1 : 0;
            seen[guest] = true;
            board.put(unit, worker);
        }
    }

    private boolean place(int unit, boolean onlyWhereItsGuestIs) {
        int worker = least(unit, units.load(unit), onlyWhereItsGuestIs);
        if (worker != Crew.NONE) {
            board.put(unit, worker);
        }
        return worker != Crew.NONE;
    }

    /** The worker that is least loaded with a load more, of those that may serve a unit. */
    private int least(int unit, double load, boolean onlyWhereItsGuestIs) {
        int cell = units.cell(unit);
        int least = Crew.NONE;
        double lowest = Double.POSITIVE_INFINITY;
        for (int worker : pools.workers(cell)) {
            double after = board.load(worker)
                    + load * units.cells().factor(cell, worker) / units.crew().capacity(worker);
            if (after < lowest
                    && board.fits(unit, worker)
                    && (!onlyWhereItsGuestIs || board.serves(worker, units.guest(unit)))) {
                lowest = after;
                least = worker;
            }
        }
        return least;
    }

    /** Moves a guest from a worker to another, so that a unit fits there. */
    private void makeWay(int unit) {
        for (int worker : pools.workers(units.cell(unit))) {
            for (int i = 0; i < board.count(worker) && ways-- > 0; i++) {
                Piece guest = Piece.guest(board, board.member(worker, i));
                if (!guest.isFixed() && makeWay(unit, worker, guest)) {
                    return;
                }
            }
        }
    }

    private boolean makeWay(int unit, int worker, Piece guest) {
        guest.take(board);
        if (board.fits(unit, worker)) {
            board.put(unit, worker);
            int other = least(guest.first(), guest.load(), false);
            if (other != Crew.NONE) {
                guest.put(board, other);
                return true;
            }
            board.take(unit);
        }
        guest.put(board, worker);
        return false;
    }
}
