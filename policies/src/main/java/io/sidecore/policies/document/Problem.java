package io.sidecore.policies.document;

/**
 * One thing that is wrong with a file.
 *
 * @param where the JSON path in the file, as in {@code /guards/persistence}; {@code /} is the whole
 * @param found what is there
 * @param wanted what would be right
 */
public record Problem(String file, String where, String found, String wanted) {

    /** One line for people. */
    @Override
    public String toString() {
        return file + ": " + where + " is " + found + "; want " + wanted;
    }
}
