/**
 * Recordings: the samples of a host in one file, to be looked at later or elsewhere.
 *
 * <p>A recording is compact (what changed since the sample before), and survives a crash at any time: what was
 * written before can be read. This is its format, version 1. Integers of fixed size are little-endian; <i>number</i> and
 * <i>signed</i> are varints, see {@link io.sidecore.collector.recording.rows.PackedOutput}; CRCs are CRC-32C.
 *
 * <h2>File</h2>
 *
 * <pre>
 * bytes
 * 8     magic: 89 'S' 'C' 'R' 'E' 'C' 0d 0a
 * 2     version: 1
 * 2     0
 * 4     n, at most 65536
 * n     JSON object, UTF-8: see {@link io.sidecore.collector.recording.RecordingHeader}
 * 4     CRC of all bytes before
 * ...   frames
 * </pre>
 *
 * <h2>Frame</h2>
 *
 * One for each sample, and one at the end of a recording that was ended in order.
 *
 * <pre>
 * at  bytes
 * 0   4     marker: f5 'S' 'F' a7
 * 4   1     kind: 1 key, 2 delta, 3 end
 * 5   1     bit 0: the payload is deflated (RFC 1951, raw)
 * 6   2     0
 * 8   4     which sample of the recording, from 0; in an end frame how many there are
 * 12  4     s: bytes of the payload as stored
 * 16  4     bytes of the payload once inflated, at most 32 MiB; s if it is not deflated
 * 20  8     monotonic clock, ns: when the sample was taken
 * 28  8     time of day, ms since 1970-01-01T00:00Z
 * 36  4     CRC of the payload as stored
 * 40  4     CRC of the 40 bytes before
 * 44  s     payload
 * </pre>
 *
 * A key frame needs no frame before it. A delta frame needs every frame since the last key frame: after a frame that is
 * damaged or missing, a reader goes on at the next key frame. There is one at least every
 * {@value io.sidecore.collector.recording.SampleLogWriter#KEY_EVERY} samples. A reader that met a bad frame header looks
 * for the next marker with a good CRC.
 *
 * <h2>Payload</h2>
 *
 * <pre>
 * texts     number of new texts, then each: see {@link io.sidecore.collector.recording.rows.Texts}. In cells, a text is
 *           its number; numbers begin at 0 with each key frame
 * number    of sections
 * section   its number, then a table: see {@link io.sidecore.collector.recording.rows.RowDeltas}. The table before is
 *           that of the last frame that had the section; before a key frame, every table is empty
 * </pre>
 *
 * Sections 1 to 6 are the inventory: CPUs, guests, workers, virtqueues, interrupts of network cards, gaps. They are in
 * key frames and where the inventory differs from the sample before. Sections 16 to 23 are in every frame: threads,
 * workers, virtqueues, vCPUs, guests, cgroups, CPUs, gaps. A reader passes over sections that it does not know. The cells
 * of rows are what {@link io.sidecore.collector.recording.rows.RowWriter} makes of the records, in the order of
 * {@link io.sidecore.collector.recording.shape.InventoryShapes} and {@link
 * io.sidecore.collector.recording.shape.SampleShapes}.
 *
 * <p>What may change without a new version: more sections, more cells at the end of rows (but not in the elements of lists
 * inside a row), more in the JSON object. All sections of a sample together have at most {@value
 * io.sidecore.collector.recording.rows.RowTable#MAX_CELLS} cells.
 */
@NullMarked
package io.sidecore.collector.recording;

import org.jspecify.annotations.NullMarked;
