/**
 * Plans at scale: assigns thousands of virtqueues to workers under rules, with few moves, beside a bound that no
 * assignment beats. Pure and deterministic: the same instance yields the same plan.
 */
@NullMarked
package io.sidecore.policies.plan;

import org.jspecify.annotations.NullMarked;
