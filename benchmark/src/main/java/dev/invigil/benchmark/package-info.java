// SPDX-License-Identifier: Apache-2.0
/** From a data set to a report: a library without Kafka and without services. Layers, top first: report, evaluate, maps, metric, dataset. */
package dev.invigil.benchmark;
