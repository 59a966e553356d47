/**
 * What tests in the kernel lab are made of: a guest whose traffic is known to the packet, guests on KVM, and threads that
 * are in the way. Tests with the tag {@code lab} run on each kernel that {@code ./verify lab} boots, and nowhere else;
 * those with the tag {@code kernel} run there as well as in {@code ./verify}. Everything is slow there: assert counts,
 * order and placement, never speed.
 */
@NullMarked
package io.sidecore.lab;

import org.jspecify.annotations.NullMarked;
