package io.sidecore.policies.plan;

import java.util.Arrays;

/** Which unit is where while a plan is made, and what follows from that: loads, and who may still come. */
final class Board {

    /** Of a worker to which an administrator pinned queues of several groups: nobody else may come. */
    private static final int SEVERAL = -2;

    private final Units units;
    private final int workers;
    private final int limit;
    private final boolean countsGuests;
    private final int[] place;
    private final int[] position;
    private final int[][] members;
    private final int[] count;
    private final double[] load;
    private final int[] group;
    private final int[] guestsOn;
    private final short[] unitsOfGuest;
    private final short[] apartOn;

    Board(Units units) {
        this.units = units;
        workers = units.crew().size();
        limit = units.rules().guestsPerWorker().orElse(Integer.MAX_VALUE);
        int sets = units.rules().apart().size();
        countsGuests = limit < Integer.MAX_VALUE || sets > 0;
        place = new int[units.size()];
        position = new int[units.size()];
        Arrays.fill(place, Crew.NONE);
        members = new int[workers][4 + 2 * units.size() / Math.max(1, workers)];
        count = new int[workers];
        load = new double[workers];
        group = new int[workers];
        Arrays.fill(group, Crew.NONE);
        guestsOn = new int[workers];
        unitsOfGuest = new short[countsGuests ? Math.multiplyExact(units.guests(), workers) : 0];
        apartOn = new short[Math.multiplyExact(sets, workers)];
        for (int unit = 0; unit < units.size(); unit++) {
            if (units.fixed(unit) && units.home(unit) != Crew.NONE) {
                put(unit, units.home(unit));
            }
        }
    }

    Units units() {
        return units;
    }

    /** The worker of a unit; {@link Crew#NONE} if it has none. */
    int place(int unit) {
        return place[unit];
    }

    /** As a share of the worker's capacity. */
    double load(int worker) {
        return load[worker];
    }

    int count(int worker) {
        return count[worker];
    }

    /** One of the units of a worker, in no order. */
    int member(int worker, int index) {
        return members[worker][index];
    }

    /** The group that a worker serves; negative if none, or several. */
    int group(int worker) {
        return group[worker];
    }

    /** Whether it matters which guests a worker serves, and not only which queues. */
    boolean countsGuests() {
        return countsGuests;
    }

    /** How many more guests a worker may serve. */
    int room(int worker) {
        return Math.max(0, limit - guestsOn[worker]);
    }

    /** How many guests a worker serves. Only where guests are counted. */
    int guests(int worker) {
        return guestsOn[worker];
    }

    /** How many guests of a set to keep apart a worker serves. */
    int ofSet(int worker, int set) {
        return apartOn[set * workers + worker];
    }

    /** How many units of a guest a worker serves. Only where guests are counted. */
    int unitsOf(int worker, int guest) {
        return unitsOfGuest[guest * workers + worker];
    }

    /** Whether a worker serves a unit of a guest. Only where guests are counted. */
    boolean serves(int worker, int guest) {
        return unitsOfGuest[guest * workers + worker] > 0;
    }

    boolean isApart(int worker, int guest) {
        for (int set : units.apartOfGuest(guest)) {
            if (apartOn[set * workers + worker] > 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the rules let a worker of the unit's cell serve it beside those that it serves. */
    boolean fits(int unit, int worker) {
        if (count[worker] > 0 && group[worker] != units.group(unit)) {
            return false;
        }
        int guest = units.guest(unit);
        return !countsGuests || serves(worker, guest) || (guestsOn[worker] < limit && isApart(worker, guest));
    }

    /** Places a unit that has no place. */
    void put(int unit, int worker) {
        int own = units.group(unit);
        group[worker] = count[worker] == 0 || group[worker] == own ? own : SEVERAL;
        if (count[worker] == members[worker].length) {
            members[worker] = Arrays.copyOf(members[worker], 2 * count[worker]);
        }
        position[unit] = count[worker];
        members[worker][count[worker]++] = unit;
        place[unit] = worker;
        load[worker] += units.loadOn(unit, worker);
        if (countsGuests && unitsOfGuest[units.guest(unit) * workers + worker]++ == 0) {
            guestsOn[worker]++;
            for (int set : units.apartOfGuest(units.guest(unit))) {
                apartOn[set * workers + worker]++;
            }
        }
    }

    /** Takes a unit off its place. */
    void take(int unit) {
        int worker = place[unit];
        int last = members[worker][--count[worker]];
        members[worker][position[unit]] = last;
        position[last] = position[unit];
        place[unit] = Crew.NONE;
        load[worker] = count[worker] == 0 ? 0 : load[worker] - units.loadOn(unit, worker);
        if (countsGuests && --unitsOfGuest[units.guest(unit) * workers + worker] == 0) {
            guestsOn[worker]--;
            for (int set : units.apartOfGuest(units.guest(unit))) {
                apartOn[set * workers + worker]--;
            }
        }
    }

    void move(int unit, int worker) {
        take(unit);
        put(unit, worker);
    }

    /** The worker with the highest load, the first of equals. */
    int busiest() {
        int busiest = 0;
        for (int worker = 1; worker < workers; worker++) {
            busiest = load[worker] > load[busiest] ? worker : busiest;
        }
        return busiest;
    }

    int[] places() {
        return place.clone();
    }

    /** Puts every unit where {@link #places} says that it was. */
    void restore(int[] places) {
        for (int unit = 0; unit < place.length; unit++) {
            if (place[unit] != places[unit] && place[unit] != Crew.NONE) {
                take(unit);
            }
        }
        for (int unit = 0; unit < place.length; unit++) {
            if (place[unit] != places[unit]) {
                put(unit, places[unit]);
            }
        }
    }
}
