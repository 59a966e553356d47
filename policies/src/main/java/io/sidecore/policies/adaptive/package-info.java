/**
 * The adaptive policy: rules, each of which proposes one kind of change, with the numbers that speak for it; arrangements of
 * everything at once; a model of load and delay, fitted online, that says what each would bring; and the choice among them.
 */
@NullMarked
package io.sidecore.policies.adaptive;

import org.jspecify.annotations.NullMarked;
