/** The rules of the adaptive policy: each proposes one kind of change, with the numbers that speak for it. */
@NullMarked
package io.sidecore.policies.adaptive;

import org.jspecify.annotations.NullMarked;
