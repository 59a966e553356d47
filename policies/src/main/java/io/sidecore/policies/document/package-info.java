/** Policies as JSON documents: their schema, their records, where they are looked up. */
@NullMarked
package io.sidecore.policies.document;

import org.jspecify.annotations.NullMarked;
