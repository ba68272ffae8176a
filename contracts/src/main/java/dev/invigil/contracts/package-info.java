// SPDX-License-Identifier: Apache-2.0
/** The data on the topics: records, codecs, schemas. Does not depend on services, image decoding or networks. */
package dev.invigil.contracts;
