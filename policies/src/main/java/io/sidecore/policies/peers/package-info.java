/** What the policies of peers have in common: periods, and loads averaged over them. */
@NullMarked
package io.sidecore.policies.peers;

import org.jspecify.annotations.NullMarked;
