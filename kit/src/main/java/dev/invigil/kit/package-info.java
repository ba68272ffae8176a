// SPDX-License-Identifier: Apache-2.0
/** What every service needs: configuration, life cycle, HTTP, metrics, Kafka clients, topic table. Independent of records, images and networks. */
package dev.invigil.kit;
