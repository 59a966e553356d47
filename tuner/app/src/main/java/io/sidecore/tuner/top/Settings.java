package io.sidecore.tuner.top;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an operator chose to see. Immutable.
 *
 * @param sort by which column; absent: by how much each wants a CPU
 * @param filter only rows in which it is found
 * @param guest only what has to do with the guest of that name
 * @param id only what has to do with that thread or process id
 * @param detail whether the children of rows are shown, and what could not be measured
 * @param interval time between two windows' ends
 */
public record Settings(
        View view,
        Optional<String> sort,
        Optional<Pattern> filter,
        Optional<String> guest,
        Optional<Integer> id,
        boolean detail,
        Duration interval) {

    /** All workers, by how much they want a CPU. */
    public static Settings every(Duration interval) {
        return new Settings(
                View.WORKERS, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, interval);
    }

    /** Another view; its order is its usual one if it lacks the column that the last was sorted by. */
    public Settings with(View other) {
        return new Settings(
                other, sort.filter(word -> Field.of(other, word).isPresent()), filter, guest, id, detail, interval);
    }

    /**
     * Sorted by a column.
     *
     * @param word the column's; empty for the usual order
     * @throws IllegalArgumentException if the view has no such column
     */
    public Settings sortedBy(String word) {
        if (!word.isEmpty() && Field.of(view, word).isEmpty()) {
            throw new IllegalArgumentException("no column '" + word + "' in the view of " + view.text() + "; there are "
                    + String.join(", ", view.fields().stream().map(Field::word).toList()));
        }
        Optional<String> by = word.isEmpty() ? Optional.empty() : Optional.of(word);
        return new Settings(view, by, filter, guest, id, detail, interval);
    }

    /**
     * Filtered by a regular expression; all if it is empty.
     *
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public Settings filteredBy(String regex) {
        Optional<Pattern> pattern =
                regex.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
        return new Settings(view, sort, pattern, guest, id, detail, interval);
    }

    /** Of one guest; of all if the name is empty. */
    public Settings ofGuest(String name) {
        return new Settings(
                view, sort, filter, name.isEmpty() ? Optional.empty() : Optional.of(name), id, detail, interval);
    }

    /**
     * Of one thread or process; of all if the text is empty.
     *
     * @throws IllegalArgumentException if it is no number
     */
    public Settings ofId(String text) {
        if (!text.isEmpty() && !text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("not a thread or process id: '" + text + "'");
        }
        Optional<Integer> number = text.isEmpty() ? Optional.empty() : Optional.of(Integer.parseInt(text));
        return new Settings(view, sort, filter, guest, number, detail, interval);
    }

    public Settings withDetail(boolean wanted) {
        return new Settings(view, sort, filter, guest, id, wanted, interval);
    }

    /**
     * At another pace.
     *
     * @throws IllegalArgumentException if it is too fast or too slow
     */
    public Settings every(double seconds) {
        if (!(seconds >= 0.1 && seconds <= 3600)) {
            throw new IllegalArgumentException("the interval must be in [0.1,3600] seconds: " + seconds);
        }
        return new Settings(view, sort, filter, guest, id, detail, Duration.ofNanos(Math.round(1e9 * seconds)));
    }

    /** Without any filter. */
    public Settings unfiltered() {
        return new Settings(view, sort, Optional.empty(), Optional.empty(), Optional.empty(), detail, interval);
    }

    /** What is filtered, in words; empty if nothing is. */
    String filters() {
        StringBuilder text = new StringBuilder();
        filter.ifPresent(pattern -> text.append(", with /").append(pattern).append('/'));
        guest.ifPresent(name -> text.append(", of guest ").append(name));
        id.ifPresent(number -> text.append(", of pid or tid ").append(number));
        return text.toString();
    }

    boolean shows(Row row) {
        return guest.map(row.guests()::contains).orElse(true)
                && id.map(row.ids()::contains).orElse(true)
                && filter.map(pattern -> row.cells().values().stream()
                                .anyMatch(cell -> pattern.matcher(cell.text()).find()))
                        .orElse(true);
    }
}
