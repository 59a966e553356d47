/** What load to offer: the description, its JSON form, and those that are built in. */
@NullMarked
package io.sidecore.guests.load;

import org.jspecify.annotations.NullMarked;
