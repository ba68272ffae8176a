// SPDX-License-Identifier: Apache-2.0
/** What travels between the services, and the kit each of them is built with. Knows Kafka; knows no images and no networks. */
package dev.invigil.contracts;
