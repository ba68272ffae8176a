// SPDX-License-Identifier: Apache-2.0
/** How a service lives: configuration, life cycle, HTTP, metrics, Kafka clients, the topic table. Knows no records, no images and no networks. */
package dev.invigil.kit;
