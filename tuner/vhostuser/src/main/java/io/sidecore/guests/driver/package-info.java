/** What a guest's virtio-net driver does: the vhost-user handshake, guest memory, and the driver's side of two rings. */
@NullMarked
package io.sidecore.guests.driver;

import org.jspecify.annotations.NullMarked;
