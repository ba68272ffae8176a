/**
 * Sends frames from the sources to the broker: numbered per camera without gaps, every frame exactly once.
 *
 * <p><b>How.</b> As Kafka Connect does for exactly-once sources (KIP-618): a frame, the record that it was sent, and its camera's next
 * sequence number are written in <em>one Kafka transaction</em>; the records go to the compacted topic {@code ingest-progress}. A frame and
 * its record therefore either both exist or both do not, whenever the process is killed. Ingest has no state file, so it can be restarted
 * on another machine. Recovery from every failure, and every start, takes the same steps:
 *
 * <ol>
 *   <li>{@code initTransactions} under the same transactional id fences the previous writer (including a killed process whose data is still
 *   in the network) and completes or aborts its last transaction;
 *   <li>the progress topic is read to its end, {@code read_committed};
 *   <li>submissions with an unknown result are looked up in it: those found were sent, the others were not.
 * </ol>
 *
 * <p>Sequence numbers are assigned inside the transaction, so an aborted transaction leaves no gap. All waiting submissions go into the
 * next transaction; a frame never waits for further frames. Consumers of {@code frames} must use {@code read_committed}; otherwise they
 * also see aborted frames.
 *
 * <p><b>Threads.</b> One thread owns the producer and writes the progress; sources submit from their own threads and receive a future.
 */
package dev.invigil.ingest.publish;
