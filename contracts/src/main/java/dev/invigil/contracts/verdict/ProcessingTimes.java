// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/**
 * Processing times, in milliseconds.
 *
 * @param queue from the record's arrival in the scorer to the start of decoding plus the wait for its batch
 * @param decode decoding and resizing
 * @param forward forward pass of the whole batch
 * @param map smoothing, regions and encoding of the map
 * @param total from capture to the sending of the verdict
 * @param batch number of frames in the batch
 */
public record ProcessingTimes(double queue, double decode, double forward, double map, double total, int batch) {}
