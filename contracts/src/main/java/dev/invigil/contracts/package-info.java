// SPDX-License-Identifier: Apache-2.0
/** What travels on the topics: records, codecs, schemas. Knows no services, no images and no networks. */
package dev.invigil.contracts;
