/** Where policies are looked up: those that come with Sidecore, and directories of an operator's own. */
@NullMarked
package io.sidecore.policies.source;

import org.jspecify.annotations.NullMarked;
