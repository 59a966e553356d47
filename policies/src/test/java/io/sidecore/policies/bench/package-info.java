/** What planning costs. */
@NullMarked
package io.sidecore.policies.bench;

import org.jspecify.annotations.NullMarked;
