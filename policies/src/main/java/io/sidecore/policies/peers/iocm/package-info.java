/** The I/O manager of IOcm: how many I/O cores, tried and regretted. */
@NullMarked
package io.sidecore.policies.peers.iocm;

import org.jspecify.annotations.NullMarked;
