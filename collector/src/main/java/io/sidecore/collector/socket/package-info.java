/** Conversations in JSON with other programs of this host, which may be slow, busy, or hostile. */
@NullMarked
package io.sidecore.collector.socket;

import org.jspecify.annotations.NullMarked;
