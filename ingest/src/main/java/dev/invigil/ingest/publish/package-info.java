/**
 * The one way from a source to the broker: numbered per camera without gaps, every frame exactly once.
 *
 * <p><b>How.</b> As Kafka Connect does for exactly-once sources (KIP-618): a frame, the note that it was sent, and its camera's next
 * number are written in <em>one Kafka transaction</em>, the notes to the compacted topic {@code ingest-progress}. A note and its frame
 * therefore exist both or not at all, wherever the process is killed, and ingest keeps no file of its own: it may be started again on
 * another machine. There is one path back from every failure and at every start:
 *
 * <ol>
 *   <li>{@code initTransactions} under the same transactional id fences whoever wrote before (a process killed with bytes still in the
 *       network included) and settles its last transaction, committed or aborted;
 *   <li>the progress topic is read to its end, {@code read_committed};
 *   <li>submissions that were in doubt are looked up in it: there, they were sent; not there, they were not.
 * </ol>
 *
 * <p>Numbers are given out inside the transaction, so an aborted one leaves no gap. Everything that waits is put into the next
 * transaction together; the first waiting frame never waits for a second one. Consumers of {@code frames} must read
 * {@code read_committed}, or they see aborted attempts too.
 *
 * <p><b>Threads.</b> One thread owns the producer and writes the progress; sources submit from theirs and get a future.
 */
package dev.invigil.ingest.publish;
